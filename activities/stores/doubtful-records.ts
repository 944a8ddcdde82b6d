import type { StoreQuestion } from '../../contracts/temporal/messages';
import type { AssignedRows, DisclosedRecord, Identifier, Located } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import { joinRows } from '../../domain/identity-graph';
import type { DoubtRule } from '../../domain/identity-graph';
import * as slots from '../vault-slots';
import type { StoreWork } from './store-work';

/** Records of a store that are perhaps the person's and of which staff have not said so or otherwise. */
export interface OpenDoubts {
  readonly rows: AssignedRows;
  readonly count: number;
  readonly ruleOf: (collection: string, key: string) => DoubtRule;
}

/** What is still a question after what staff said. */
export function openDoubts(located: Located, notTheirs: AssignedRows): OpenDoubts {
  const rows = located.collections.map(({ collection, doubtfulKeys = [] }) => {
    const open = doubtfulKeys.filter((key) => notTheirs[collection]?.includes(key) !== true);
    return [collection, open] as const;
  });
  const withAny = rows.filter(([, keys]) => keys.length > 0);
  return {
    rows: Object.fromEntries(withAny),
    count: withAny.reduce((sum, [, keys]) => sum + keys.length, 0),
    ruleOf: (collection, key) =>
      located.collections.find((one) => one.collection === collection)?.doubts?.[key] ?? 'sharedIdentifier',
  };
}

/** How many of the doubtful records staff have answered for: they are no longer counted as ambiguous. */
export function answeredDoubts(located: Located, { count }: OpenDoubts): number {
  return located.collections.reduce((sum, { doubtfulKeys = [] }) => sum + doubtfulKeys.length, 0) - count;
}

/**
 * Lays the evidence for a question into the vault: what stands in the mapped fields of those records. They are read as if
 * they had been assigned, because only staff's answer could make them the person's.
 */
export async function askAbout(
  { deps, context, store, call, progress }: StoreWork,
  doubts: OpenDoubts,
  theirs: AssignedRows,
  identifiers: readonly Identifier[],
): Promise<StoreQuestion | undefined> {
  if (doubts.count === 0)
    return (progress?.ambiguous ?? 0) > 0 ? { storeId: store.id, count: 0, reason: '' } : undefined;
  const located: Located = {
    collections: Object.entries(doubts.rows).map(([collection, keys]) => ({
      collection,
      keys,
      ambiguous: 0,
    })),
    assigned: joinRows(theirs, doubts.rows),
  };
  const records: DisclosedRecord[] = [];
  try {
    for await (const record of deps.connectorOf(store).extract(call, located, identifiers))
      records.push(record);
  } catch (error) {
    // One changed hands between the search and this reading: both are done again.
    if (error instanceof StoreFailure && error.kind === 'drift')
      throw new StoreFailure(
        'stalled',
        `Records of ${store.id} changed while they were read.`,
        error.collection,
      );
    throw error;
  }
  const shown = records.map(({ collection, key, values }) => {
    const rule = doubts.ruleOf(collection, key);
    return { collection, key, rule, values };
  });
  await slots.doubtfulRecords(store.id).write(deps.books.vault, context.view.requestId, shown);
  const rules = [...new Set(shown.map(({ rule }) => rule))].sort();
  return { storeId: store.id, count: shown.length, reason: rules.join('+') };
}
