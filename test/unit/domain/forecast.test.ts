import fc from 'fast-check';
import type { ClockState } from '../../../domain/clock-state';
import type { Stage, TrackRecord } from '../../../domain/forecast';
import { forecastOf } from '../../../domain/forecast';
import { fakeClock } from '../../support/fake-activities';

const now = '2026-03-02T00:00:00.000Z';
const hour = 3_600_000;
const hoursLater = (hours: number) => new Date(Date.parse(now) + hours * hour).toISOString();
const clockEnding = (hours: number, parts: Partial<ClockState> = {}) =>
  fakeClock({
    deadlineAt: hoursLater(hours),
    strictAt: hoursLater(hours),
    targetAt: hoursLater(hours),
    ...parts,
  });
const execute = (...keys: string[]): Stage => ({
  name: 'executing',
  work: keys.map((key) => ({ key, ageMs: 0 })),
});
const took = (key: string, ...hours: number[]): TrackRecord => ({ key, tookMs: hours.map((h) => h * hour) });

test('When work stands side by side, then the slowest counts, and stages add up', () => {
  const stages = [
    execute('store/a/execute', 'store/b/execute'),
    { name: 'reviewing', work: [{ key: 'phase/reviewing', ageMs: 0 }] },
  ];
  const records = [took('store/a/execute', 1), took('store/b/execute', 5), took('phase/reviewing', 2)];
  const forecast = forecastOf(now, stages, [clockEnding(10)], records);
  expect(forecast).toMatchObject({
    expectedAt: hoursLater(7),
    likelyBy: hoursLater(7),
    slackMs: 3 * hour,
    startBy: hoursLater(3),
    standing: 'onTrack',
  });
  expect(forecast.stages.map(({ name, slowest, observed }) => [name, slowest, observed])).toEqual([
    ['executing', 'store/b/execute', true],
    ['reviewing', 'phase/reviewing', true],
  ]);
});

test('When nine in ten do not make it, then the promise is at risk; when not even the quickest does, it cannot be kept', () => {
  const records = [took('store/a/execute', 1, 1, 1, 1, 1, 20, 20, 20, 20, 20)];
  const standing = (hours: number) =>
    forecastOf(now, [execute('store/a/execute')], [clockEnding(hours)], records).standing;
  expect([standing(30), standing(10), standing(1)]).toEqual(['onTrack', 'atRisk', 'cannotKeep']);
});

test('When work is older than most, then only those that took longer say what is left', () => {
  const records = [took('task/paperArchive', 1, 2, 3, 40)];
  const aged = (hours: number) => [
    { name: 'executing', work: [{ key: 'task/paperArchive', ageMs: hours * hour }] },
  ];
  expect(forecastOf(now, aged(30), [], records).expectedAt).toBe(hoursLater(10));
  expect(forecastOf(now, aged(50), [], records).expectedAt).toBe(hoursLater(50));
});

test('When something was never observed, then an assumption stands in and says so', () => {
  const [stage] = forecastOf(now, [execute('store/new/execute')], [clockEnding(100)], []).stages;
  expect(stage).toMatchObject({ observed: false, slowest: 'store/new/execute' });
  expect(stage!.likelyMs).toBeGreaterThan(0);
});

test('When no clock runs for the answer, then there is no slack to speak of', () => {
  const clocks = [clockEnding(1, { status: 'satisfied' }), clockEnding(1, { goal: 'acknowledgement' })];
  const forecast = forecastOf(now, [execute('store/a/execute')], clocks, [took('store/a/execute', 50)]);
  expect(forecast).not.toHaveProperty('slackMs');
  expect(forecast.standing).toBe('onTrack');
});

test('When nothing is left to do, then it is done now', () => {
  expect(forecastOf(now, [], [clockEnding(1)], [])).toMatchObject({
    expectedAt: now,
    likelyBy: now,
    slackMs: hour,
  });
});

test('When work gets slower or older clocks nearer, then slack never grows', () => {
  const samples = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      samples,
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 1, max: 2_000 }),
      (list, more, ends) => {
        const at = (numbers: readonly number[]) =>
          forecastOf(
            now,
            [execute('store/a/execute')],
            [clockEnding(ends)],
            [took('store/a/execute', ...numbers)],
          );
        const [quick, slow] = [at(list), at(list.map((each) => each + more))];
        expect(slow.slackMs!).toBeLessThanOrEqual(quick.slackMs!);
        expect(Date.parse(quick.expectedAt)).toBeLessThanOrEqual(Date.parse(quick.likelyBy));
      },
    ),
    { numRuns: 200, seed: 20261121 },
  );
});
