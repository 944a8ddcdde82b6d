import { commandUpdate } from '../../contracts/temporal/definitions';
import { approveTwice, proposalHash, proveIdentity } from '../replay/paths';
import { useLabs } from '../support/dev-lab';
import type { FakeActivities } from '../support/fake-activities';
import { approver, officer, operator, refusalCode, subject } from '../support/workflow-lab';

const labWith = useLabs();

/** Plans under which stores were worked on. */
const executedRounds = (fake: FakeActivities) =>
  fake
    .inputsOf('workOnStores')
    .filter(({ phase }) => phase === 'execute')
    .map(({ round }) => round);

const settled = (calls: readonly Promise<unknown>[]) => Promise.allSettled(calls);
const taken = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.map(({ status }) => status === 'fulfilled');

test('When three people approve at once, then each slot is filled once', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const hash = await proposalHash(request);
  const calls = [operator, approver, officer].map((by) => request.command({ name: 'approve', hash }, by));
  const results = await settled(calls);
  // Whoever comes first fills the first slot; an operator who comes second finds one that is not for operators.
  expect(taken(results).filter((is) => is)).toHaveLength(2);
  await request.result();
  expect(executedRounds(lab)).toEqual([1]);
  expect(lab.recorded('approvalGiven').filter(({ actor }) => actor.kind === 'staff')).toHaveLength(2);
});

test('When one person approves twice at once, then it counts once', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const hash = await proposalHash(request);
  const twice = [1, 2].map(() => request.command({ name: 'approve', hash }, approver));
  const results = await settled(twice);
  expect(taken(results).sort()).toEqual([false, true]);
  const refused = twice[taken(results).indexOf(false)]!;
  expect(await refusalCode(refused)).toBe('DSR_SAME_PERSON');
  expect((await request.state()).proposal?.approvals).toHaveLength(1);
  expect(executedRounds(lab)).toEqual([]);
});

test('When the last approval and a rejection come at once, then a rejection that was taken holds', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const hash = await proposalHash(request);
  await request.command({ name: 'approve', hash }, operator);
  const rejection = request.command({ name: 'reject', hash, reasonCode: 'wrongScope' }, officer);
  const [approval, rejected] = taken(
    await settled([request.command({ name: 'approve', hash }, approver), rejection]),
  );
  if (rejected === true) {
    await request.when('a new plan', ({ round, proposal }) => round === 2 && proposal !== undefined);
    expect(executedRounds(lab)).toEqual([]);
    return;
  }
  expect(approval).toBe(true);
  expect(await refusalCode(rejection)).toMatch(/^DSR_(WRONG_PHASE|NOTHING_TO_APPROVE)$/);
  await request.result();
  expect(executedRounds(lab)).toEqual([1]);
});

test('When the last approval and a withdrawal come at once, then one of them holds', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const hash = await proposalHash(request);
  await request.command({ name: 'approve', hash }, operator);
  const withdrawal = request.command({ name: 'withdraw' }, subject);
  const [, withdrawn] = taken(
    await settled([request.command({ name: 'approve', hash }, approver), withdrawal]),
  );
  const { outcome } = await request.result();
  expect([outcome, executedRounds(lab)]).toEqual(withdrawn === true ? ['withdrawn', []] : ['fulfilled', [1]]);
  if (withdrawn !== true) expect(await refusalCode(withdrawal)).toBe('DSR_WRONG_PHASE');
});

test('When the same update is sent twice, then it is taken once', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const hash = await proposalHash(request);
  const message = { command: { name: 'approve' as const, hash }, actor: operator };
  const send = () =>
    request.handle.executeUpdate(commandUpdate, { updateId: 'one-and-the-same', args: [message] });
  const [first, second] = await Promise.all([send(), send()]);
  expect(second).toEqual(first);
  expect((await request.state()).proposal?.approvals).toHaveLength(1);
});

test('When a store has drifted, then the new plan needs new approvals', async () => {
  const lab = await labWith({
    workOnStores: ({ phase, round }) => {
      const left = phase === 'execute' && round === 1 ? [{ storeId: 'shop', reason: 'drift' as const }] : [];
      return Promise.resolve({ tally: {}, left });
    },
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const first = await proposalHash(request);
  await approveTwice(request);
  const second = await proposalHash(request, 'plan', first);
  expect((await request.state()).proposal?.approvals).toEqual([]);
  expect(await refusalCode(request.command({ name: 'approve', hash: first }, operator))).toBe(
    'DSR_PLAN_STALE',
  );
  expect(executedRounds(lab)).toEqual([1]);
  await request.command({ name: 'approve', hash: second }, operator);
  await request.command({ name: 'approve', hash: second }, approver);
  await request.result();
  expect(executedRounds(lab)).toEqual([1, 2]);
});
