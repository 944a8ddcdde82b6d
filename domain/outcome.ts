import type { StoreId } from './ids';

/**
 * What is known of one data store, or of one collection in it, after the work (docs/request-states.md). Only the codes in
 * {@link provenOutcomes} let a letter say that something was done.
 */
export const outcomeCodes = [
  'disclosed',
  'corrected',
  'deleted',
  'anonymised',
  'restricted',
  'ceased',
  'retained',
  'deferred',
  'notFound',
  'manualPending',
  'processorPending',
  'refusedByStore',
  'unknown',
] as const;
/** See {@link outcomeCodes}. */
export type OutcomeCode = (typeof outcomeCodes)[number];

/** Codes that stand for work done and proven by the store's own answer. */
export const provenOutcomes: readonly OutcomeCode[] = [
  'disclosed',
  'corrected',
  'deleted',
  'anonymised',
  'restricted',
  'ceased',
];

/**
 * Codes with which a store can be left for good: proven work, a lawful retention, with a deletion that the engine owes after
 * it or without, or a proven search without a find.
 */
export const finalOutcomes: readonly OutcomeCode[] = [...provenOutcomes, 'retained', 'deferred', 'notFound'];

/** How the effect was proven: the answer of the store itself, never an assumption. No personal data. */
export interface Proof {
  /** `requery`: read again after the write; `receipt`: the processor's own answer; `witnessed`: two people on paper. */
  readonly kind: 'requery' | 'receipt' | 'witnessed' | 'search' | 'register';
  /** UTC instant of the proof. */
  readonly at: string;
  /** Rows (or records) that still match; 0 proves a deletion. */
  readonly remaining?: number;
  /** SHA-256 of the receipt or certificate, hexadecimal. */
  readonly receiptHash?: string;
  /** True when the store's canary was found in the same search: nothing found means that nothing is there. */
  readonly canaryFound?: boolean;
}

/** What happened to one collection of a store. Counts and codes only: nothing personal. */
export interface CollectionOutcome {
  readonly collection: string;
  readonly code: OutcomeCode;
  /** Number of records (for `corrected`: of fields) concerned. */
  readonly count: number;
  /** Code of the ground in the data map when `retained`, or of the failure when `refusedByStore`. */
  readonly ground?: string;
  /** Local date `YYYY-MM-DD` until which data stay, when `retained` or `deferred`. */
  readonly until?: string;
}

/** What happened to one store: the sum of its collections, with its proof. */
export interface StoreOutcome {
  readonly storeId: StoreId;
  readonly code: OutcomeCode;
  readonly collections: readonly CollectionOutcome[];
  readonly proof?: Proof;
  /** Why the code is not a proven one; a code, never free text. */
  readonly reason?: string;
}

/** How a request ended. */
export const requestOutcomes = [
  'fulfilled',
  'partlyFulfilled',
  'refused',
  'withdrawn',
  'unverified',
  'superseded',
  'noDataFound',
  'upheld',
  'partlyUpheld',
  'rejected',
] as const;
/** See {@link requestOutcomes}. `upheld`, `partlyUpheld` and `rejected` are those of complaints and appeals. */
export type RequestOutcome = (typeof requestOutcomes)[number];

/** How a complaint or an appeal is decided. */
export const appealDecisions = [
  'upheld',
  'partlyUpheld',
  'rejected',
] as const satisfies readonly RequestOutcome[];
/** See {@link appealDecisions}. */
export type AppealDecision = (typeof appealDecisions)[number];

/**
 * How the question about an automated decision is answered: it was explained and stands; a human decided anew; or nothing
 * was decided automatically.
 */
export const explanationDecisions = ['explained', 'decidedAnew', 'notAutomated'] as const;
/** See {@link explanationDecisions}. */
export type ExplanationDecision = (typeof explanationDecisions)[number];

/** How people decide a request without stores. */
export const reviewDecisions = [...appealDecisions, ...explanationDecisions] as const;
/** See {@link reviewDecisions}. */
export type ReviewDecision = (typeof reviewDecisions)[number];

/** The outcome that follows from a decision: an explanation fulfils what was asked, whatever it says. */
export function outcomeOfDecision(decision: ReviewDecision): RequestOutcome {
  return appealDecisions.find((one) => one === decision) ?? 'fulfilled';
}

/** Counts of store outcomes by code: all that the workflow keeps of a thousand healthy stores. */
export type OutcomeTally = Partial<Record<OutcomeCode, number>>;

/**
 * How a request that was carried out ends, from what its stores proved. A retention is lawful but leaves data behind, so
 * the whole is only partly fulfilled; and where no store proved anything done, nothing was fulfilled (the letter says why).
 */
export function outcomeOfRequest(
  tally: OutcomeTally,
): 'fulfilled' | 'partlyFulfilled' | 'refused' | 'noDataFound' {
  const present = outcomeCodes.filter((code) => (tally[code] ?? 0) > 0);
  if (present.every((code) => code === 'notFound')) return 'noDataFound';
  // A deferred deletion is a promise under way, with its date: no refusal.
  if (!present.some((code) => provenOutcomes.includes(code) || code === 'deferred')) return 'refused';
  const isDone = (code: OutcomeCode): boolean => provenOutcomes.includes(code) || code === 'notFound';
  return present.every(isDone) ? 'fulfilled' : 'partlyFulfilled';
}

/** Two tallies added up. */
export function addTallies(a: OutcomeTally, b: OutcomeTally): OutcomeTally {
  const sum: OutcomeTally = {};
  for (const code of outcomeCodes) {
    const count = (a[code] ?? 0) + (b[code] ?? 0);
    if (count > 0) sum[code] = count;
  }
  return sum;
}

/** Worst first: a store's one code is the first of these that any of its collections has. */
const weightOfCodes: readonly OutcomeCode[] = [
  'unknown',
  'refusedByStore',
  'manualPending',
  'processorPending',
  'deferred',
  'retained',
  'deleted',
  'anonymised',
  'corrected',
  'restricted',
  'ceased',
  'disclosed',
  'notFound',
];

/** The one code of a store: never better than its worst collection; `notFound` when nothing was there. */
export function summariseCollections(collections: readonly CollectionOutcome[]): OutcomeCode {
  return (
    weightOfCodes.find((code) => collections.some((collection) => collection.code === code)) ?? 'notFound'
  );
}

/** True when a store needs no more work: proven, lawfully kept, searched without a find, or settled by staff. */
export function isSettled(outcome: StoreOutcome | undefined): boolean {
  if (outcome === undefined) return false;
  return finalOutcomes.includes(outcome.code) || outcome.code === 'refusedByStore';
}
