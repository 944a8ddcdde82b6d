import { Temporal } from 'temporal-polyfill';
import { RuleError } from './clock-error';
import type { LocalText } from './data-map';

/**
 * How sure the holidays of a year are. `official`: published for this year. `statute`: fixed by a standing law and computed
 * from it. `library`: taken from a holiday library and not yet compared with an official list; counted on, but to be
 * confirmed. `provisional`: our guess; what is counted on it is flagged.
 */
export const calendarStatuses = ['official', 'statute', 'library', 'provisional'] as const;

/** One year of one calendar, as a file of `rules/calendars/` holds it. */
export interface CalendarYear {
  /** ISO country, and state where holidays differ: `CN`, `DE-BE`. */
  readonly calendar: string;
  readonly year: number;
  /** See {@link Regime.version}. */
  readonly version: string;
  readonly name: LocalText;
  /** IANA zone of the place. */
  readonly zone: string;
  /** See {@link calendarStatuses}. */
  readonly status: (typeof calendarStatuses)[number];
  readonly source: string;
  /** Date on which the source was read. */
  readonly retrieved: string;
  /** Weekdays of rest, Monday = 1. */
  readonly weekend: readonly number[];
  /** True where the authorities declare single weekend days to be working days. */
  readonly makeUpDays: boolean;
  /** From this date on the notice of the following year may still change the labels; `null` when it cannot. */
  readonly unsettledFrom: string | null;
  /** Days off, both ends included. */
  readonly off: readonly { readonly from: string; readonly to: string; readonly name: LocalText }[];
  /** Make-up working days. */
  readonly work: readonly { readonly date: string; readonly name: LocalText }[];
}

/** `makeUp` is a weekend day on which work is done. */
export type DayKind = 'workday' | 'weekend' | 'holiday' | 'makeUp';

/** One day as a calendar sees it. */
export interface CalendarDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Monday = 1. */
  readonly weekday: number;
  readonly kind: DayKind;
  /** False in a year that is not loaded: the kind is then read from the weekday alone. */
  readonly known: boolean;
  /** False also where a notice still to come may change the label; what is counted there is provisional. */
  readonly settled: boolean;
  /** Of the holiday or make-up day. */
  readonly name: LocalText | null;
  /** Position in its year, from 0. */
  readonly index: number;
}

/** The days of a place over all years: loaded ones as published, others provisional. */
export interface Calendar {
  readonly id: string;
  readonly name: LocalText;
  readonly zone: string;
  readonly makeUpDays: boolean;
  readonly years: ReadonlyMap<number, CalendarYear>;
  dayOf(date: string): CalendarDay;
  dayAfter(day: CalendarDay): CalendarDay;
  dayBefore(day: CalendarDay): CalendarDay;
  /** Versions of the years that a count touched, e.g. `CN-2026@2026.11.21+d21d1f2c6b48 CN-2027@none`. */
  versionBetween(from: string, to: string): string;
}

/** More than a count ever touches; a bound so that odd dates cannot fill the memory. */
const maxUnknownYears = 50;

/**
 * Puts the years of one calendar together.
 * @throws {@link RuleError} DSR_RULE_CONTRADICTION when the files do not belong together.
 */
export function buildCalendar(files: readonly CalendarYear[]): Calendar {
  const first = files[0];
  if (first === undefined)
    throw new RuleError('DSR_RULE_CONTRADICTION', 'A calendar needs at least one year.');
  const years = new Map(files.map((file) => [file.year, file]));
  checkFamily(first, files, years.size);

  const tables = new Map<number, readonly CalendarDay[]>();
  const tableOf = (year: number): readonly CalendarDay[] => {
    const known = tables.get(year);
    if (known !== undefined) return known;
    if (tables.size > years.size + maxUnknownYears) tables.clear();
    const table = listDays(year, years.get(year), years.has(year + 1), first.weekend);
    tables.set(year, table);
    return table;
  };
  const at = (year: number, index: number): CalendarDay => {
    const table = tableOf(year);
    const day = index < 0 ? tableOf(year - 1).at(-1) : (table[index] ?? tableOf(year + 1)[0]);
    if (day === undefined) throw new RangeError(`Year ${year} has no day ${index}.`);
    return day;
  };
  return {
    id: first.calendar,
    name: first.name,
    zone: first.zone,
    makeUpDays: first.makeUpDays,
    years,
    dayOf: (date) => at(yearOf(date), dayOfYear(date) - 1),
    dayAfter: (day) => at(yearOf(day.date), day.index + 1),
    dayBefore: (day) => at(yearOf(day.date), day.index - 1),
    versionBetween: (from, to) => {
      const touched: string[] = [];
      for (let year = yearOf(from); year <= yearOf(to); year++)
        touched.push(`${first.calendar}-${year}@${years.get(year)?.version ?? 'none'}`);
      return touched.join(' ');
    },
  };
}

function checkFamily(first: CalendarYear, files: readonly CalendarYear[], distinct: number): void {
  const stranger = files.find(
    (file) =>
      file.calendar !== first.calendar || file.zone !== first.zone || file.makeUpDays !== first.makeUpDays,
  );
  if (stranger !== undefined || distinct !== files.length)
    throw new RuleError(
      'DSR_RULE_CONTRADICTION',
      `The years of calendar ${first.calendar} differ in calendar, zone or makeUpDays, or one year came twice.`,
    );
}

const yearOf = (date: string): number => Number(date.slice(0, 4));

const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

function dayOfYear(date: string): number {
  const year = yearOf(date);
  const month = Number(date.slice(5, 7));
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return (daysBefore[month - 1] ?? 0) + Number(date.slice(8, 10)) + (isLeap && month > 2 ? 1 : 0);
}

/** A year without file is listed too: its weekends stand, its holidays are unknown. */
function listDays(
  year: number,
  file: CalendarYear | undefined,
  nextLoaded: boolean,
  weekend: readonly number[],
): CalendarDay[] {
  const labels = labelsOf(file);
  const days: CalendarDay[] = [];
  const first = new Temporal.PlainDate(year, 1, 1);
  for (let index = 0; index < first.daysInYear; index++) {
    const day = first.add({ days: index });
    const date = day.toString();
    const label = labels.get(date);
    const isWeekend = (file?.weekend ?? weekend).includes(day.dayOfWeek);
    days.push({
      date,
      weekday: day.dayOfWeek,
      kind: label?.kind ?? (isWeekend ? 'weekend' : 'workday'),
      known: file !== undefined,
      settled: file !== undefined && file.status !== 'provisional' && (nextLoaded || isSettled(file, date)),
      name: label?.name ?? null,
      index,
    });
  }
  return days;
}

/** The notice for year N+1 can re-label the end of December N: 29 December 2018 became a working Saturday that way. */
function isSettled(file: CalendarYear, date: string): boolean {
  return file.unsettledFrom === null || date < file.unsettledFrom;
}

function labelsOf(file: CalendarYear | undefined): Map<string, { kind: DayKind; name: LocalText }> {
  const labels = new Map<string, { kind: DayKind; name: LocalText }>();
  for (const { from, to, name } of file?.off ?? []) {
    const last = Temporal.PlainDate.from(to);
    let day = Temporal.PlainDate.from(from);
    while (Temporal.PlainDate.compare(day, last) <= 0) {
      labels.set(day.toString(), { kind: 'holiday', name });
      day = day.add({ days: 1 });
    }
  }
  for (const { date, name } of file?.work ?? []) labels.set(date, { kind: 'makeUp', name });
  return labels;
}

/** True on a day that `workday` and `businessDay` clocks count. */
export function isWorking(day: CalendarDay): boolean {
  return day.kind === 'workday' || day.kind === 'makeUp';
}
