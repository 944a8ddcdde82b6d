import type { PurposeMap } from './data-map';
import type { RegisterEntry } from './ports/register';

/** Keeping data without using them: what a restriction always allows (GDPR art 18(2)). */
export const storage = 'storage';

/**
 * Why data may be used in spite of an entry of the register, as the caller claims it. `consent`: the person agreed to this
 * very use (GDPR art 18(2), PIPL arts 13(1), 29). `legalClaims`: to establish, exercise or defend legal claims (GDPR arts
 * 18(2), 21(1)). `protectionOfOthers`: the rights of another person (GDPR art 18(2), PIPL art 13(4)). `publicInterest`: an
 * important one, set by law (GDPR art 18(2), PIPL art 13(4), (5)).
 */
export const decisionExceptions = ['consent', 'legalClaims', 'protectionOfOthers', 'publicInterest'] as const;

/** One of {@link decisionExceptions}. */
export type DecisionException = (typeof decisionExceptions)[number];

/** What a system wants to do. `purpose` is `undefined` for storage alone. */
export interface IntendedUse {
  readonly purpose: PurposeMap | undefined;
  readonly exception: DecisionException | undefined;
}

/** The answer: entries that forbid the use, and entries in spite of which the exception allows it. */
export interface Decision {
  readonly allowed: boolean;
  readonly forbiddenBy: readonly RegisterEntry[];
  readonly exceptedFrom: readonly RegisterEntry[];
}

/** Whether the use is allowed against all `entries` that concern the person. One that still forbids it is enough. */
export function decideUse(entries: readonly RegisterEntry[], use: IntendedUse): Decision {
  const against = entries.filter((entry) => forbids(entry, use.purpose?.id ?? storage));
  const forbiddenBy = against.filter((entry) => !fits(entry, use));
  const allowed = forbiddenBy.length === 0;
  return { allowed, forbiddenBy, exceptedFrom: allowed ? against : [] };
}

/** True when the entry by itself forbids processing for the purpose. */
export function forbids(entry: RegisterEntry, purpose: string): boolean {
  if (entry.status !== 'active') return false;
  if (entry.kind === 'restriction' || entry.purposes.includes('*')) return purpose !== storage;
  return entry.purposes.includes(purpose);
}

/**
 * True when the exception outweighs the entry. Direct marketing is never necessary for a claim, another person or the
 * public, and an objection to it has no exception at all (GDPR art 21(3)). Another objection gives way to legal claims only
 * (GDPR art 21(1)): what a person agrees to later does not undo it in passing.
 */
function fits(entry: RegisterEntry, { purpose, exception }: IntendedUse): boolean {
  if (exception === undefined || purpose === undefined) return false;
  if (entry.kind === 'restriction') return exception === 'consent' || !purpose.marketing;
  return exception === 'legalClaims' && !purpose.marketing;
}
