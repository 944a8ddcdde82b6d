import { Temporal } from 'temporal-polyfill';
import { ClockError } from './clock-error';

/**
 * Remembers the answers of a pure function of two texts. Turning instants into local dates and back is the dearest part
 * of a count, and a day's requests ask for the same few midnights.
 */
function remembered<T>(compute: (a: string, b: string) => T): (a: string, b: string) => T {
  const limit = 4096;
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

/** `2026-03-02T10:15:00+08:00`, seconds and fractions optional, offset or `Z` required. */
const instantForm =
  /^[12]\d{3}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?([Zz]|[+-]\d{2}(:?\d{2})?)$/;

/**
 * Reads an instant that names its offset: a wall-clock time alone can be two moments, or none.
 * @throws {@link ClockError} DSR_INSTANT_WITHOUT_OFFSET, DSR_INSTANT_INVALID. `field` says which one.
 */
export function parseInstant(text: string, field: string): Temporal.Instant {
  if (/^\d{4}-\d{2}-\d{2}([Tt ][\d:.,]*)?$/.test(text))
    throw new ClockError(
      'DSR_INSTANT_WITHOUT_OFFSET',
      `${field}: ${text} names no offset; write it as 2026-03-02T10:15:00+08:00 or with Z.`,
    );
  const problem = `${field}: expected an instant like 2026-03-02T10:15:00+08:00 between the years 1000 and 2999.`;
  if (!instantForm.test(text)) throw new ClockError('DSR_INSTANT_INVALID', problem);
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw new ClockError('DSR_INSTANT_INVALID', problem);
  }
}

const zoneKnown = remembered((zone) => {
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

const localDate = remembered((instant, zone) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString(),
);

/**
 * The date on the wall of `zone` at an instant (law.md 3.1 step 1: never count in UTC).
 * @throws {@link ClockError} DSR_INSTANT_WITHOUT_OFFSET, DSR_INSTANT_INVALID; the zone must have been checked.
 */
export function localDateOf(instant: string, zone: string, field: string): string {
  parseInstant(instant, field);
  return localDate(instant, zone);
}

/** The first instant after a local day as UTC, to the second: `2026-03-23T16:00:00Z`. In time means strictly before it. */
export const endOfDay: (date: string, zone: string) => string = remembered((date, zone) =>
  wholeSecond(Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone).toInstant()),
);

/** An instant as UTC, cut down to the second: an earlier deadline is the safe one. */
export function wholeSecond(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second', roundingMode: 'floor' });
}

/** The later of two instants, as written. */
export function laterInstant(a: string, b: string): string {
  return Temporal.Instant.compare(Temporal.Instant.from(a), Temporal.Instant.from(b)) >= 0 ? a : b;
}

/** Days from one local date to another. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to).days;
}
