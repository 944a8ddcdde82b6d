/** Clocks that do not count like the European month: Sundays only, business days, hours, both days of a pause. */
import fc from 'fast-check';
import { buildCalendar } from '../../../domain/calendar';
import type { Calendar } from '../../../domain/calendar';
import { computeClock, computeClocks } from '../../../domain/clock';
import type { ClockFacts } from '../../../domain/clock';
import { clockRights } from '../../../domain/regime';
import { findRegime } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import { yearLists } from './holiday-lists';
import {
  daysAfter,
  everyDate,
  holidaysOf,
  isRest,
  localDate,
  rolled,
  weekdayOf,
  workdaysAfter,
} from './second-opinion';

const years = Array.from({ length: 17 }, (_, i) => 2024 + i);
const run = { numRuns: 400, seed: 20261121 };

/** A calendar of its own for 2024–2040, from dates of the second list. */
function calendarOf(id: string, zone: string, dates: ReadonlySet<string>): Calendar {
  const name = { 'zh-CN': '假日', en: 'holiday' };
  return buildCalendar(
    years.map((year) => ({
      calendar: id,
      year,
      version: 'test',
      name,
      zone,
      status: 'statute' as const,
      source: 'test',
      retrieved: '2026-11-21',
      weekend: [6, 7],
      makeUpDays: false,
      unsettledFrom: null,
      off: [...dates]
        .filter((date) => date.startsWith(`${year}-`))
        .map((date) => ({ from: date, to: date, name })),
      work: [],
    })),
  );
}

/** Sundays are moved on by the act; Saturdays are not. */
function southAfrica(): Set<string> {
  const fixed = '01-01 03-21 04-27 05-01 06-16 08-09 09-24 12-16 12-25 12-26'.split(' ');
  const all = holidaysOf({ fixed, easter: [-2, 1] }, years);
  for (const date of [...all]) if (weekdayOf(date) === 7) all.add(daysAfter(date, 1));
  return all;
}

/** The n-th of a weekday in a month; negative: from its end. */
function nth(year: number, month: string, weekday: number, n: number): string {
  const dates = everyDate(`${year}-${month}-01`, `${year}-${month}-28`);
  const rest = [29, 30, 31]
    .map((day) => `${year}-${month}-${day}`)
    .filter((date) => daysAfter(date, 0) === date);
  return [...dates, ...rest].filter((date) => weekdayOf(date) === weekday).at(n > 0 ? n - 1 : n)!;
}

/** 5 U.S.C. 6103: a Saturday is kept on the Friday before, a Sunday on the Monday after. */
function unitedStates(): Set<string> {
  const fixed = ['01-01', '06-19', '07-04', '11-11', '12-25'];
  return new Set(
    years.flatMap((year) => [
      ...[...fixed.map((day) => `${year}-${day}`), `${year + 1}-01-01`].flatMap((date) =>
        weekdayOf(date) === 6 ? [daysAfter(date, -1)] : weekdayOf(date) === 7 ? [daysAfter(date, 1)] : [date],
      ),
      nth(year, '01', 1, 3),
      nth(year, '02', 1, 3),
      nth(year, '05', 1, -1),
      nth(year, '09', 1, 1),
      nth(year, '10', 1, 2),
      nth(year, '11', 4, 4),
    ]),
  );
}

const sundayOrHoliday = (holidays: ReadonlySet<string>) => (date: string) =>
  weekdayOf(date) === 7 || holidays.has(date);

/** Comparing texts first: thousands of matchers would take longer than the counts. */
function expectSame(date: string, found: readonly string[], expected: readonly string[]): void {
  if (found.join() !== expected.join()) expect([date, ...found]).toEqual([date, ...expected]);
}

test('When every date 2024–2040 is counted where Saturdays stand, then the second method agrees', () => {
  const holidays = southAfrica();
  const calendar = calendarOf('ZA', 'Africa/Johannesburg', holidays);
  const regime = findRegime(builtInRules, 'ZA-POPIA');
  const rule = regime.clocks.find(({ kind, roll }) => kind === 'notifyOutcome' && roll === 'sunHol')!;
  expect([rule.value, rule.unit]).toEqual([30, 'day']);
  for (const date of everyDate('2024-01-01', '2040-11-20')) {
    const facts = { receivedAt: `${date}T23:30:00+02:00` };
    const reading = computeClock({
      regime,
      right: 'correction',
      rule,
      facts,
      calendar,
      zone: 'Africa/Johannesburg',
    });
    const strict = daysAfter(date, 30);
    expectSame(date, [reading.strictDate, reading.date], [strict, rolled(strict, sundayOrHoliday(holidays))]);
  }
});

test('When business days are counted from every date 2024–2040, then the second method agrees', () => {
  const holidays = unitedStates();
  const calendar = calendarOf('US-FED', 'America/Los_Angeles', holidays);
  const regime = findRegime(builtInRules, 'US-CA-CCPA');
  const rule = regime.clocks.find(({ kind, unit }) => kind === 'acknowledge' && unit === 'businessDay')!;
  for (const date of everyDate('2024-01-01', '2040-11-20')) {
    const facts = { receivedAt: `${date}T23:30:00-08:00` };
    const reading = computeClock({
      regime,
      right: 'access',
      rule,
      facts,
      calendar,
      zone: 'America/Los_Angeles',
    });
    const local = localDate(facts.receivedAt, 'America/Los_Angeles');
    const expected = workdaysAfter(local, 10, (day) => isRest(day, holidays));
    expectSame(
      date,
      [reading.startDate ?? '', reading.strictDate, reading.date],
      [local, expected, expected],
    );
  }
});

test.each([
  ['HK-PDPO', 'HK', 'Asia/Hong_Kong', 40],
  ['SG-PDPA', 'SG', 'Asia/Singapore', 30],
] as const)(
  'When %s counts from every date of the published years, then the typed list agrees',
  (id, place, zone, n) => {
    const lists = yearLists[place]!;
    const holidays = new Set(
      Object.entries(lists).flatMap(([year, days]) => days.split(' ').map((day) => `${year}-${day}`)),
    );
    for (const date of everyDate('2024-01-01', '2026-11-20')) {
      const receivedAt = `${date}T00:00:00+08:00`;
      const [reading] = computeClocks([id], 'access', { receivedAt, zone });
      const strict = daysAfter(date, n);
      expectSame(
        date,
        [reading?.strictDate ?? '', reading?.date ?? ''],
        [strict, rolled(strict, sundayOrHoliday(holidays))],
      );
    }
  },
);

test('When hours run, then neither zone nor holiday nor pause nor aim moves them', () => {
  const instant = fc
    .date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2040-12-01T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString());
  const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe');
  const profile = fc.constantFrom(
    [[], 4] as const,
    [['central-body'], 2] as const,
    [['critical-infrastructure'], 1] as const,
  );
  fc.assert(
    fc.property(instant, zone, profile, (receivedAt, place, [profiles, hours]) => {
      const later = new Date(Date.parse(receivedAt) + 60_000).toISOString();
      const facts: ClockFacts = {
        receivedAt,
        profiles,
        zone: place,
        pauses: [{ from: receivedAt, to: later, reason: 'identity' }],
        target: { value: 1, unit: 'day' },
      };
      const reading = computeClocks(['CN-CYBER-INCIDENT'], 'incident', facts).find(
        ({ clock, period }) => clock === 'incidentReport' && period.value === hours,
      );
      const end = Math.floor(Date.parse(receivedAt) / 1000) * 1000 + hours * 3_600_000;
      const text = new Date(end).toISOString().replace('.000Z', 'Z');
      expect(reading).toMatchObject({ deadlineAt: text, strictAt: text, targetAt: text, provisional: false });
      expect(reading?.date).toBe(localDate(text, place));
    }),
    run,
  );
});

test('When Britain pauses, then every day from question to answer is added once, and none besides', () => {
  const receivedAt = '2026-03-02T10:00:00Z';
  const day = fc.integer({ min: 0, max: 30 });
  const list = fc.array(fc.tuple(day, fc.integer({ min: 0, max: 8 })), { maxLength: 3 });
  const strict = '2026-04-02';
  const isHoliday = new Set(yearLists['GB-ENG']![2026]!.split(' ').map((date) => `2026-${date}`));
  fc.assert(
    fc.property(list, (gaps) => {
      let free = 0;
      const pauses = gaps.map(([wait, length]) => {
        const from = free + wait;
        free = from + length + 1;
        return { from: daysAfter('2026-03-02', from), to: daysAfter('2026-03-02', from + length) };
      });
      // A question asked after the end of what the earlier ones left suspends nothing.
      let end = strict;
      for (const { from, to } of pauses)
        if (from <= rolled(end, (date) => isRest(date, isHoliday)))
          end = daysAfter(end, everyDate(from, to).length);
      const facts = {
        receivedAt,
        calendar: 'GB-ENG',
        pauses: pauses.map(({ from, to }) => ({
          from: `${from}T12:00Z`,
          to: `${to}T13:00Z`,
          reason: 'clarification',
        })),
      };
      const [reading] = computeClocks(['UK-GDPR'], 'access', facts);
      expect([reading?.strictDate, reading?.date]).toEqual([
        strict,
        rolled(end, (date) => isRest(date, isHoliday)),
      ]);
    }),
    run,
  );
});

describe('every clock of every loaded regime', () => {
  const regimes = [...builtInRules.regimes.values()];
  const instant = fc
    .date({
      min: new Date('2026-07-01T00:00:00Z'),
      max: new Date('2028-06-30T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString());
  const asked = fc.tuple(fc.constantFrom(...regimes), fc.constantFrom(...clockRights), fc.boolean());
  const read = (id: string, right: string, extended: boolean, receivedAt: string) => {
    const regime = findRegime(builtInRules, id);
    const knows = regime.extensions.some(({ rights }) => rights.some((other) => other === right));
    if (receivedAt.slice(0, 10) <= regime.effectiveFrom) return [];
    return computeClocks([id], right, { receivedAt, verifiedAt: receivedAt, extended: extended && knows });
  };

  test('When a request comes later, then no clock of it ends earlier', () => {
    fc.assert(
      fc.property(
        asked,
        instant,
        fc.integer({ min: 1, max: 60 * 24 }),
        ([regime, right, extended], at, hours) => {
          const later = new Date(Date.parse(at) + hours * 3_600_000).toISOString();
          const after = read(regime.id, right, extended, later);
          for (const first of read(regime.id, right, extended, at)) {
            const second = after.find(
              ({ clock, period }) => clock === first.clock && period.value === first.period.value,
            );
            expect([
              regime.id,
              first.clock,
              second === undefined || first.deadlineAt <= second.deadlineAt,
            ]).toEqual([regime.id, first.clock, true]);
          }
        },
      ),
      { ...run, numRuns: 800 },
    );
  });

  test('When a regime rolls, then the last day is no day of rest; the strict day is never later, the deadline after it', () => {
    fc.assert(
      fc.property(asked, instant, ([regime, right, extended], at) => {
        const calendar = builtInRules.calendars.get(regime.calendar)!;
        for (const reading of read(regime.id, right, extended, at)) {
          const { roll } = regime.clocks.find(
            ({ kind, rights, value }) =>
              kind === reading.clock &&
              rights.some((other) => other === right) &&
              value === reading.period.value,
          )!;
          const { kind, weekday, known } = calendar.dayOf(reading.date);
          const rests = kind === 'holiday' || (kind === 'weekend' && (roll === 'full' || weekday === 7));
          // An unpublished Chinese weekend may be worked: there the day stands, and says that it is provisional.
          const mayRest = roll === 'none' || (!known && calendar.makeUpDays && reading.provisional);
          expect([regime.id, reading.clock, rests && !mayRest]).toEqual([regime.id, reading.clock, false]);
          expect(reading.strictAt <= reading.deadlineAt && reading.targetAt <= reading.strictAt).toBe(true);
          expect(reading.deadlineAt > at.replace(/\.\d+Z$/, 'Z')).toBe(true);
        }
      }),
      { ...run, numRuns: 800 },
    );
  });
});
