import type { Calendar } from './calendar';
import { countForward } from './clock-count';
import type { Count } from './clock-count';
import { longestOwnPeriod } from './clock-facts';
import type { ClockFacts } from './clock-facts';
import type { ClockRule, ClockUnit } from './regime';

/** A period in days or months, counted to its last day. */
export interface CountedPeriod {
  readonly end: Count;
  readonly value: number;
  readonly unit: ClockUnit;
  /** True when the controller's promise gave it, not the rule. */
  readonly isPromise: boolean;
}

/** Counts the period of a rule. A promise binds when it ends earlier; a longer one is no ground for more time. */
export function countPeriod(
  rule: ClockRule,
  unit: Exclude<ClockUnit, 'hour'>,
  { promise }: ClockFacts,
  start: string,
  calendar: Calendar,
): CountedPeriod {
  const end = countForward(start, rule.value, unit, calendar);
  const own = { end, value: rule.value, unit, isPromise: false };
  if (promise === undefined || rule.promise === 'none' || promise.value > longestOwnPeriod) return own;
  const promised = countForward(start, promise.value, promise.unit, calendar);
  return promised.date < end.date
    ? { end: promised, value: promise.value, unit: promise.unit, isPromise: true }
    : own;
}

/** The day to operate to: the controller's own aim where it ends before the strict day, else the strict day. */
export function targetOf({ target }: ClockFacts, start: string, strict: string, calendar: Calendar): string {
  if (target === undefined || target.value > longestOwnPeriod) return strict;
  const aim = countForward(start, target.value, target.unit, calendar).date;
  return aim < strict ? aim : strict;
}
