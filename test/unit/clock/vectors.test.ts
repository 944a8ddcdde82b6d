import { computeClocks } from '../../../domain/clock';
import type { ClockFacts } from '../../../domain/clock';
import vectors from '../../fixtures/deadline-vectors.json';

interface Vector {
  readonly id: string;
  readonly regime: string;
  readonly right: string;
  readonly clock?: string;
  readonly profile?: string;
  readonly received: string;
  readonly verified?: string;
  readonly zone: string;
  readonly calendar?: string;
  readonly pauses?: NonNullable<ClockFacts['pauses']>;
  readonly promise?: NonNullable<ClockFacts['promise']>;
  readonly extension?: object;
  readonly restDaysSkipped?: readonly string[];
  readonly expectDate: string;
  readonly expectInstant: string;
}
const all = vectors as unknown as readonly Vector[];

/** An incident is not answered but reported. */
const mainClock = ({ right }: Vector) => (right === 'incident' ? 'incidentReport' : 'respond');

test('When the checked examples are read, then all 72 are there, each under its own id', () => {
  expect(all).toHaveLength(72);
  expect(new Set(all.map(({ id }) => id)).size).toBe(72);
});

test.each(all)(
  'When $id is counted ($regime $right), then date, instant and rest days come out of the loaded rules exactly',
  (vector) => {
    const { received, verified, zone, calendar, pauses, promise, profile, extension } = vector;
    const readings = computeClocks([vector.regime], vector.right, {
      receivedAt: received,
      places: { [vector.regime]: { zone, ...(calendar === undefined ? {} : { calendar }) } },
      ...(verified === undefined ? {} : { verifiedAt: verified }),
      ...(pauses === undefined ? {} : { pauses }),
      ...(promise === undefined ? {} : { promise }),
      ...(profile === undefined ? {} : { profiles: [profile] }),
      extended: extension !== undefined,
    });
    const reading = readings.find(({ clock }) => clock === (vector.clock ?? mainClock(vector)));
    expect(reading).toMatchObject({
      date: vector.expectDate,
      deadlineAt: vector.expectInstant,
      restDaysSkipped: vector.restDaysSkipped ?? [],
      provisional: false,
      status: 'running',
    });
    expect(reading?.steps.length).toBeGreaterThan(0);
  },
);
