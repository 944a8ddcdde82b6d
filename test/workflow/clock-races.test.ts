import type { ClockState } from '../../domain/clock-state';
import type { RequestState } from '../../domain/request';
import { newRequestState } from '../../domain/transitions';
import { approveTwice, proposalHash, proveIdentity } from '../replay/paths';
import { useLabs } from '../support/dev-lab';
import { fakeClock } from '../support/fake-activities';
import { closedGate } from '../support/gate';
import type { LabRequest } from '../support/workflow-lab';
import { approver, freshRequestId, officer, operator, refusalCode } from '../support/workflow-lab';

const labWith = useLabs();
const extend = { name: 'extend', regime: 'CN-GBT35273', ground: 'complexity' } as const;
const pause = { name: 'pause', reason: 'identityQuestion' } as const;
const rules = { refusalGrounds: [], feeRules: [] };

test('When two people extend at once, then one extension is declared and one letter goes out', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await proposalHash(request);
  const calls = [operator, officer].map((by) => request.command(extend, by));
  const results = await Promise.allSettled(calls);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = calls[results.findIndex(({ status }) => status === 'rejected')]!;
  expect(await refusalCode(refused)).toBe('DSR_EXTENSION_TWICE');
  await request.when('the extension', ({ extendedRegimes }) => extendedRegimes.length > 0);
  expect(lab.inputsOf('sendNotice').filter(({ kind }) => kind === 'extension')).toHaveLength(1);
});

test('When a pause and the last approval come at once, then work begins only if the approval came first', async () => {
  const lab = await labWith();
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  const hash = await proposalHash(request);
  await request.command({ name: 'approve', hash }, operator);
  const [, paused] = await Promise.allSettled([
    request.command({ name: 'approve', hash }, approver),
    request.command(pause, officer),
  ]);
  if (paused.status === 'fulfilled') {
    const { phase } = await request.when('the approvals', ({ proposal, phase: now }) =>
      now === 'assessing' ? proposal?.approvals.length === 2 : true,
    );
    // Taken while it was still assessed, the pause holds back every store until it ends.
    if (phase === 'assessing')
      expect(lab.inputsOf('workOnStores').filter((work) => work.phase === 'execute')).toEqual([]);
    await request.command({ name: 'resume' }, operator).catch(() => undefined);
  }
  expect(await request.result()).toEqual({ outcome: 'fulfilled' });
  expect(lab.inputsOf('workOnStores').filter((work) => work.phase === 'execute')).toHaveLength(1);
});

test('When a second count begins while the first is being written, then the books end with the second', async () => {
  const gate = closedGate();
  const dates: string[] = [];
  const lab = await labWith({
    recordFacts: async ({ clockFacts, entries }) => {
      if (clockFacts === undefined) return {};
      const cause = entries[0]?.facts['cause'];
      if (cause === 'calendar') await gate.pass();
      const date = cause === 'rules' ? '2098-02-28' : '2098-01-31';
      dates.push(date);
      return { counted: { clocks: [fakeClock({ date })], ...rules } };
    },
  });
  const request = await lab.begin('deletion');
  await proveIdentity(request);
  await proposalHash(request);
  dates.length = 0;
  const { version: before } = await request.state();
  const first = request.command({ name: 'recomputeClocks', cause: 'calendar' }, officer);
  await gate.reached;
  const second = request.command({ name: 'recomputeClocks', cause: 'rules' }, officer);
  await request.when('the second', ({ version }) => version > before + 1);
  expect(dates).toEqual([]);
  gate.open();
  await Promise.all([first, second]);
  expect(dates).toEqual(['2098-01-31', '2098-02-28']);
  expect((await request.state()).clocks).toMatchObject([{ date: '2098-02-28' }]);
});

test('When a pause ends after the old deadline, then that deadline is not called missed while the new one is counted', async () => {
  const gate = closedGate();
  const paused = fakeClock({ deadlineAt: '2020-02-01T00:00:00Z' });
  const lab = await labWith({
    recordFacts: async ({ clockFacts }) => {
      if (clockFacts === undefined) return {};
      await gate.pass();
      return { counted: { clocks: [fakeClock()], ...rules } };
    },
  });
  const request = await lab.begin('deletion', { state: pausedState(paused) });
  await proposalHash(request);
  const resumed = request.command({ name: 'resume' }, operator);
  await gate.reached;
  // The count is under way: nobody waits for the old deadline, which has long passed.
  const timers = await timersOf(request);
  gate.open();
  await resumed;
  expect(timers).toBe(0);
  expect((await request.state()).clocks).toEqual([fakeClock()]);
  expect(await timersOf(request)).toBe(1);
  await approveTwice(request);
  await request.result();
  expect(lab.recorded('clockBreached')).toEqual([]);
});

/** Timers that a request has set so far. */
async function timersOf({ handle }: LabRequest): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter((event) => Boolean(event.timerStartedEventAttributes)).length;
}

/** A request that waits for the person's answer, with a clock that stands still beyond its old end. */
function pausedState(clock: ClockState): RequestState {
  const intake = {
    requestId: freshRequestId(),
    right: 'deletion' as const,
    regimes: [clock.regime],
    controllerId: 'hailan',
    receivedAt: '2020-01-01T00:00:00Z',
    verificationNeeded: true,
  };
  return {
    ...newRequestState(intake, false),
    phase: 'assessing',
    verifiedAt: '2020-01-01T00:00:00Z',
    identity: 'resolved',
    clocks: [clock],
    pausedFor: 'identityQuestion',
    pauses: [{ from: '2020-01-02T00:00:00Z', reason: 'identityQuestion', serial: 3 }],
    storeCount: 1,
  };
}
