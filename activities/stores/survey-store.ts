import type { StoreStepResult } from '../../contracts/temporal/messages';
import type { Identifier, Located } from '../../domain/connector';
import { canAnyFindBy, learn } from '../../domain/identity-graph';
import type { StoreOutcome } from '../../domain/outcome';
import { rightOnStores } from '../../domain/right';
import * as slots from '../vault-slots';
import { answeredDoubts, askAbout, openDoubts } from './doubtful-records';
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
  const answered = await slots.recordAssignment(store.id).read(deps.books.vault, requestId);
  const { theirs, notTheirs } = answered ?? { theirs: {}, notTheirs: {} };
  const located = await connector.locate(call, identifiers, theirs);
  const doubts = openDoubts(located, notTheirs);
  const question = await askAbout(work, doubts, theirs, identifiers);
  const learned = await keepTold(work, located, identifiers);
  const planned = await connector.plan(call, intent, located, identifiers);
  await slots.plannedWork(store.id).write(deps.books.vault, requestId, planned);
  const scopeHash = await deps.books.vault.commitment(requestId, planned.scope);
  const found = located.collections.reduce(
    (sum, { keys, sharedKeys = [] }) => sum + keys.length + sharedKeys.length,
    0,
  );
  const counted = located.collections.reduce((sum, collection) => sum + collection.ambiguous, 0);
  const ambiguous = counted - answeredDoubts(located, doubts);
  const nothing = planned.steps.length === 0;
  await deps.books.stores.put({
    requestId,
    storeId: store.id,
    found,
    ambiguous,
    plan: { storeId: store.id, steps: planned.steps, scopeHash },
    ...(nothing ? { outcome: searchedWithoutFind(store.id, deps.now()) } : {}),
  });
  return {
    tally: nothing ? { notFound: 1 } : {},
    ...(learned && { learned }),
    ...(question !== undefined && { question }),
  };
}

/** Keeps what the store told, where any store can be searched by it: true when there is something. */
async function keepTold(
  { deps, context, store }: StoreWork,
  located: Located,
  known: readonly Identifier[],
): Promise<true | undefined> {
  const { fresh } = learn(known, located.identifiers ?? []);
  const told = fresh.filter(({ kind }) => canAnyFindBy(context.map, [kind]));
  if (told.length === 0) return undefined;
  await slots.toldIdentifiers(store.id).write(deps.books.vault, context.view.requestId, told);
  return true;
}

function searchedWithoutFind(storeId: string, at: string): StoreOutcome {
  return { storeId, code: 'notFound', collections: [], proof: { kind: 'search', at, remaining: 0 } };
}
