import { computeClocks } from '../../../domain/clock';
import type { ClockFacts } from '../../../domain/clock';
import { builtInRules } from '../../../domain/rules';
import vectors from '../../fixtures/deadline-vectors.json';

interface Vector {
  readonly id: string;
  readonly regime: string;
  readonly right: string;
  readonly clock?: string;
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
const ours = (vectors as unknown as readonly Vector[]).filter(({ regime }) =>
  builtInRules.regimes.has(regime),
);

test('When the vectors are read, then 28 of them are of loaded regimes', () => {
  expect(ours).toHaveLength(28);
});

test.each(ours)(
  'When $id is counted ($regime $right), then its date and instant come out exactly',
  (vector) => {
    const { received, verified, zone, calendar, pauses, promise, extension } = vector;
    const readings = computeClocks([vector.regime], vector.right, {
      receivedAt: received,
      zone,
      ...(calendar === undefined ? {} : { calendar }),
      ...(verified === undefined ? {} : { verifiedAt: verified }),
      ...(pauses === undefined ? {} : { pauses }),
      ...(promise === undefined ? {} : { promise }),
      extended: extension !== undefined,
    });
    const reading = readings.find(({ clock }) => clock === (vector.clock ?? 'respond'));
    expect(reading).toMatchObject({
      date: vector.expectDate,
      deadlineAt: vector.expectInstant,
      restDaysSkipped: vector.restDaysSkipped ?? [],
      provisional: false,
      status: 'running',
    });
  },
);
