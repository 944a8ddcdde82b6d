import type { PlannedWork, PlanScope } from '../../domain/connector';
import type { RequestId, StoreId } from '../../domain/ids';
import type { StoreOutcome } from '../../domain/outcome';
import type { StoreDeps } from '../deps';
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
  const collections = [...new Set(gone.map(({ collection }) => collection))];
  await enterLedger(deps, requestId, store.id, scope, collections, outcome.proof?.at ?? deps.now());
}

/** Writes a line under every identifier that was the person's alone, those included that the stores themselves told. */
export async function enterLedger(
  deps: StoreDeps,
  requestId: RequestId,
  storeId: StoreId,
  scope: PlanScope,
  collections: readonly string[],
  deletedAt: string,
): Promise<void> {
  const identity = await slots.identity.read(deps.books.vault, requestId);
  const known = [
    ...(identity?.identifiers ?? []),
    ...scope.identifiers,
    ...(scope.located.identifiers ?? []),
  ];
  // What several people share, or ever shared, would have the ledger take one of them for the other.
  const identifiers = await deps.books.sharedIdentifiers.recall(known);
  await deps.books.deletions.enter({ requestId, storeId, collections, deletedAt }, identifiers);
}
