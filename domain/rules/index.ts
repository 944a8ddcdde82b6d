import { buildCalendar } from '../calendar';
import type { Calendar } from '../calendar';
import { ClockError, RuleError } from '../clock-error';
import { regimeIds } from '../regime';
import type { Regime, RegimeId } from '../regime';
import { calendarFiles } from './calendar-files';
import { parseCalendarYear } from './parse-calendar';
import { parseRegime } from './parse-regime';
import cnApp2019 from './regimes/cn-app-2019.json';
import cnGbt35273 from './regimes/cn-gbt35273.json';
import euGdpr from './regimes/eu-gdpr.json';

const regimeFiles: readonly unknown[] = [cnApp2019, cnGbt35273, euGdpr];

// Parsed once, at load: a malformed rule file must stop the process at its start, not a request in its last week.
const regimes: ReadonlyMap<string, Regime> = new Map(
  regimeFiles.map(parseRegime).map((regime) => [regime.id, regime]),
);
const calendars: ReadonlyMap<string, Calendar> = readCalendars(calendarFiles);

/** Groups calendar years by calendar. */
function readCalendars(files: readonly unknown[]): Map<string, Calendar> {
  const years = files.map(parseCalendarYear);
  const ids = new Set(years.map((year) => year.calendar));
  return new Map([...ids].map((id) => [id, buildCalendar(years.filter((year) => year.calendar === id))]));
}

/**
 * The rule set of a regime.
 * @throws {@link RuleError} DSR_REGIME_UNKNOWN when it is not loaded.
 */
export function findRegime(id: string): Regime {
  const regime = regimes.get(id);
  if (regime === undefined)
    throw new RuleError(
      'DSR_REGIME_UNKNOWN',
      `Regime ${id} is not loaded; loaded are ${regimeIds.join(', ')}.`,
    );
  return regime;
}

/** True when `id` names a loaded rule set. */
export function isRegimeId(id: string): id is RegimeId {
  return regimes.has(id);
}

/**
 * A calendar with all its loaded years.
 * @throws {@link ClockError} DSR_CALENDAR_UNKNOWN when no year of it is loaded.
 */
export function findCalendar(id: string): Calendar {
  const calendar = calendars.get(id);
  if (calendar === undefined)
    throw new ClockError(
      'DSR_CALENDAR_UNKNOWN',
      `Calendar ${id} is not loaded; loaded are ${[...calendars.keys()].join(', ')}.`,
    );
  return calendar;
}

/** All loaded rule sets, in the order of {@link regimeIds}. */
export function loadedRegimes(): Regime[] {
  return regimeIds.map(findRegime);
}

/** All loaded calendars. */
export function loadedCalendars(): Calendar[] {
  return [...calendars.values()];
}
