import { Temporal } from 'temporal-polyfill';
import { ClockError } from './clock-error';

/**
 * Remembers the last answers of a pure function of two texts. Reading instants and turning them into local time is the
 * dearest part of a count; one request asks for the same instant several times, and a day's requests for the same midnights.
 */
function remembered<T>(limit: number, compute: (a: string, b: string) => T): (a: string, b: string) => T {
  const answers = new Map<string, T>();
  return (a, b) => {
    const key = `${a} ${b}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = compute(a, b);
    if (answers.size >= limit) answers.clear();
    answers.set(key, answer);
    return answer;
  };
}

/** Instants of requests hardly ever return; midnights and zones do. */
const fewAnswers = 256;
const manyAnswers = 4096;

/** `2026-03-02T10:15:00+08:00`, seconds and fractions optional, offset or `Z` required. */
const instantForm =
  /^[12]\d{3}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?([Zz]|[+-]\d{2}(:?\d{2})?)$/;

/**
 * Reads an instant that names its offset: a wall-clock time alone can be two moments, or none.
 * @throws {@link ClockError} DSR_INSTANT_WITHOUT_OFFSET, DSR_INSTANT_INVALID. `field` says which one.
 */
export function parseInstant(text: string, field: string): Temporal.Instant {
  // The form first: what has it is short, so remembering it is cheap.
  const instant = instantForm.test(text) ? instantOf(text, '') : null;
  if (instant === null) throw notAnInstant(text, field);
  return instant;
}

const instantOf = remembered(fewAnswers, (text) => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    return null;
  }
});

function notAnInstant(text: string, field: string): ClockError {
  if (/^\d{4}-\d{2}-\d{2}([Tt ][\d:.,]*)?$/.test(text))
    return new ClockError(
      'DSR_INSTANT_WITHOUT_OFFSET',
      `${field}: ${text} names no offset; write it as 2026-03-02T10:15:00+08:00 or with Z.`,
    );
  return new ClockError(
    'DSR_INSTANT_INVALID',
    `${field}: expected an instant like 2026-03-02T10:15:00+08:00 between the years 1000 and 2999.`,
  );
}

const zoneKnown = remembered(manyAnswers, (zone) => {
  // A bare offset is no zone: it does not know when the clocks change.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
});

/**
 * Checks an IANA zone.
 * @throws {@link ClockError} DSR_ZONE_UNKNOWN.
 */
export function checkZone(zone: string): void {
  if (!zoneKnown(zone, ''))
    throw new ClockError(
      'DSR_ZONE_UNKNOWN',
      `Zone ${zone} is unknown; expected an IANA name like Asia/Shanghai or Europe/Berlin.`,
    );
}

/** `2026-03-02T10:15`. */
const wallTime = (instant: string, zone: string): string =>
  parseInstant(instant, 'instant')
    .toString({ timeZone: zone, smallestUnit: 'minute', roundingMode: 'floor' })
    .slice(0, 16);
const localTime = remembered(fewAnswers, wallTime);
const localTimeOfMidnight = remembered(manyAnswers, wallTime);

/**
 * The date on the wall of `zone` at an instant: a request is received on the day that people there live in, never on the
 * day in UTC.
 * @throws {@link ClockError} DSR_INSTANT_WITHOUT_OFFSET, DSR_INSTANT_INVALID; the zone must have been checked.
 */
export function localDateOf(instant: string, zone: string, field: string): string {
  parseInstant(instant, field);
  return localTime(instant, zone).slice(0, 10);
}

/** The time on the wall of `zone`, `2026-03-03 00:00`. Instant and zone must have been checked. */
export function localTimeOf(instant: string, zone: string): string {
  // Ends of days come back with every request of that day; instants of receipt do not.
  const remember = instant.endsWith(':00:00Z') ? localTimeOfMidnight : localTime;
  return remember(instant, zone).replace('T', ' ');
}

/** The first instant after a local day as UTC, to the second: `2026-03-23T16:00:00Z`. In time means strictly before it. */
export const endOfDay: (date: string, zone: string) => string = remembered(manyAnswers, (date, zone) =>
  wholeSecond(Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone).toInstant()),
);

/** An instant as UTC, cut down to the second: an earlier deadline is the safe one. */
export function wholeSecond(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second', roundingMode: 'floor' });
}

/** The later of two instants, as written. */
export function laterInstant(a: string, b: string): string {
  return Temporal.Instant.compare(parseInstant(a, 'instant'), parseInstant(b, 'instant')) >= 0 ? a : b;
}

/** Days from one local date to another. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to).days;
}
