import type { StoreBatchResult } from '../../contracts/temporal/messages';
import { parseRequestId } from '../../domain/ids';
import type { ReviewDecision } from '../../domain/outcome';
import type { Command, RequestState } from '../../domain/request';
import type { RequestKind } from '../../domain/right';
import type { AllActivities } from '../support/fake-activities';
import { fakeClock } from '../support/fake-activities';
import type { Lab, LabRequest } from '../support/workflow-lab';
import { approver, officer, operator, staff, subject } from '../support/workflow-lab';

/** One way through the workflow, whose history is kept and replayed against every change of the code. */
export interface Path {
  readonly right: RequestKind;
  readonly input?: Parameters<Lab['begin']>[1];
  /** Made anew for every run: a script may remember what it was asked. */
  readonly script?: () => Partial<AllActivities>;
  readonly drive: (request: LabRequest) => Promise<void>;
}

/** The person enters the mailed code. */
export async function proveIdentity(request: LabRequest): Promise<void> {
  await request.when('verification', ({ phase }) => phase === 'verifying');
  await request.command({ name: 'verifyIdentity', channel: 'email' }, subject);
}

/** Two people approve what lies there. */
export async function approveTwice(request: LabRequest): Promise<void> {
  const hash = await proposalHash(request);
  await request.command({ name: 'approve', hash }, operator);
  await request.command({ name: 'approve', hash }, approver);
}

/** Hash of the open proposal of a kind, once there is one, other than `not`. */
export async function proposalHash(
  request: LabRequest,
  kind: NonNullable<RequestState['proposal']>['kind'] = 'plan',
  not?: string,
): Promise<string> {
  const isNew = ({ proposal }: RequestState) => proposal?.kind === kind && proposal.hash !== not;
  return (await request.when(kind, isNew)).proposal!.hash;
}

/** Id of the first open task, once there is one. */
export async function taskId(request: LabRequest): Promise<string> {
  return (await request.when('a task', ({ openTasks }) => openTasks.length > 0)).openTasks[0]!.taskId;
}

/** An appeal of somebody who has proven already who they are. */
export const provenAppeal = {
  about: parseRequestId('req_0123456789abcdefghjk')!,
  regimes: ['US-VA'],
  verificationNeeded: false,
  verifiedAt: '2026-03-02T02:15:00.000Z',
};
/** An approver who had no part in what was decided before. */
export const reviewer = staff('luo-approver', 'approver');

async function clearPaper(request: LabRequest): Promise<void> {
  const witnesses = ['luo-approver', 'shen-privacy'];
  const task = await taskId(request);
  await request.command({ name: 'completeTask', taskId: task, result: 'done', witnesses }, operator);
}

/** The sample company: two healthy stores, paper, and a processor that answers late. */
function sampleStores({ phase }: { phase: string }): Promise<StoreBatchResult> {
  const left: Record<string, StoreBatchResult['left']> = {
    execute: [{ storeId: 'paper', reason: 'manual', code: 'manualStore' }],
    verify: [{ storeId: 'newsletter', reason: 'pending' }],
  };
  return Promise.resolve({ tally: phase === 'verify' ? { deleted: 3 } : {}, left: left[phase] ?? [] });
}

const noSlots: Partial<AllActivities> = {
  proposePlan: ({ round }) => Promise.resolve({ hash: `plan-${round}`, slots: [], found: true }),
};

/** Answers with each of `answers` in turn, then with the last one for good. */
function inTurn<T>(...answers: readonly T[]): () => Promise<T> {
  let next = 0;
  return () => Promise.resolve(answers[Math.min(next++, answers.length - 1)]!);
}

/** Every right and every main path, by the name of its history. */
export const paths: Readonly<Record<string, Path>> = {
  deletion: {
    right: 'deletion',
    script: () => ({ workOnStores: sampleStores }),
    drive: async (request) => {
      await proveIdentity(request);
      await approveTwice(request);
      await clearPaper(request);
    },
  },
  access: {
    right: 'access',
    script: () => noSlots,
    drive: async (request) => {
      await proveIdentity(request);
      await request.command({ name: 'approve', hash: await proposalHash(request, 'package') }, operator);
    },
  },
  accessPackageSentBack: {
    right: 'access',
    script: () => ({ ...noSlots, buildPackage: packageOfEachRound() }),
    drive: async (request) => {
      await proveIdentity(request);
      const first = await proposalHash(request, 'package');
      await request.command({ name: 'reject', hash: first, reasonCode: 'otherPerson' }, operator);
      const second = await proposalHash(request, 'package', first);
      await request.command({ name: 'approve', hash: second }, operator);
    },
  },
  correction: {
    right: 'correction',
    script: () => ({
      proposePlan: inTurn({ hash: 'plan-1', slots: [['operator']], found: true, changeHash: 'change-1' }),
    }),
    drive: async (request) => {
      await proveIdentity(request);
      const hash = await proposalHash(request);
      await request.command({ name: 'confirmChange', hash: 'change-1' }, subject);
      await request.command({ name: 'approve', hash }, operator);
    },
  },
  restriction: { right: 'restriction', script: () => noSlots, drive: proveIdentity },
  objectionToMarketing: {
    right: 'objection',
    input: { verificationNeeded: false },
    script: () => noSlots,
    drive: () => Promise.resolve(),
  },
  objectionStands: weighedObjection('stands'),
  objectionLifted: weighedObjection('lifted'),
  complaint: {
    right: 'complaint',
    drive: async (request) => {
      await proveIdentity(request);
      await reviewOpened(request);
      await request.command(reviewDecision('rejected'), officer);
    },
  },
  appeal: {
    right: 'appeal',
    input: { ...provenAppeal },
    script: () => ({ openReview: () => Promise.resolve({ excluded: ['wei-operator', 'tang-approver'] }) }),
    drive: async (request) => {
      await reviewOpened(request);
      await request.command(reviewDecision('rejected'), officer);
      const hash = await proposalHash(request, 'decision');
      await request.command({ name: 'reject', hash, reasonCode: 'reasonsTooShort' }, reviewer);
      await request.command(reviewDecision('upheld'), reviewer);
      await request.command({ name: 'approve', hash: 'upheld-reasons' }, officer);
    },
  },
  withdrawn: {
    right: 'deletion',
    drive: async (request) => {
      await proveIdentity(request);
      await proposalHash(request);
      await request.command({ name: 'withdraw' }, subject);
    },
  },
  refused: {
    right: 'deletion',
    drive: async (request) => {
      await proveIdentity(request);
      await proposalHash(request);
      await request.command({ name: 'refuse', ground: 'manifestlyUnfounded' }, operator);
      await request.command({ name: 'approve', hash: await proposalHash(request, 'refusal') }, approver);
    },
  },
  unverified: {
    right: 'deletion',
    input: { verificationDays: 1 / 86_400 },
    drive: () => Promise.resolve(),
  },
  childOfSeveral: {
    right: 'deletion',
    script: () => ({
      identifySubject: inTurn(
        { identity: 'ambiguous', choices: 3, reason: 'sharedIdentifier', guardianNeeded: false },
        { identity: 'resolved', guardianNeeded: true },
      ),
    }),
    drive: async (request) => {
      await proveIdentity(request);
      const question = await taskId(request);
      await request.command({ name: 'resolveIdentity', taskId: question, choice: '2' }, operator);
      const guardian = (
        await request.when('guardian', ({ openTasks }) => openTasks.some(({ taskId: id }) => id !== question))
      ).openTasks[0]!.taskId;
      await request.command(
        { name: 'recordGuardian', taskId: guardian, proofCode: 'birthCertificate' },
        officer,
      );
      await approveTwice(request);
    },
  },
  drifted: {
    right: 'deletion',
    script: () => ({ workOnStores: driftOnce }),
    drive: async (request) => {
      await proveIdentity(request);
      await approveTwice(request);
      await request.when('the second round', ({ round, proposal }) => round === 2 && proposal !== undefined);
      await approveTwice(request);
    },
  },
  storeInTrouble: {
    right: 'deletion',
    script: () => ({
      workOnStores: troubleWith('execute'),
      workOnStore: inTurn({ tally: {}, left: { reason: 'trouble', code: 'noAccess' } }, { tally: {} }),
    }),
    drive: async (request) => {
      await proveIdentity(request);
      await approveTwice(request);
      for (const _ of ['access given', 'right table named']) {
        const task = await taskId(request);
        await request.command(
          { name: 'completeTask', taskId: task, result: 'retry', witnesses: [] },
          operator,
        );
      }
    },
  },
  clocks: {
    right: 'deletion',
    input: { regimes: ['EU-GDPR', 'CN-APP-2019'] },
    script: hurriedClocks,
    drive: async (request) => {
      await proveIdentity(request);
      await request.when('the breach', ({ clocks }) => clocks.some(({ status }) => status === 'breached'));
      await request.command({ name: 'extend', regime: 'EU-GDPR', ground: 'complexity' }, operator);
      await request.when('the extension', ({ extendedRegimes }) => extendedRegimes.length > 0);
      await request.command({ name: 'pause', reason: 'identityQuestion' }, operator);
      await request.command({ name: 'resume' }, operator);
      await request.command({ name: 'recomputeClocks', cause: 'calendar' }, officer);
      await request.command(
        { name: 'changeRegimes', regimes: ['EU-GDPR', 'UK-GDPR'], ground: 'residence' },
        officer,
      );
      await approveTwice(request);
    },
  },
  feeBeforeWork: {
    right: 'deletion',
    script: () => ({ startClocks: inTurn({ ...startedWithFee(), storeCount: 4 }) }),
    drive: async (request) => {
      await proveIdentity(request);
      await request.command(
        { name: 'demandFee', regime: 'UK-GDPR', ground: 'excessive', amountHash: 'a'.repeat(64) },
        operator,
      );
      await approveTwice(request);
      await request.command({ name: 'recordFee', result: 'waived' }, operator);
    },
  },
  extensionNotProven: {
    right: 'deletion',
    script: () => ({
      sendNotice: () => Promise.resolve({ status: 'refused', at: new Date().toISOString(), inTime: false }),
    }),
    drive: async (request) => {
      await proveIdentity(request);
      await request.command({ name: 'extend', regime: 'CN-GBT35273', ground: 'complexity' }, operator);
      await request.when('the refusal', ({ declaredExtensions }) => declaredExtensions.length === 0);
      await approveTwice(request);
    },
  },
};

/** Staff can decide, once it is known who may not. */
export async function reviewOpened(request: LabRequest): Promise<void> {
  await request.when('the review', ({ review }) => review?.excluded !== undefined);
}

/** A decision whose reasons are its own. */
export function reviewDecision(decision: ReviewDecision): Command {
  return { name: 'decideReview', decision, reasonsHash: `${decision}-reasons` };
}

function packageOfEachRound(): AllActivities['buildPackage'] {
  return ({ round }) => Promise.resolve({ hash: `package-${round}`, slots: [['operator']], found: true });
}

function weighedObjection(decision: 'stands' | 'lifted'): Path {
  return {
    right: 'objection',
    input: { balanceNeeded: true },
    script: () => noSlots,
    drive: async (request) => {
      await proveIdentity(request);
      await request.when('the balance', ({ phase }) => phase === 'assessing');
      const balance = { ground: 'manifestlyUnfounded', balanceHash: 'b'.repeat(64) };
      await request.command({ name: 'decideObjection', decision, ...balance }, approver);
    },
  };
}

const driftOnce: AllActivities['workOnStores'] = ({ phase, round }) =>
  Promise.resolve({
    tally: phase === 'verify' ? { deleted: 4 } : {},
    left: phase === 'execute' && round === 1 ? [{ storeId: 'shop', reason: 'drift' }] : [],
  });

function troubleWith(wanted: string): AllActivities['workOnStores'] {
  return ({ phase }) =>
    Promise.resolve({
      tally: phase === 'verify' ? { deleted: 4 } : {},
      left: phase === wanted ? [{ storeId: 'shop', reason: 'trouble', code: 'noAccess' }] : [],
    });
}

const noRules = { refusalGrounds: [], feeRules: [] };

/** A clock that starts with a payment, and work that waits for it. */
function startedWithFee() {
  const terms = { grounds: ['excessive'], workWaits: true, clock: 'startsWithPayment' as const };
  return {
    clocks: [fakeClock({ regime: 'UK-GDPR', startsWithFee: true })],
    refusalGrounds: [],
    feeRules: [{ regime: 'UK-GDPR', ...terms }],
  };
}

/** One clock with a reminder and a breach within the first second, and one that ends far away and can be extended. */
function hurriedClocks(): Partial<AllActivities> {
  const from = Date.now();
  const after = (ms: number) => new Date(from + ms).toISOString();
  const hurried = fakeClock({
    regime: 'CN-APP-2019',
    deadlineAt: after(1_500),
    thresholds: [{ code: '50%', level: 'operator', at: after(700), fired: false }],
  });
  const calm = fakeClock({ regime: 'EU-GDPR' });
  const extended = fakeClock({ regime: 'EU-GDPR', clock: 'respondExtended', extended: true });
  return {
    startClocks: inTurn({ clocks: [calm, hurried], ...noRules, storeCount: 4 }),
    recordFacts: ({ clockFacts }) => {
      if (clockFacts === undefined) return Promise.resolve({});
      const clocks = [clockFacts.extendedRegimes.length > 0 ? extended : calm, hurried];
      return Promise.resolve({ counted: { clocks, ...noRules } });
    },
  };
}
