import type { CoreActivities, StoreActivities } from '../../activities';
import type { ClockState } from '../../domain/clock-state';
import { outcomeOfDecision } from '../../domain/outcome';
import type { AnswerInput, AnswerResult, LetterResult, RecordInput } from '../../contracts/temporal/messages';

/** Everything that a worker runs. */
export type AllActivities = CoreActivities & StoreActivities;

/** Activities without a world behind them, and what was asked of them. */
export interface FakeActivities {
  readonly activities: AllActivities;
  /** Calls in order, retries included. */
  readonly calls: readonly FakeCall[];
  /** Inputs of one activity in order. */
  inputsOf<N extends keyof AllActivities>(name: N): readonly Parameters<AllActivities[N]>[0][];
  /** Facts written down under a type of evidence. */
  recorded(type: RecordInput['entries'][number]['type']): readonly RecordInput['entries'][number][];
}

/** One call of an activity. */
export interface FakeCall {
  readonly name: keyof AllActivities;
  readonly input: unknown;
}

/** Roles that may fill the two slots of a deletion plan. */
export const twoSlots = [
  ['operator', 'approver', 'privacyOfficer'],
  ['approver', 'privacyOfficer'],
] as const;

/** One answering clock; far away unless a test says otherwise. */
export function fakeClock(parts: Partial<ClockState> = {}): ClockState {
  return {
    regime: 'CN-GBT35273',
    clock: 'respond',
    goal: 'answer',
    date: '2099-01-31',
    deadlineAt: '2099-01-31T16:00:00Z',
    strictAt: '2099-01-31T16:00:00Z',
    targetAt: '2099-01-31T16:00:00Z',
    provisional: false,
    ruleVersion: '1',
    calendarVersion: '1',
    status: 'running',
    thresholds: [],
    extensionGrounds: ['complexity'],
    extendBefore: '2099-01-31T16:00:00Z',
    extended: false,
    pauseReasons: ['identityQuestion'],
    ...parts,
  };
}

/** Activities that answer at once as a healthy world would, at the time that `now` tells; `script` replaces some of them. */
export function fakeActivities(
  script: Partial<AllActivities> = {},
  now: () => Promise<string> = machineTime,
): FakeActivities {
  const calls: FakeCall[] = [];
  const all: AllActivities = { ...healthy, ...post(now), ...script };
  const listening = (Object.entries(all) as [string, (input: never) => Promise<unknown>][]).map(
    ([name, activity]) => [
      name,
      (input: never) => {
        calls.push({ name: name as keyof AllActivities, input });
        return activity(input);
      },
    ],
  );
  const inputsOf = <N extends keyof AllActivities>(wanted: N) =>
    calls.filter(({ name }) => name === wanted).map(({ input }) => input as Parameters<AllActivities[N]>[0]);
  return {
    activities: Object.fromEntries(listening) as AllActivities,
    calls,
    inputsOf,
    recorded: (type) =>
      inputsOf('recordFacts').flatMap(({ entries }) => entries.filter((entry) => entry.type === type)),
  };
}

const nothing = () => Promise.resolve();
const machineTime = () => Promise.resolve(new Date().toISOString());

/** A mail server that takes every letter at once. */
function post(now: () => Promise<string>) {
  const taken = async (): Promise<LetterResult> => ({ status: 'accepted', at: await now(), inTime: true });
  return {
    acknowledgeRequest: taken,
    sendNotice: taken,
    sendAnswer: async ({ ending, review }: AnswerInput) =>
      answered(ending ?? (review && outcomeOfDecision(review.decision)), await now()),
  };
}

/** An answer that the mail server took. */
export function answered(
  outcome: AnswerResult['outcome'] = 'fulfilled',
  at = new Date().toISOString(),
): AnswerResult {
  return { outcome, accepted: true, at, recipientsAnswered: true, keepUntil: [] };
}

const healthy: Omit<AllActivities, keyof ReturnType<typeof post>> = {
  startClocks: () =>
    Promise.resolve({
      clocks: [fakeClock()],
      refusalGrounds: ['manifestlyUnfounded'],
      feeRules: [],
      storeCount: 4,
    }),
  recordFacts: () => Promise.resolve({}),
  mailCode: nothing,
  enterRegister: nothing,
  proposePlan: ({ round }) => Promise.resolve({ hash: `plan-${round}`, slots: twoSlots, found: true }),
  openReview: () => Promise.resolve({ excluded: [] }),
  buildPackage: ({ round }) =>
    Promise.resolve({ hash: `package-${round}`, slots: [twoSlots[0]], found: true }),
  closeRequest: nothing,
  askProcessor: () => Promise.resolve({ reason: 'asked' as const }),
  warnOfLifting: nothing,
  finishLifting: nothing,
  tellDeferredDone: () => Promise.resolve(),
  identifySubject: () => Promise.resolve({ identity: 'resolved', guardianNeeded: false }),
  joinIdentity: () => Promise.resolve({ kinds: [] }),
  workOnStores: ({ phase, from, to }) =>
    Promise.resolve({ tally: phase === 'verify' ? { deleted: to - from } : {}, left: [] }),
  workOnStore: ({ phase }) => Promise.resolve({ tally: phase === 'verify' ? { deleted: 1 } : {} }),
  liftStoreMarks: nothing,
  deleteDeferred: () => Promise.resolve(),
};
