/** Every change of the clocks of five zones, 2024–2040: the days around it begin and end where the wall says. */
import { computeClock, computeClocks } from '../../../domain/clock';
import { findCalendar, findRegime } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import { clockChanges, daysAfter, firstInstantAfter, localDate } from './second-opinion';

const zones = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Santiago', // at midnight: the day of the change begins at one, or has midnight twice
  'Australia/Lord_Howe', // by half an hour
];
const virginia = findRegime(builtInRules, 'US-VA');
const days45 = virginia.clocks.find(({ kind, rights }) => kind === 'respond' && rights.includes('access'))!;
const hours24 = findRegime(builtInRules, 'CN-CONTRACT');

const read = (receivedAt: string, zone: string) =>
  computeClock({
    regime: virginia,
    right: 'access',
    rule: days45,
    facts: { receivedAt },
    calendar: findCalendar(builtInRules, 'US-FED'),
    zone,
  });
const iso = (ms: number) => new Date(ms).toISOString();

test.each(zones)(
  'When the clocks of %s are looked up for 2024–2040, then there are two changes a year',
  (zone) => {
    expect(clockChanges(zone)).toHaveLength(34);
  },
);

test.each(zones)(
  'When a request comes around a change of the clocks of %s, then its local day is that of the wall',
  (zone) => {
    for (const change of clockChanges(zone))
      for (const minutes of [-1440, -61, -31, -1, 0, 1, 31, 61, 1440]) {
        const at = iso(change + minutes * 60_000);
        const second = iso(change + minutes * 60_000 - 1000);
        expect([at, read(at, zone).startDate]).toEqual([at, localDate(at, zone)]);
        expect([second, read(second, zone).startDate]).toEqual([second, localDate(second, zone)]);
      }
  },
);

test.each(zones)(
  'When a period ends around a change of the clocks of %s, then it ends with the first instant of the next day',
  (zone) => {
    for (const change of clockChanges(zone))
      for (const shift of [-1, 0, 1]) {
        const last = daysAfter(localDate(iso(change), zone), shift);
        const reading = read(`${daysAfter(last, -45)}T12:00:00Z`, zone);
        const start = localDate(`${daysAfter(last, -45)}T12:00:00Z`, zone);
        const expected = daysAfter(start, 45);
        expect([zone, reading.date, reading.deadlineAt]).toEqual([
          zone,
          expected,
          firstInstantAfter(expected, zone),
        ]);
        // One second before it is still the last day, and the instant itself is not.
        expect(localDate(iso(Date.parse(reading.deadlineAt) - 1000), zone)).toBe(expected);
        expect(localDate(reading.deadlineAt, zone)).toBe(daysAfter(expected, 1));
      }
  },
);

test.each(zones)(
  'When hours run over a change of the clocks of %s, then they are as long as ever',
  (zone) => {
    for (const change of clockChanges(zone))
      for (const before of [23, 12, 1, 0]) {
        const at = iso(change - before * 3_600_000);
        const [reading] = computeClocks([hours24.id], 'incident', { receivedAt: at, zone });
        expect(Date.parse(reading!.deadlineAt) - Date.parse(at)).toBe(24 * 3_600_000);
        expect(reading!.date).toBe(localDate(reading!.deadlineAt, zone));
      }
  },
);
