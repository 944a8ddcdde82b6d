import type { Calendar } from './calendar';
import type { ClockFacts } from './clock';
import { ClockError } from './clock-error';
import type { ClockRight, ClockRule, Regime } from './regime';
import { findCalendar } from './rules';

/**
 * The clocks of a regime that run for this kind of request. Once extended, the longer clock stands in for the ordinary
 * one, and the notice, which had to be given before, is no longer due.
 */
export function rulesFor(regime: Regime, right: ClockRight, isExtended: boolean): ClockRule[] {
  const rules = regime.clocks.filter((rule) => rule.rights.includes(right));
  const { extension } = regime;
  if (extension === null) return rules;
  if (!isExtended || !hasExtension(regime, right))
    return rules.filter(({ kind }) => kind !== extension.clock);
  return rules.filter(({ kind }) => kind !== extension.replaces && kind !== extension.noticeClock);
}

/** True when the regime lets the period for this kind of request be extended. */
export function hasExtension({ clocks, extension }: Regime, right: ClockRight): boolean {
  return (
    extension !== null &&
    clocks.some(({ kind, rights }) => kind === extension.clock && rights.includes(right))
  );
}

/**
 * An extension that no regime of the call knows is a mistake; where one knows it, the others keep their period.
 * @throws {@link ClockError} DSR_EXTENSION_NOT_ALLOWED.
 */
export function checkExtension(
  regimes: readonly Regime[],
  right: ClockRight,
  { extended }: ClockFacts,
): void {
  if (extended === true && !regimes.some((regime) => hasExtension(regime, right)))
    throw new ClockError(
      'DSR_EXTENSION_NOT_ALLOWED',
      `None of ${regimes.map(({ id }) => id).join(', ')} allows an extension for ${right}.`,
    );
}

/**
 * A calendar that no regime of the call can use is a mistake: counting by another one unasked would be a silent default.
 * @throws {@link ClockError} DSR_CALENDAR_UNKNOWN.
 */
export function checkCalendar(regimes: readonly Regime[], { calendar }: ClockFacts): void {
  if (calendar === undefined) return;
  findCalendar(calendar);
  if (!regimes.some(({ calendars }) => calendars.includes(calendar)))
    throw new ClockError(
      'DSR_CALENDAR_UNKNOWN',
      `Calendar ${calendar} cannot be used here: ${regimes.map(({ id, calendars }) => `${id} takes ${calendars.join(', ')}`).join('; ')}.`,
    );
}

/**
 * Where a regime is counted: its own place if the facts name one, else the place of the facts if its calendar fits,
 * else the regime's default. A zone given with a calendar that does not fit is left out with it: they are one place.
 * @throws {@link ClockError} DSR_CALENDAR_UNKNOWN when the regime's own place names a calendar that it cannot use.
 */
export function placeOf(regime: Regime, facts: ClockFacts): { calendar: Calendar; zone: string } {
  const own = facts.places?.[regime.id];
  if (own?.calendar !== undefined) checkCalendar([regime], { ...facts, calendar: own.calendar });
  const fits = facts.calendar === undefined || regime.calendars.includes(facts.calendar);
  const shared = fits && own?.calendar === undefined ? facts : undefined;
  const chosen = own?.calendar ?? shared?.calendar;
  const calendar = findCalendar(chosen ?? regime.calendar);
  const ownZone = chosen === undefined ? regime.zone : calendar.zone;
  return { calendar, zone: own?.zone ?? shared?.zone ?? ownZone };
}
