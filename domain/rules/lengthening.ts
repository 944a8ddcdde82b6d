import { extensionFor } from '../regime';
import type { ClockKind, ClockRight, ClockRule, ClockUnit, Regime } from '../regime';
import { pauseArithmetics, rollPolicies } from '../regime-words';

/** Where a rule set takes more time than the law, and how. `path` points into the rule set, e.g. `clocks[2]`. */
export interface Lengthening {
  readonly path: string;
  readonly problem: string;
}

/**
 * The first place where a controller's rule set gives the controller more time than the law that it stands in for;
 * `undefined` when it never ends later. What cannot be compared for certain, as 15 working days with 21 days, counts as
 * longer: a controller may promise more than the law, never less.
 */
export function findLengthening(own: Regime, law: Regime): Lengthening | undefined {
  return (
    findNarrowing(own, law) ??
    findLongerClock(own, law) ??
    findMissingClock(own, law) ??
    findMorePauses(own, law) ??
    findMoreExtensions(own, law) ??
    findLaterFee(own, law)
  );
}

/** Another place, other holidays, fewer people or a shorter time in force. */
function findNarrowing(own: Regime, law: Regime): Lengthening | undefined {
  for (const field of ['zone', 'calendar'] as const)
    if (own[field] !== law[field])
      return { path: field, problem: `the law is counted by ${law[field]}, not by ${own[field]}` };
  const calendar = own.calendars.find((id) => !law.calendars.includes(id));
  if (calendar !== undefined)
    return { path: 'calendars', problem: `the law is not counted by the calendar ${calendar}` };
  const territory = law.territories.find((id) => !own.territories.includes(id));
  if (territory !== undefined)
    return { path: 'territories', problem: `the law protects the people of ${territory} as well` };
  if (own.effectiveFrom > law.effectiveFrom)
    return { path: 'effectiveFrom', problem: `the law is in force from ${law.effectiveFrom}` };
  if (!lastsAsLong(own.effectiveTo, law.effectiveTo))
    return { path: 'effectiveTo', problem: 'the law is in force for longer' };
  return undefined;
}

function findLongerClock(own: Regime, law: Regime): Lengthening | undefined {
  for (const [index, clock] of own.clocks.entries())
    for (const right of clock.rights) {
      const rivals = rivalsOf(clock, right, law);
      const problem =
        rivals.length === 0 && clock.kind === 'respondExtended'
          ? 'the law knows no longer period'
          : rivals.map((rival) => lengthOver(clock, rival)).find((found) => found !== undefined);
      if (problem !== undefined)
        return { path: `clocks[${index}]`, problem: `${clock.kind} for ${right}: ${problem}` };
    }
  return undefined;
}

/** The clocks of the law that would run in the place of this one. */
function rivalsOf(clock: ClockRule, right: ClockRight, law: Regime): ClockRule[] {
  const alike = law.clocks.filter(
    (other) =>
      other.kind === clock.kind &&
      other.rights.includes(right) &&
      (clock.effectiveFrom ?? '') <= (other.effectiveTo ?? '9999') &&
      (other.effectiveFrom ?? '') <= (clock.effectiveTo ?? '9999'),
  );
  const sameProfile = alike.filter(({ profile }) => profile === clock.profile);
  return sameProfile.length > 0 ? sameProfile : alike.filter(({ profile }) => profile === null);
}

/** Clocks that only allow something: without them there is less time, not more. */
const permissions: readonly ClockKind[] = ['respondExtended', 'extensionNotice'];

function findMissingClock(own: Regime, law: Regime): Lengthening | undefined {
  for (const clock of law.clocks.filter(({ kind }) => !permissions.includes(kind)))
    for (const right of clock.rights) {
      const covers = (other: ClockRule): boolean =>
        other.kind === clock.kind &&
        other.rights.includes(right) &&
        (other.profile === clock.profile || other.profile === null) &&
        (other.effectiveFrom ?? '') <= (clock.effectiveFrom ?? '') &&
        lastsAsLong(other.effectiveTo, clock.effectiveTo) &&
        lengthOver(other, clock) === undefined;
      if (!own.clocks.some(covers))
        return {
          path: 'clocks',
          problem: `the ${clock.kind} clock of the law for ${right}${ofProfile(clock)} is missing`,
        };
    }
  return undefined;
}

const ofProfile = ({ profile }: ClockRule): string => (profile === null ? '' : ` (profile ${profile})`);

function lastsAsLong(own: string | null, law: string | null): boolean {
  return own === null || (law !== null && own >= law);
}

/** Why a clock could end later than the law's; `undefined` when it cannot. */
function lengthOver(own: ClockRule, law: ClockRule): string | undefined {
  if (own.startEvent !== law.startEvent && !['received', 'discovered'].includes(own.startEvent))
    return `it starts with ${own.startEvent}, by law with ${law.startEvent}`;
  if (isLonger(own, law))
    return `${own.value} ${own.unit} can end later than the ${law.value} ${law.unit} of the law`;
  // The n-th working day is never before the first working day after n days: there a roll adds nothing.
  if (!isWorking(law.unit) && rollPolicies.indexOf(own.roll) < rollPolicies.indexOf(law.roll))
    return `its last day moves (${own.roll}) where the law's does not (${law.roll})`;
  if (own.promise === 'none' && law.promise !== 'none')
    return 'by law a shorter period that was promised binds';
  return undefined;
}

const isWorking = (unit: ClockUnit): boolean => unit === 'workday' || unit === 'businessDay';

function isLonger(own: ClockRule, law: ClockRule): boolean {
  if (own.unit === law.unit || (isWorking(own.unit) && isWorking(law.unit))) return own.value > law.value;
  if (own.unit === 'hour') return own.value > 24 * fewestDays(law);
  return law.unit === 'hour' || mostDays(own) > fewestDays(law);
}

/** The shortest that the period can be: every day a working day, every month a February. */
function fewestDays({ value, unit }: ClockRule): number {
  return unit === 'month' ? 28 * value : value;
}

/** The longest that the period can be; working days have no bound. */
function mostDays({ value, unit }: ClockRule): number {
  if (isWorking(unit)) return Infinity;
  return unit === 'month' ? 31 * value : value;
}

function findMorePauses(own: Regime, law: Regime): Lengthening | undefined {
  const rank = ({ pauses }: Regime): number => pauseArithmetics.indexOf(pauses.arithmetic);
  if (rank(own) > rank(law))
    return { path: 'pauses.arithmetic', problem: `by law a pause counts ${law.pauses.arithmetic}` };
  for (const [index, { reason, rights }] of own.pauses.grounds.entries()) {
    const allowed = law.pauses.grounds.filter((ground) => ground.reason === reason);
    const right = rights.find((one) => !allowed.some((ground) => ground.rights.includes(one)));
    if (right !== undefined)
      return {
        path: `pauses.grounds[${index}]`,
        problem: `by law no pause for ${reason} stops the clock of ${right}`,
      };
  }
  return undefined;
}

function findMoreExtensions(own: Regime, law: Regime): Lengthening | undefined {
  for (const [index, extension] of own.extensions.entries())
    for (const right of extension.rights) {
      const path = `extensions[${index}]`;
      const lawful = extensionFor(law, right);
      if (lawful === undefined) return { path, problem: `the law knows no extension for ${right}` };
      if (extension.times > lawful.times)
        return { path, problem: `by law the period is extended ${lawful.times} times at most` };
      for (const field of ['replaces', 'clock', 'noticeClock'] as const)
        if (extension[field] !== lawful[field])
          return { path: `${path}.${field}`, problem: `by law it is ${lawful[field]}` };
      const stray = extension.grounds.find(({ code }) => !lawful.grounds.some((one) => one.code === code));
      if (stray !== undefined)
        return { path: `${path}.grounds`, problem: `${stray.code} is no ground of the law` };
    }
  return undefined;
}

function findLaterFee(own: Regime, law: Regime): Lengthening | undefined {
  return own.fee.clock !== law.fee.clock && own.fee.clock === 'startsWithPayment'
    ? { path: 'fee.clock', problem: 'by law the clock does not wait for a fee' }
    : undefined;
}
