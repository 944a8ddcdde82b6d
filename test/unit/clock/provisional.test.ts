import fc from 'fast-check';
import { buildCalendar } from '../../../domain/calendar';
import { computeClock, computeClocks } from '../../../domain/clock';
import type { ClockReading } from '../../../domain/clock';
import { findCalendar, findRegime } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import { everyDate, isChineseRest, workdaysAfter } from './second-opinion';

const chinese = (date: string): ClockReading =>
  computeClocks(['CN-APP-2019'], 'deletion', { receivedAt: `${date}T10:00:00+08:00` })[0]!;
const standard = (date: string): ClockReading => {
  const at = `${date}T10:00:00+08:00`;
  return computeClocks(['CN-GBT35273'], 'access', { receivedAt: at, verifiedAt: at })[0]!;
};
const german = (date: string): ClockReading =>
  computeClocks(['EU-GDPR'], 'access', { receivedAt: `${date}T10:00:00Z`, calendar: 'DE-BE' })[0]!;

test('When a count of working days lies in a year without notice, then two working days are kept in hand', () => {
  // Fifteen Mondays to Fridays after 1 March 2027 end on the 22nd; two earlier is the 18th.
  const reading = chinese('2027-03-01');
  expect(reading).toMatchObject({ date: '2027-03-18', strictDate: '2027-03-18', provisional: true });
  expect(reading.calendarVersion).toBe('CN-2027@none');
  expect(reading.steps.some(({ en, zh }) => en.includes('provisional') && zh.includes('暂定'))).toBe(true);
});

test('When a count runs over the end of the last published year, then the date is never before that end', () => {
  expect(chinese('2026-12-10')).toMatchObject({ date: '2026-12-31', provisional: true });
  expect(chinese('2026-12-11')).toMatchObject({ date: '2027-01-01', provisional: true });
  expect(chinese('2026-12-18')).toMatchObject({ date: '2027-01-06', provisional: true });
});

test('When a count ends in the last days of a published year, then the coming notice may change it: provisional', () => {
  expect(chinese('2026-12-03')).toMatchObject({ date: '2026-12-24', provisional: false });
  expect(chinese('2026-12-04')).toMatchObject({ date: '2026-12-25', provisional: true });
  expect(chinese('2025-12-04')).toMatchObject({ provisional: false });
});

test('When calendar days end in a year without notice, then the last day does not roll', () => {
  // 2 January 2027 is a Saturday, and may be a holiday or a make-up day.
  expect(standard('2026-12-03')).toMatchObject({ date: '2027-01-02', provisional: true });
});

test('When a European period ends in a year that is not loaded, then weekends still move it, provisionally', () => {
  // 30 December 2028 is a Saturday; Monday 1 January 2029 is not known to be a holiday.
  expect(german('2028-11-30')).toMatchObject({ date: '2029-01-01', provisional: true });
  expect(german('2029-05-13')).toMatchObject({ date: '2029-06-13', provisional: true });
  expect(german('2028-11-29')).toMatchObject({ date: '2028-12-29', provisional: false });
});

test('When a published year was unknown, then its provisional dates were never later than the true ones, nor in the past', () => {
  const calendar = findCalendar(builtInRules, 'CN');
  const blind = buildCalendar([...calendar.years.values()].filter(({ year }) => year === 2025));
  const regime = findRegime(builtInRules, 'CN-APP-2019');
  for (const date of everyDate('2025-11-01', '2026-12-04')) {
    const reading = computeClock({
      regime,
      right: 'deletion',
      rule: regime.clocks[0]!,
      facts: { receivedAt: `${date}T10:00:00+08:00` },
      calendar: blind,
      zone: 'Asia/Shanghai',
    });
    const truth = workdaysAfter(date, 15, isChineseRest);
    expect(reading.date <= truth && reading.date > date).toBe(true);
    if (!reading.provisional) expect(reading.date).toBe(truth);
  }
});

test('When a request comes later, then its provisional date is never earlier', () => {
  const day = fc.date({ min: new Date('2025-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(
      day,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(chinese, standard, german),
      (first, gap, count) => {
        const iso = (date: Date) => date.toISOString().slice(0, 10);
        const next = new Date(first.getTime() + gap * 86_400_000);
        expect(count(iso(first)).date <= count(iso(next)).date).toBe(true);
      },
    ),
    { numRuns: 600, seed: 20261121 },
  );
});
