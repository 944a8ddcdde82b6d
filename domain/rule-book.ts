import type { Calendar } from './calendar';
import { ClockError, RuleError } from './clock-error';
import type { Regime } from './regime';

/**
 * The law as this controller applies it: the loaded rule sets and calendars with the controller's own additions. A value,
 * so that open requests can be counted again under another one and compared.
 */
export interface RuleBook {
  readonly regimes: ReadonlyMap<string, Regime>;
  readonly calendars: ReadonlyMap<string, Calendar>;
}

/** Puts rule sets and calendars into a book; a later one of the same id replaces an earlier. */
export function makeRuleBook(regimes: readonly Regime[], calendars: readonly Calendar[]): RuleBook {
  return {
    regimes: new Map(regimes.map((regime) => [regime.id, regime])),
    calendars: new Map(calendars.map((calendar) => [calendar.id, calendar])),
  };
}

/**
 * The rule set of a regime.
 * @throws {@link RuleError} DSR_REGIME_UNKNOWN when it is not in the book.
 */
export function findRegime(book: RuleBook, id: string): Regime {
  const regime = book.regimes.get(id);
  if (regime === undefined)
    throw new RuleError(
      'DSR_REGIME_UNKNOWN',
      `Regime ${id} is not loaded; loaded are ${[...book.regimes.keys()].join(', ')}.`,
    );
  return regime;
}

/**
 * A calendar with all its loaded years.
 * @throws {@link ClockError} DSR_CALENDAR_UNKNOWN when no year of it is in the book.
 */
export function findCalendar(book: RuleBook, id: string): Calendar {
  const calendar = book.calendars.get(id);
  if (calendar === undefined)
    throw new ClockError(
      'DSR_CALENDAR_UNKNOWN',
      `Calendar ${id} is not loaded; loaded are ${[...book.calendars.keys()].join(', ')}.`,
    );
  return calendar;
}

/** Every kind of controller for which a rule set of the book has a clock of its own, e.g. `small-agent`; sorted. */
export function profilesIn(book: RuleBook): string[] {
  const named = [...book.regimes.values()].flatMap(({ clocks }) =>
    clocks.flatMap(({ profile }) => (profile === null ? [] : [profile])),
  );
  return [...new Set(named)].sort();
}
