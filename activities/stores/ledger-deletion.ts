import type { PlannedWork } from '../../domain/connector';
import type { StoreOutcome } from '../../domain/outcome';
import * as slots from '../vault-slots';
import type { StoreWork } from './store-work';

/**
 * Writes a proven deletion into the ledger, so that what a backup or an import brings back is known again. Before the
 * outcome is kept: a kill in between repeats the proof and this, and never loses the line.
 */
export async function ledgerDeletion(
  { deps, context, store }: StoreWork,
  { scope }: PlannedWork,
  outcome: StoreOutcome,
): Promise<void> {
  if (scope.intent.right !== 'deletion') return;
  const { requestId } = context.view;
  const gone = outcome.collections.filter(({ code }) => code === 'deleted' || code === 'anonymised');
  if (gone.length === 0) return;
  const identity = await slots.identity.read(deps.books.vault, requestId);
  const known = [
    ...(identity?.identifiers ?? []),
    ...scope.identifiers,
    ...(scope.located.identifiers ?? []),
  ];
  // What several people share, or ever shared, would have the ledger take one of them for the other.
  const identifiers = await deps.books.sharedIdentifiers.recall(known);
  const collections = [...new Set(gone.map(({ collection }) => collection))];
  const deletedAt = outcome.proof?.at ?? deps.now();
  await deps.books.deletions.enter({ requestId, storeId: store.id, collections, deletedAt }, identifiers);
}
