import type { Calendar } from './calendar';
import { ClockError } from './clock-error';
import type { ClockFacts } from './clock-facts';
import { extensionFor } from './regime';
import type { ClockRight, ClockRule, Regime } from './regime';
import { findCalendar } from './rule-book';
import type { RuleBook } from './rule-book';

/**
 * The clocks of a regime that run for this kind of request. Once extended, the longer clock stands in for the ordinary
 * one, and the notice, which had to be given before, is no longer due.
 */
export function rulesFor(
  regime: Regime,
  right: ClockRight,
  facts: Pick<ClockFacts, 'extended' | 'profiles'>,
  receivedOn: string,
): ClockRule[] {
  const rules = forProfile(
    regime.clocks.filter((rule) => rule.rights.includes(right) && isInForce(rule, receivedOn)),
    facts.profiles ?? [],
  );
  const extension = extensionFor(regime, right);
  if (extension === undefined) return rules;
  if (facts.extended !== true) return rules.filter(({ kind }) => kind !== extension.clock);
  return rules.filter(({ kind }) => kind !== extension.replaces && kind !== extension.noticeClock);
}

/** A clock of the controller's own profile stands in for the one without profile. */
function forProfile(rules: readonly ClockRule[], profiles: readonly string[]): ClockRule[] {
  const isOurs = ({ profile }: ClockRule): boolean => profile !== null && profiles.includes(profile);
  return rules.filter(
    (rule) =>
      isOurs(rule) ||
      (rule.profile === null && !rules.some((other) => other.kind === rule.kind && isOurs(other))),
  );
}

/**
 * Requests are judged by the law of the day on which they arrived.
 * @throws {@link ClockError} DSR_REGIME_NOT_IN_FORCE.
 */
export function checkInForce(regime: Regime, receivedOn: string, zone: string): void {
  const { id, effectiveFrom, effectiveTo } = regime;
  if (receivedOn >= effectiveFrom && (effectiveTo === null || receivedOn <= effectiveTo)) return;
  const span = receivedOn < effectiveFrom ? `from ${effectiveFrom}` : `until ${effectiveTo ?? ''}`;
  throw new ClockError(
    'DSR_REGIME_NOT_IN_FORCE',
    `Regime ${id} is in force ${span}; ${receivedOn} in ${zone}, the day of receipt, is not covered. Leave it out.`,
  );
}

/** True when the regime knows a suspension for this reason and kind of request. */
export function mayPause(regime: Regime, right: ClockRight, reason: string): boolean {
  return regime.pauses.grounds.some((ground) => ground.reason === reason && ground.rights.includes(right));
}

/** A single clock can begin or end within the time of its regime. */
function isInForce({ effectiveFrom, effectiveTo }: ClockRule, receivedOn: string): boolean {
  return (effectiveFrom ?? '') <= receivedOn && (effectiveTo === null || receivedOn <= effectiveTo);
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
  if (extended === true && !regimes.some((regime) => extensionFor(regime, right) !== undefined))
    throw new ClockError(
      'DSR_EXTENSION_NOT_ALLOWED',
      `None of ${regimes.map(({ id }) => id).join(', ')} allows an extension for ${right}.`,
    );
}

/**
 * Where a regime is counted: its own place if the facts name one, else the place of the facts if the regime can use its
 * calendar, else the regime's default, which the steps then say. A zone given with a calendar that does not fit is left
 * out with it: they are one place, and a German deadline is not counted by Chinese holidays.
 * @throws {@link ClockError} DSR_CALENDAR_UNKNOWN for a calendar that is not loaded, or an own place that does not fit.
 */
export function placeOf(
  book: RuleBook,
  regime: Regime,
  facts: ClockFacts,
): { calendar: Calendar; zone: string } {
  const own = facts.places?.[regime.id];
  const shared = isOutsidePlace(regime, facts) || own?.calendar !== undefined ? undefined : facts;
  const chosen = own?.calendar ?? shared?.calendar;
  if (facts.calendar !== undefined) findCalendar(book, facts.calendar);
  if (chosen !== undefined && !regime.calendars.includes(chosen)) throw unfit(regime, chosen);
  const calendar = findCalendar(book, chosen ?? regime.calendar);
  const ownZone = chosen === undefined ? regime.zone : calendar.zone;
  return { calendar, zone: own?.zone ?? shared?.zone ?? ownZone };
}

/** True when the shared calendar of the facts belongs to a place that this regime does not count by. */
export function isOutsidePlace(regime: Regime, { calendar }: ClockFacts): boolean {
  return calendar !== undefined && !regime.calendars.includes(calendar);
}

function unfit({ id, calendars }: Regime, calendar: string): ClockError {
  return new ClockError(
    'DSR_CALENDAR_UNKNOWN',
    `Calendar ${calendar} cannot be used for ${id}; it takes ${calendars.join(', ')}.`,
  );
}
