import type { StoreMap } from './data-map';
import type { StoreReport } from './notice';
import type { StoreOutcome } from './outcome';
import type { StoreProgress } from './ports';

// What the person is told of each store. Letter and package of a request are both made from this, so they cannot disagree.

/** The outcome of every store that was worked on. A store without one has not answered: nothing is known of it. */
export function toldOutcomes(progress: readonly StoreProgress[]): StoreOutcome[] {
  return progress.map(
    ({ storeId, outcome }) => outcome ?? { storeId, code: 'unknown', collections: [], reason: 'unverified' },
  );
}

/** A store's outcome with the titles that people read. */
export function storeReport(store: StoreMap, outcome: StoreOutcome): StoreReport {
  const collections = Object.fromEntries(store.collections.map(({ id, title }) => [id, title]));
  return { title: store.title, outcome, collections };
}

/** The outcome with the number of records that are in the package, after what staff withheld, in place of those found. */
export function packagedOutcome(
  outcome: StoreOutcome,
  counts: Readonly<Record<string, number>> | undefined,
): StoreOutcome {
  if (counts === undefined) return outcome;
  const collections = outcome.collections.map((line) =>
    line.code === 'disclosed' ? { ...line, count: counts[line.collection] ?? 0 } : line,
  );
  return { ...outcome, collections };
}
