/** An independent way to count, on luxon and calendars typed in by hand: shares no code and no data with the domain. */
import { DateTime } from 'luxon';

/** Easter Sundays as printed in almanacs, not computed. */
export const easterSundays: Readonly<Record<number, string>> = {
  2024: '2024-03-31',
  2025: '2025-04-20',
  2026: '2026-04-05',
  2027: '2027-03-28',
  2028: '2028-04-16',
  2029: '2029-04-01',
  2030: '2030-04-21',
  2031: '2031-04-13',
  2032: '2032-03-28',
  2033: '2033-04-17',
  2034: '2034-04-09',
  2035: '2035-03-25',
  2036: '2036-04-13',
  2037: '2037-04-05',
  2038: '2038-04-25',
  2039: '2039-04-10',
  2040: '2040-04-01',
};

const moments = new Map<string, DateTime>();
/** The start of a date in UTC; remembered, for the loops ask for the same days again and again. */
function utc(date: string): DateTime {
  const moment = moments.get(date) ?? DateTime.fromISO(date, { zone: 'utc' });
  moments.set(date, moment);
  return moment;
}
const sums = new Map<string, string>();
/** `n` days after a date; remembered, since every walk asks for the next day of the same few thousand days. */
function days(date: string, n: number): string {
  const key = `${date} ${n}`;
  const sum = sums.get(key) ?? utc(date).plus({ days: n }).toISODate()!;
  sums.set(key, sum);
  return sum;
}
const span = (from: string, to: string) =>
  Array.from({ length: utc(to).diff(utc(from), 'days').days + 1 }, (_, i) => days(from, i));

/** Days `MM-DD` and offsets from Easter that are holidays each year. */
export interface Pattern {
  readonly fixed: readonly string[];
  readonly easter: readonly number[];
  readonly also?: readonly string[];
}
const german = { fixed: ['01-01', '05-01', '10-03', '12-25', '12-26'], easter: [-2, 1, 39, 50] };
export const patterns: Readonly<Record<string, Pattern>> = {
  'DE-BE': { ...german, fixed: [...german.fixed, '03-08'], also: ['2025-05-08', '2028-06-17'] },
  'DE-BY': { fixed: [...german.fixed, '01-06', '11-01'], easter: [...german.easter, 60] },
  FR: {
    fixed: ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'],
    easter: [1, 39, 50],
  },
  PT: {
    fixed: '01-01 04-25 05-01 06-10 08-15 10-05 11-01 12-01 12-08 12-25'.split(' '),
    easter: [-2, 0, 60],
  },
  LU: { fixed: '01-01 05-01 05-09 06-23 08-15 11-01 12-25 12-26'.split(' '), easter: [1, 39, 50] },
  EU: { fixed: ['01-01', '12-25'], easter: [] },
  IE: {
    fixed: ['01-01', '03-17', '12-25', '12-26'],
    easter: [1],
    also: (
      '2024-02-05 2024-05-06 2024-06-03 2024-08-05 2024-10-28 2025-02-03 2025-05-05 2025-06-02 2025-08-04 2025-10-27 ' +
      '2026-02-02 2026-05-04 2026-06-01 2026-08-03 2026-10-26 2027-02-01 2027-05-03 2027-06-07 2027-08-02 2027-10-25 ' +
      '2028-02-07 2028-05-01 2028-06-05 2028-08-07 2028-10-30'
    ).split(' '),
  },
};

/** The holidays of a pattern in some years. */
export function holidaysOf({ fixed, easter, also = [] }: Pattern, years: readonly number[]): Set<string> {
  const all = years.flatMap((year) => [
    ...fixed.map((day) => `${year}-${day}`),
    ...easter.map((offset) => days(easterSundays[year]!, offset)),
  ]);
  return new Set([...all, ...also.filter((date) => years.includes(Number(date.slice(0, 4))))]);
}

/** State Council notices for 2025 and 2026, typed from law.md 3.2. */
export const chineseDaysOff = new Set([
  ...span('2025-01-01', '2025-01-01'),
  ...span('2025-01-28', '2025-02-04'),
  ...span('2025-04-04', '2025-04-06'),
  ...span('2025-05-01', '2025-05-05'),
  ...span('2025-05-31', '2025-06-02'),
  ...span('2025-10-01', '2025-10-08'),
  ...span('2026-01-01', '2026-01-03'),
  ...span('2026-02-15', '2026-02-23'),
  ...span('2026-04-04', '2026-04-06'),
  ...span('2026-05-01', '2026-05-05'),
  ...span('2026-06-19', '2026-06-21'),
  ...span('2026-09-25', '2026-09-27'),
  ...span('2026-10-01', '2026-10-07'),
]);
export const chineseMakeUps = new Set(
  (
    '2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 ' +
    '2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10'
  ).split(' '),
);

/** A day of rest in China, 2025 and 2026 only. */
export function isChineseRest(date: string): boolean {
  return chineseDaysOff.has(date) || (weekdayOf(date) > 5 && !chineseMakeUps.has(date));
}

/** A Saturday, Sunday or one of `holidays`. */
export function isRest(date: string, holidays: ReadonlySet<string>): boolean {
  return weekdayOf(date) > 5 || holidays.has(date);
}

/** The first day from `date` on that is no day of rest. */
export function rolled(date: string, rests: (date: string) => boolean): string {
  let day = date;
  while (rests(day)) day = days(day, 1);
  return day;
}

/** `n` working days after `date`. */
export function workdaysAfter(date: string, n: number, rests: (date: string) => boolean): string {
  let day = date;
  for (let left = n; left > 0;) {
    day = days(day, 1);
    if (!rests(day)) left -= 1;
  }
  return day;
}

export const daysAfter = days;
export const monthsAfter = (date: string, n: number) => utc(date).plus({ months: n }).toISODate()!;
export const localDate = (instant: string, zone: string) => DateTime.fromISO(instant, { zone }).toISODate()!;

/** The first instant of the day after `date` in a zone, found by walking the clock, not by asking for midnight. */
export function firstInstantAfter(date: string, zone: string): string {
  const next = days(date, 1);
  let minute = DateTime.fromISO(`${next}T00:00`, { zone }).minus({ hours: 2 }).toUTC();
  // Offsets are whole quarters of an hour in all zones used here.
  while (minute.setZone(zone).toISODate()! < next) minute = minute.plus({ minutes: 15 });
  return minute.toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

/** Every date of some years. */
export const everyDate = (from: string, to: string) => span(from, to);

const weekdays = new Map<string, number>();
/** Monday = 1; remembered for the same reason. */
export function weekdayOf(date: string): number {
  const weekday = weekdays.get(date) ?? utc(date).weekday;
  weekdays.set(date, weekday);
  return weekday;
}

const changesOf = new Map<string, readonly number[]>();
/** The instants from 2024 to 2040, in milliseconds, at which the clocks of a zone change: where its offset from UTC becomes another. */
export function clockChanges(zone: string): readonly number[] {
  const known = changesOf.get(zone);
  if (known !== undefined) return known;
  const offsetAt = (ms: number) => DateTime.fromMillis(ms, { zone }).offset;
  const hour = 3_600_000;
  const end = Date.UTC(2041, 0, 1);
  const changes: number[] = [];
  for (let day = Date.UTC(2024, 0, 1); day < end; day += 24 * hour) {
    if (offsetAt(day) === offsetAt(day + 24 * hour)) continue;
    let [before, after] = [day, day + 24 * hour];
    while (after - before > 1000) {
      const middle = before + Math.floor((after - before) / 2000) * 1000;
      if (offsetAt(middle) === offsetAt(day)) before = middle;
      else after = middle;
    }
    changes.push(after);
  }
  changesOf.set(zone, changes);
  return changes;
}
