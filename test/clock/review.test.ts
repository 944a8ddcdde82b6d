import { carryOver } from '../../domain/clock-state';
import { requestClocks } from '../../domain/request-clocks';
import { builtInRules } from '../../domain/rules';
import { defaultThresholds } from '../../domain/threshold';
import { provenAppeal, proveIdentity, reviewDecision, reviewOpened } from '../replay/paths';
import { useClockLab } from '../support/clock-lab';
import { officer } from '../support/workflow-lab';
import { alertIds, answerClock, dueAts, noticesOf } from './timed';

const begin = useClockLab();
const dayMs = 86_400_000;

test('When nobody decides an appeal, then reminders and the breach fall due, and it is decided all the same', async () => {
  const { regimes: _own, ...proven } = provenAppeal;
  const request = await begin('US-VA', { right: 'appeal', ...proven });
  await reviewOpened(request);
  const clock = await answerClock(request, 'US-VA');
  const days = (Date.parse(clock.deadlineAt) - Date.parse(request.receivedAt)) / dayMs;
  expect(days).toBeGreaterThan(60);
  expect(days).toBeLessThanOrEqual(61);

  await request.untilDay(59);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  await request.untilDay(62);
  expect(dueAts(request, 'reminderDue')).toEqual(clock.thresholds.map(({ at }) => at));
  expect(dueAts(request, 'clockBreached')).toEqual([clock.deadlineAt]);
  expect(noticesOf(request, 'breachApology')).toMatchObject([{ missedDate: clock.date }]);
  expect(alertIds(request, 'breach')).toEqual([`${request.requestId}/US-VA/respond/breach`]);

  await request.command(reviewDecision('upheld'), officer);
  expect(await request.result()).toEqual({ outcome: 'upheld' });
  expect(await request.lines()).toMatchObject([{ status: 'breached' }]);
});

test('When an appeal is decided in time, then its clock is satisfied and nothing falls due', async () => {
  const { regimes: _own, ...proven } = provenAppeal;
  const request = await begin('US-CO', { right: 'appeal', ...proven });
  await reviewOpened(request);
  await request.command(reviewDecision('rejected'), officer);
  expect(await request.result()).toEqual({ outcome: 'rejected' });
  await request.untilDay(120);
  expect(dueAts(request, 'clockBreached')).toEqual([]);
  expect(await request.lines()).toMatchObject([{ clock: 'respond', status: 'satisfied' }]);
});

test('When a complaint under UK law is acknowledged, then that clock is satisfied and the one to the outcome runs', async () => {
  const request = await begin('UK-GDPR', { right: 'complaint' });
  await proveIdentity(request);
  await reviewOpened(request);
  const lines = await request.lines();
  expect(lines.map(({ clock, status }) => `${clock} ${status}`)).toEqual([
    'acknowledge satisfied',
    'respond running',
  ]);
});

/** Clocks with the real rules. */
function clocksOf(
  regime: string,
  right: 'complaint' | 'deletion',
  receivedAt: string,
  extendedRegimes: readonly string[] = [],
) {
  const settings = { rules: builtInRules, thresholds: defaultThresholds };
  return requestClocks([regime], right, { receivedAt, extendedRegimes, pauses: [] }, settings);
}

test.each([
  ['CN-APP-2019', 'respond', '2026-03-02T01:00:00Z', '2026-03-23'],
  ['CN-MIIT24', 'respond', '2026-03-02T01:00:00Z', '2026-03-17'],
  ['UK-GDPR', 'acknowledge', '2026-07-01T10:00:00Z', '2026-07-31'],
])(
  'When a complaint under %s arrives, then its clock to %s counted from %s ends on %s',
  (regime, kind, receivedAt, date) => {
    const clocks = clocksOf(regime, 'complaint', receivedAt);
    expect(clocks.find(({ clock }) => clock === kind)?.date).toBe(date);
  },
);

test('When two clocks of one regime share a goal, then each is carried over by itself', () => {
  const before = clocksOf('US-FL', 'deletion', '2026-03-02T15:00:00Z');
  const answering = before.filter(({ goal }) => goal === 'answer').map(({ clock }) => clock);
  expect(answering.length).toBeGreaterThan(1);
  const halfDone = before.map((clock) =>
    clock.clock === answering[0] ? { ...clock, status: 'satisfied' as const } : clock,
  );
  expect(carryOver(halfDone, before).map(({ clock, status }) => [clock, status])).toEqual(
    halfDone.map(({ clock, status }) => [clock, status]),
  );
});

test('When one of them is extended, then only the extended one stands in for it', () => {
  const before = clocksOf('US-FL', 'deletion', '2026-03-02T15:00:00Z');
  const after = clocksOf('US-FL', 'deletion', '2026-03-02T15:00:00Z', ['US-FL']);
  const missed = before.map((clock) =>
    clock.clock === 'notifyOutcome' ? { ...clock, status: 'breached' as const } : clock,
  );
  expect(after.map(({ clock }) => clock)).toEqual(
    expect.arrayContaining(['respondExtended', 'notifyOutcome']),
  );
  expect(carryOver(missed, after).map(({ clock, status }) => [clock, status])).toEqual(
    after.map(({ clock }) => [clock, clock === 'notifyOutcome' ? 'breached' : 'running']),
  );
});
