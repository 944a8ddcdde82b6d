import { forecastRequest, promiseAlerts } from '../../../domain/request-forecast';
import type { RequestView } from '../../../domain/ports';
import { fakeClock } from '../../support/fake-activities';
import { after, requestId, resumeOf, viewIn } from './planned-request';

const ending = (hours: number) => ({
  deadlineAt: after(hours),
  strictAt: after(hours),
  targetAt: after(hours),
});
const forecast = (view: RequestView, hours: number) =>
  forecastRequest({ view, stores: [], tasks: [] }, [], after(hours));
const alertsOf = (view: RequestView, hours: number) => promiseAlerts(view, forecast(view, hours));

// Two phases that were never observed: a day each is assumed.
const withClock = (hours: number, change: Partial<RequestView> = {}) =>
  viewIn('executing', 0, { clocks: [fakeClock(ending(hours))], ...change });

test('When there is time enough, then nobody is warned', () => {
  expect(alertsOf(withClock(100), 1)).toEqual([]);
});

test('When the target lies before the likely end, then operators are warned; after it, supervisors as well', () => {
  const clock = fakeClock({ ...ending(100), targetAt: after(30) });
  const view = viewIn('executing', 0, { clocks: [clock] });
  expect(alertsOf(view, 1)).toEqual([
    {
      alertId: `promiseAtRisk/${requestId}/atRisk`,
      kind: 'promiseAtRisk',
      level: 'operator',
      caseId: requestId,
      regime: 'CN-GBT35273',
      clock: 'respond',
      deadlineAt: after(100),
      about: 'atRisk',
      raisedAt: after(1),
      raisedBy: 'sweep',
    },
  ]);
  expect(alertsOf(withClock(30), 1).map(({ level, about }) => [level, about])).toEqual([
    ['operator', 'atRisk'],
    ['supervisor', 'cannotKeep'],
  ]);
});

test('When a clock has run out, then the request is the first to work on', () => {
  const late = forecast(withClock(30, { clocks: [fakeClock({ ...ending(30), status: 'breached' })] }), 40);
  expect(late.standing).toBe('cannotKeep');
  expect(late.startBy! < after(0)).toBe(true);
});

test('When the person has not proven who they are, then nobody is warned of a promise', () => {
  const view = withClock(30, { phase: 'verifying' });
  expect(forecast(view, 1).standing).toBe('cannotKeep');
  expect(promiseAlerts(view, forecast(view, 1))).toEqual([]);
});

test('When the only clock stands still, then there is no target, and the forecast says what is waited for', () => {
  const resume = resumeOf({
    pausedFor: 'identityQuestion',
    pauses: [{ from: after(1), reason: 'identityQuestion', serial: 3 }],
  });
  const still = forecast(withClock(30, { resume }), 2);
  expect(still).toMatchObject({ standing: 'onTrack', at: after(2) });
  expect(still).not.toHaveProperty('targetAt');
  expect(still.stages[0]?.name).toBe('paused');
  const other = fakeClock({ ...ending(30), regime: 'EU-GDPR', pauseReasons: [] });
  expect(forecast(withClock(30, { resume, clocks: [fakeClock(ending(20)), other] }), 2)).toMatchObject({
    targetAt: after(30),
  });
});
