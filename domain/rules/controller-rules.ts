import { buildCalendar } from '../calendar';
import type { CalendarYear } from '../calendar';
import type { ClockFacts } from '../clock';
import { RuleError } from '../clock-error';
import type { ClockRight, Regime } from '../regime';
import { clockRights } from '../regime-words';
import { makeRuleBook } from '../rule-book';
import type { RuleBook } from '../rule-book';
import { openFields } from './field-reader';
import type { FieldReader } from './field-reader';
import { findLengthening } from './lengthening';
import { parseCalendarYear } from './parse-calendar';
import { parseRegime } from './parse-regime';
import { readVersion } from './read-parts';

/** A period that a controller sets itself for some kinds of request. */
export interface OwnPeriod {
  readonly rights: readonly ClockRight[];
  /** Whole number of units, at least 1. */
  readonly value: number;
  readonly unit: 'day' | 'workday';
  /** Where it was published or decided. */
  readonly source: string;
}

/** What a controller adds to the loaded law. The law stays: these are its own promises. */
export interface ControllerRules {
  /** Seals the whole content, as the version of a rule set does. */
  readonly version: string;
  /** Rule sets of its own (ids `X-…`), and stricter ones that stand in for loaded ones of the same id. */
  readonly regimes: readonly Regime[];
  /** Periods that it published; a shorter one binds where the regime takes promises. */
  readonly promises: readonly OwnPeriod[];
  /** Periods within which it means to be done; nothing is promised by them. */
  readonly targets: readonly OwnPeriod[];
  /** Whole calendar years, e.g. of a year that was published after the release, or with a one-off holiday. */
  readonly calendars: readonly CalendarYear[];
}

const controllerFields = ['version', 'regimes', 'promises', 'targets', 'calendars'];
const periodFields = ['rights', 'value', 'unit', 'source'];

/**
 * Turns a controller's own configuration into rules, refusing whatever the schema does not know.
 * @throws {@link RuleError} with the path of the first field that is wrong, e.g. `regimes[0].clocks[2].unit`.
 */
export function parseControllerRules(raw: unknown): ControllerRules {
  const file = openFields(raw, '', controllerFields);
  const rules: ControllerRules = {
    version: readVersion(file),
    regimes: readParts(file, 'regimes', parseRegime),
    promises: file.list('promises', periodFields, readPeriod),
    targets: file.list('targets', periodFields, readPeriod),
    calendars: readParts(file, 'calendars', parseCalendarYear),
  };
  refuseSecond(
    'regimes',
    rules.regimes.map(({ id }) => [id]),
  );
  refuseSecond(
    'calendars',
    rules.calendars.map(({ calendar, year }) => [`${calendar} ${year}`]),
  );
  refuseSecond(
    'promises',
    rules.promises.map(({ rights }) => rights),
  );
  refuseSecond(
    'targets',
    rules.targets.map(({ rights }) => rights),
  );
  return rules;
}

/** Parts with a parser of their own, whose errors are told from the whole file. */
function readParts<T>(file: FieldReader, field: string, parse: (raw: unknown) => T): T[] {
  const parts = file.raw(field);
  if (!Array.isArray(parts))
    throw new RuleError('DSR_RULE_VALUE_INVALID', `expected a list, got ${JSON.stringify(parts)}.`, field);
  return parts.map((part: unknown, index) => inPart(`${field}[${index}]`, () => parse(part)));
}

function inPart<T>(part: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RuleError ? error.within(part) : error;
  }
}

function readPeriod(item: FieldReader): OwnPeriod {
  return {
    rights: item.words('rights', clockRights),
    value: item.count('value'),
    unit: item.word('unit', ['day', 'workday'] as const, 'DSR_RULE_UNIT_UNKNOWN'),
    source: item.text('source'),
  };
}

/** Two entries for one thing would be a choice that nobody made. */
function refuseSecond(field: string, keys: readonly (readonly string[])[]): void {
  const seen = new Set<string>();
  for (const [index, names] of keys.entries())
    for (const name of names) {
      if (seen.has(name))
        throw new RuleError(
          'DSR_RULE_CONTRADICTION',
          `${name} stands here a second time; keep one.`,
          `${field}[${index}]`,
        );
      seen.add(name);
    }
}

/**
 * The law with a controller's own rules on top: its regimes and calendar years stand in for those of the same name.
 * @throws {@link RuleError} DSR_REGIME_UNKNOWN for a rule set that is neither loaded nor an `X-…`, DSR_RULE_LENGTHENED for
 *   one that takes more time than the law, DSR_CALENDAR_UNKNOWN when nothing is known of the calendar that it counts by.
 */
export function withControllerRules(book: RuleBook, rules: ControllerRules): RuleBook {
  const calendars = withYears(book, rules.calendars);
  for (const [index, regime] of rules.regimes.entries())
    inPart(`regimes[${index}]`, () => checkOwnRegime(regime, book.regimes.get(regime.id), calendars));
  return makeRuleBook([...book.regimes.values(), ...rules.regimes], [...calendars.values()]);
}

/** Days off are facts, not rules: a year of the controller replaces the loaded one, and evidence names its version. */
function withYears(book: RuleBook, own: readonly CalendarYear[]): RuleBook['calendars'] {
  const calendars = new Map(book.calendars);
  for (const id of new Set(own.map(({ calendar }) => calendar))) {
    const years = new Map(book.calendars.get(id)?.years);
    for (const year of own) if (year.calendar === id) years.set(year.year, year);
    const part = `calendars[${own.findIndex(({ calendar }) => calendar === id)}]`;
    calendars.set(
      id,
      inPart(part, () => buildCalendar([...years.values()])),
    );
  }
  return calendars;
}

function checkOwnRegime(regime: Regime, law: Regime | undefined, calendars: RuleBook['calendars']): void {
  if (law === undefined && !regime.id.startsWith('X-'))
    throw new RuleError(
      'DSR_REGIME_UNKNOWN',
      `${regime.id} is not loaded, so nothing can stand in for it; the id of a rule set of your own begins with X-.`,
      'id',
    );
  if (!calendars.has(regime.calendar))
    throw new RuleError('DSR_CALENDAR_UNKNOWN', `no year of ${regime.calendar} is loaded.`, 'calendar');
  const lengthening = law === undefined ? undefined : findLengthening(regime, law);
  if (lengthening !== undefined)
    throw new RuleError(
      'DSR_RULE_LENGTHENED',
      `${lengthening.problem}; a rule set of your own may only be stricter than the law.`,
      lengthening.path,
    );
}

/** What a controller set itself for one kind of request, as the facts of a clock take it. */
export function ownPeriodsFor(
  rules: Pick<ControllerRules, 'promises' | 'targets'>,
  right: ClockRight,
): Pick<ClockFacts, 'promise' | 'target'> {
  const find = (periods: readonly OwnPeriod[]) => periods.find(({ rights }) => rights.includes(right));
  const promise = find(rules.promises);
  const target = find(rules.targets);
  return {
    ...(promise === undefined ? {} : { promise: { value: promise.value, unit: promise.unit } }),
    ...(target === undefined ? {} : { target: { value: target.value, unit: target.unit } }),
  };
}
