import type { StoreStepResult } from '../../contracts/temporal/messages';
import type { StoreOutcome } from '../../domain/outcome';
import { rightOnStores } from '../../domain/right';
import * as slots from '../vault-slots';
import { storeIntent } from './store-intent';
import type { StoreWork } from './store-work';

/** Finds what the store holds of the person and makes a dry run of what is asked: touches nothing. */
export async function surveyStore(work: StoreWork): Promise<StoreStepResult> {
  const { deps, context, claims, store, call } = work;
  const { requestId, right } = context.view;
  const intent = storeIntent(context.map, store, rightOnStores(right), claims);
  if (intent === undefined) return { tally: {} };
  const connector = deps.connectorOf(store);
  const identity = await slots.identity.read(deps.books.vault, requestId);
  const identifiers = identity?.identifiers ?? [];
  const located = await connector.locate(call, identifiers);
  const planned = await connector.plan(call, intent, located, identifiers);
  await slots.plannedWork(store.id).write(deps.books.vault, requestId, planned);
  const scopeHash = await deps.books.vault.commitment(requestId, planned.scope);
  const found = located.collections.reduce((sum, collection) => sum + collection.keys.length, 0);
  const ambiguous = located.collections.reduce((sum, collection) => sum + collection.ambiguous, 0);
  const nothing = planned.steps.length === 0;
  await deps.books.stores.put({
    requestId,
    storeId: store.id,
    found,
    ambiguous,
    plan: { storeId: store.id, steps: planned.steps, scopeHash },
    ...(nothing ? { outcome: searchedWithoutFind(store.id, deps.now()) } : {}),
  });
  return nothing ? { tally: { notFound: 1 } } : { tally: {} };
}

function searchedWithoutFind(storeId: string, at: string): StoreOutcome {
  return { storeId, code: 'notFound', collections: [], proof: { kind: 'search', at, remaining: 0 } };
}
