import { Temporal } from 'temporal-polyfill';
import { ClockError } from './clock-error';
import type { ClockErrorCode } from './clock-error';
import { parseInstant } from './local-time';
import type { RegimeId } from './regime';

/** What happened, as far as a clock asks. Instants name their offset: `2026-03-02T10:15:00+08:00`. */
export interface ClockFacts {
  /** When the request reached the organisation by any channel, also on a day off; for incidents, when it was discovered. */
  readonly receivedAt: string;
  /** When identity was proven; absent while it is not. */
  readonly verifiedAt?: string;
  /** When a fee that was asked for was paid; acts where the clock starts with the latest. */
  readonly feePaidAt?: string;
  /** When the authority of an agent was proven; acts where the clock starts with the latest. */
  readonly authorityProvenAt?: string;
  /** What kind of controller it is where a regime asks, e.g. `small-agent`. */
  readonly profiles?: readonly string[];
  /** The controller's own aim, counted from the start; it ends at the strict date at the latest. */
  readonly target?: DayPeriod;
  /** IANA zone of the establishment that answers; default: that of the calendar. */
  readonly zone?: string;
  /** Calendar of that place; default: the regime's. A regime that cannot use it is counted by its own default place. */
  readonly calendar?: string;
  /** Answered questions that may have stopped the clock: from asking to answer. */
  readonly pauses?: readonly ClockPause[];
  /** True once an extension was declared in time; acts in the regimes that know one. */
  readonly extended?: boolean;
  /** Period that the controller published. Only a shorter one changes anything, where the rule takes promises. */
  readonly promise?: DayPeriod;
  /** Other places for single regimes, before `zone` and `calendar`. */
  readonly places?: Readonly<
    Partial<Record<RegimeId, { readonly zone?: string; readonly calendar?: string }>>
  >;
}

/** A period that the controller sets itself: what it promised, or what it aims at. */
export interface DayPeriod {
  /** A whole number of at least 1. */
  readonly value: number;
  readonly unit: 'day' | 'workday';
}

/** See {@link ClockFacts.pauses}. `reason` is one of the regime's, e.g. `identity`; any other has no effect. */
export interface ClockPause {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** The longest period that is walked: longer than any statutory one, so that a wrong number cannot stop the process. */
export const longestOwnPeriod = 400;

/**
 * Checks what can be judged without a rule, before anything is counted.
 * @throws {@link ClockError} DSR_INSTANT_WITHOUT_OFFSET, DSR_INSTANT_INVALID, DSR_PAUSE_INVALID, DSR_PAUSE_OVERLAPS,
 * DSR_PROMISE_INVALID, DSR_TARGET_INVALID.
 */
export function checkFacts(facts: ClockFacts): void {
  const { receivedAt, verifiedAt, feePaidAt, authorityProvenAt, promise, target, pauses = [] } = facts;
  for (const [field, at] of Object.entries({ receivedAt, verifiedAt, feePaidAt, authorityProvenAt }))
    if (at !== undefined) parseInstant(at, field);
  if (promise !== undefined) checkPeriod(promise, 'promise', 'DSR_PROMISE_INVALID');
  if (target !== undefined) checkPeriod(target, 'target', 'DSR_TARGET_INVALID');
  if (pauses.length > 0) checkPauses(pauses);
}

function checkPeriod({ value, unit }: DayPeriod, field: string, code: ClockErrorCode): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new ClockError(code, `${field}: expected a whole number of at least 1, got ${value}.`);
  if (!(['day', 'workday'] as string[]).includes(unit))
    throw new ClockError(code, `${field}: expected the unit day or workday, got ${unit}.`);
}

interface Span {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly reason: string;
}

/**
 * A pause that ends before it begins is a slip of the pen. So are two at once for one reason: one question is open or it
 * is not, and merging them would hide which of the two was answered. Questions for different reasons may run side by
 * side; their days count once.
 */
function checkPauses(pauses: readonly ClockPause[]): void {
  const spans = pauses.map(({ from, to, reason }, i): Span => {
    const span = {
      from: parseInstant(from, `pauses[${i}].from`),
      to: parseInstant(to, `pauses[${i}].to`),
      reason,
    };
    if (isBefore(span.to, span.from))
      throw new ClockError(
        'DSR_PAUSE_INVALID',
        `pauses[${i}]: it ends at ${to}, before it begins at ${from}.`,
      );
    return span;
  });
  for (const [i, span] of spans.entries()) {
    const other = spans.slice(0, i).findIndex((earlier) => overlap(earlier, span));
    if (other !== -1)
      throw new ClockError(
        'DSR_PAUSE_OVERLAPS',
        `pauses[${i}] overlaps pauses[${other}], and both are for ${span.reason}; give them as one, from the first question to the last answer.`,
      );
  }
}

/** One that begins in the instant in which the other ended does not overlap it. */
function overlap(a: Span, b: Span): boolean {
  return a.reason === b.reason && isBefore(a.from, b.to) && isBefore(b.from, a.to);
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}
