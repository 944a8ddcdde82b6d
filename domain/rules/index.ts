import { buildCalendar } from '../calendar';
import type { Calendar } from '../calendar';
import { makeRuleBook } from '../rule-book';
import type { RuleBook } from '../rule-book';
import { calendarFiles } from './calendar-files';
import { parseCalendarYear } from './parse-calendar';
import { parseRegime } from './parse-regime';
import { regimeFiles } from './regime-files';

/**
 * The rules that come with the product. Parsed once, at load: a malformed rule file must stop the process at its start,
 * not a request in its last week.
 */
export const builtInRules: RuleBook = makeRuleBook(
  regimeFiles.map(parseRegime),
  readCalendars(calendarFiles),
);

/** Groups calendar years by calendar. */
export function readCalendars(files: readonly unknown[]): Calendar[] {
  const years = files.map(parseCalendarYear);
  const ids = new Set(years.map((year) => year.calendar));
  return [...ids].map((id) => buildCalendar(years.filter((year) => year.calendar === id)));
}
