import fc from 'fast-check';
import { DateTime, Duration } from 'luxon';
import { retentionEnd } from '../../../connectors/retention-end';

describe('End of a retention', () => {
  test.each([
    ['2025-01-31', 'P10Y', '2035-01-31'],
    ['2024-02-29', 'P1Y', '2025-02-28'],
    ['2025-01-31', 'P1M', '2025-02-28'],
    ['2025-12-31T23:59:59.999999Z', 'P2W', '2026-01-14'],
    ['2025-11-30', 'P1Y3M', '2027-02-28'],
  ])('When a duty runs from %s for %s, then it ends on %s', (from, period, end) => {
    expect(retentionEnd(from, period)).toBe(end);
  });

  test('When any period is added, then it agrees with an independent calendar', () => {
    const days = fc.date({ min: new Date('2000-01-01'), max: new Date('2040-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.nat(30), fc.nat(24), fc.nat(100), (day, years, months, extra) => {
        const from = day.toISOString().slice(0, 10);
        const expected = DateTime.fromISO(from, { zone: 'utc' })
          .plus(Duration.fromObject({ years, months }))
          .plus({ days: extra })
          .toISODate();
        expect(retentionEnd(from, `P${years}Y${months}M${extra}D`)).toBe(expected);
      }),
    );
  });

  test.each(['P', '10Y', 'PT5H', 'P1.5Y', ''])('When the period is "%s", then it is refused', (period) => {
    expect(() => retentionEnd('2025-01-01', period)).toThrow(RangeError);
  });
});
