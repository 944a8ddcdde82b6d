import { Temporal } from 'temporal-polyfill';
import { localDateOf } from './local-time';
import type { RecordKeeping, Regime } from './regime';
import type { RuleBook } from './rule-book';
import { findRegime } from './rule-book';

/** Until when one regime has, or lets, the record of a request be kept. */
export interface KeptUntil {
  readonly regime: string;
  /** Last local day, `YYYY-MM-DD`; `null` where the law sets no number. */
  readonly until: string | null;
}

/**
 * The last local day of keeping, counted from the day of closing; a month without that day ends with its last one.
 * `null` where the law sets no number.
 */
export function keptUntil({ value, unit }: RecordKeeping, closedOn: string): string | null {
  if (value === null || unit === null) return null;
  const period = unit === 'month' ? { months: value } : { days: value };
  return Temporal.PlainDate.from(closedOn).add(period).toString();
}

/** How long the record of a request that closed at an instant is kept under each of its regimes. */
export function recordKeeping(
  book: RuleBook,
  regimes: readonly string[],
  closedAt: string,
  zone?: string,
): KeptUntil[] {
  return regimes.map((id) => {
    const regime: Regime = findRegime(book, id);
    const closedOn = localDateOf(closedAt, zone ?? regime.zone, 'closedAt');
    return { regime: id, until: keptUntil(regime.recordKeeping, closedOn) };
  });
}

/** The latest of them: the record serves every regime. `undefined` when none sets a number. */
export function latestKept(kept: readonly KeptUntil[]): string | undefined {
  return kept
    .flatMap(({ until }) => until ?? [])
    .sort()
    .at(-1);
}
