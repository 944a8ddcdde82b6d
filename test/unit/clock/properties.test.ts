import fc from 'fast-check';
import { buildCalendar } from '../../../domain/calendar';
import type { CalendarYear } from '../../../domain/calendar';
import { computeClock, computeClocks } from '../../../domain/clock';
import type { ClockFacts, ClockReading } from '../../../domain/clock';
import { findRegime } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import {
  chineseDaysOff,
  daysAfter,
  easterSundays,
  everyDate,
  firstInstantAfter,
  holidaysOf,
  isChineseRest,
  isRest,
  localDate,
  monthsAfter,
  patterns,
  rolled,
  workdaysAfter,
} from './second-opinion';

const years = Object.keys(easterSundays).map(Number);
const holidays = holidaysOf(patterns['DE-BY']!, years);
const resting = (date: string) => isRest(date, holidays);
const european = findRegime(builtInRules, 'EU-GDPR');
const zones = [
  'Europe/Berlin',
  'Europe/Lisbon',
  'Europe/Dublin',
  'Asia/Shanghai',
  'America/Los_Angeles',
  'America/Santiago', // clocks change at midnight: some days begin at one
  'Africa/Cairo',
  'Australia/Lord_Howe', // half an hour of summer time
  'Pacific/Apia',
];

/** A Bavarian calendar for every year 2024–2040, made from the second list. */
const bavaria = buildCalendar(
  years.map((year): CalendarYear => ({
    calendar: 'DE-BY',
    year,
    version: 'test',
    name: { 'zh-CN': '测试', en: 'test' },
    zone: 'Europe/Berlin',
    status: 'statute',
    source: 'test',
    retrieved: '2026-11-21',
    weekend: [6, 7],
    makeUpDays: false,
    unsettledFrom: null,
    off: [...holidays]
      .filter((date) => date.startsWith(String(year)))
      .map((date) => ({ from: date, to: date, name: { 'zh-CN': '假日', en: 'holiday' } })),
    work: [],
  })),
);

function read(kind: 'respond' | 'respondExtended', facts: ClockFacts, zone = 'Europe/Berlin'): ClockReading {
  const rule = european.clocks.find((candidate) => candidate.kind === kind)!;
  return computeClock({ regime: european, right: 'access', rule, facts, calendar: bavaria, zone });
}

const instant = fc
  .date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2040-08-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const zone = fc.constantFrom(...zones);
const kind = fc.constantFrom('respond' as const, 'respondExtended' as const);
/** Questions for one reason follow each other; those for another reason may run side by side with them. */
const pausesAfter = (start: string) =>
  fc.tuple(questions('identity', start), questions('scope', start)).map((lists) => lists.flat());
const questions = (reason: string, start: string) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 20 * 24 }), fc.integer({ min: 0, max: 20 * 24 })), {
      maxLength: 3,
    })
    .map((list) => {
      let free = Date.parse(start);
      return list.map(([wait, length]) => {
        const from = free + wait * 3_600_000;
        free = from + length * 3_600_000;
        return { from: new Date(from).toISOString(), to: new Date(free).toISOString(), reason };
      });
    });
const run = { numRuns: 400, seed: 20261121 };

test.each([
  ['respond', 1],
  ['respondExtended', 3],
] as const)('When every date 2024–2040 is counted (%s), then the second method agrees', (name, months) => {
  for (const date of everyDate('2024-01-01', '2040-08-31')) {
    const { date: found, strictDate } = read(name, { receivedAt: `${date}T12:00:00+01:00` });
    const strict = monthsAfter(date, months);
    const expected = rolled(strict, resting);
    // Comparing texts first: twelve thousand matchers would take longer than the counts.
    if (strictDate !== strict || found !== expected)
      expect([date, strictDate, found]).toEqual([date, strict, expected]);
  }
});

test('When every date of the published Chinese years is counted, then the second method agrees', () => {
  expect(chineseDaysOff.size).toBe(28 + 33);
  for (const date of everyDate('2025-01-01', '2026-11-20')) {
    const at = `${date}T10:00:00+08:00`;
    const [app] = computeClocks(['CN-APP-2019'], 'deletion', { receivedAt: at });
    const [standard] = computeClocks(['CN-GBT35273'], 'access', { receivedAt: at, verifiedAt: at });
    const thirty = daysAfter(date, 30);
    expect([date, app?.date]).toEqual([date, workdaysAfter(date, 15, isChineseRest)]);
    expect([date, standard?.strictDate, standard?.date]).toEqual([
      date,
      thirty,
      rolled(thirty, isChineseRest),
    ]);
  }
});

test('When a request comes at any instant in any zone, then local date and end of day agree with a walk of the clock', () => {
  fc.assert(
    fc.property(instant, zone, kind, (receivedAt, place, name) => {
      const reading = read(name, { receivedAt }, place);
      expect(reading.startDate).toBe(localDate(receivedAt, place));
      expect(reading.date).toBe(rolled(monthsAfter(reading.startDate!, name === 'respond' ? 1 : 3), resting));
      expect(reading.deadlineAt).toBe(firstInstantAfter(reading.date, place));
      expect(reading.strictAt).toBe(firstInstantAfter(reading.strictDate, place));
    }),
    run,
  );
});

test('When a request comes later, then its deadline is never earlier', () => {
  fc.assert(
    fc.property(
      instant,
      fc.integer({ min: 1, max: 80 * 24 }),
      zone,
      kind,
      (receivedAt, hours, place, name) => {
        const later = new Date(Date.parse(receivedAt) + hours * 3_600_000).toISOString();
        const [first, second] = [receivedAt, later].map((at) => read(name, { receivedAt: at }, place));
        expect(first!.deadlineAt <= second!.deadlineAt).toBe(true);
        expect(first!.strictAt <= second!.strictAt).toBe(true);
      },
    ),
    run,
  );
});

test('When a regime rolls, then the last day is never a rest day, and the strict day never later', () => {
  fc.assert(
    fc.property(
      instant.chain((at) => fc.tuple(fc.constant(at), pausesAfter(at))),
      zone,
      kind,
      ([receivedAt, pauses], place, name) => {
        const reading = read(name, { receivedAt, pauses }, place);
        expect(resting(reading.date)).toBe(false);
        expect(reading.strictDate <= reading.date && reading.strictAt <= reading.deadlineAt).toBe(true);
        expect(reading.provisional).toBe(reading.date > '2040-12-31');
      },
    ),
    run,
  );
});

test('When the clock pauses, then the deadline never comes forward and never gains more than the days of the pauses', () => {
  fc.assert(
    fc.property(
      instant.chain((at) => fc.tuple(fc.constant(at), pausesAfter(at))),
      kind,
      ([receivedAt, pauses], name) => {
        const plain = read(name, { receivedAt });
        const paused = read(name, { receivedAt, pauses });
        const zoneOfTest = 'Europe/Berlin';
        const paidFor = new Set(
          pauses.flatMap(({ from, to }) =>
            everyDate(localDate(from, zoneOfTest), localDate(to, zoneOfTest)).slice(1),
          ),
        );
        expect(paused.date >= plain.date).toBe(true);
        expect(paused.strictDate).toBe(plain.strictDate);
        expect(paused.date <= rolled(daysAfter(plain.strictDate, paidFor.size), resting)).toBe(true);
        expect(paused.deadlineAt).toBe(read(name, { receivedAt, pauses: [...pauses].reverse() }).deadlineAt);
      },
    ),
    run,
  );
});

test.each([
  ['2026-01-31', 'respond', '2026-02-28'],
  ['2028-01-31', 'respond', '2028-02-29'],
  ['2028-01-29', 'respond', '2028-02-29'],
  ['2028-02-29', 'respond', '2028-03-29'],
  ['2026-01-31', 'respondExtended', '2026-04-30'],
  ['2026-11-30', 'respondExtended', '2027-02-28'],
  ['2027-11-30', 'respondExtended', '2028-02-29'],
  ['2026-12-31', 'respond', '2027-01-31'],
] as const)('When a period starts on %s (%s), then its strict end is %s', (start, name, strict) => {
  expect(read(name, { receivedAt: `${start}T12:00:00+01:00` }).strictDate).toBe(strict);
});
