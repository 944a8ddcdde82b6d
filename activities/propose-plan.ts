import type { ProposalResult } from '../contracts/temporal/messages';
import type { DataMap, SensitivityClass } from '../domain/data-map';
import { sensitivityClasses } from '../domain/data-map';
import { engine } from '../domain/actor';
import type { EvidenceDraft } from '../domain/evidence';
import type { RequestId } from '../domain/ids';
import type { StoreProgress } from '../domain/ports';
import { isSettled } from '../domain/outcome';
import type { RequestPlan, StorePlan } from '../domain/plan';
import { approvalSlots } from '../domain/policy';
import { rightOnStores } from '../domain/right';
import type { CoreDeps } from './deps';
import { requestContext } from './deps';
import type { PendingChange } from './vault-slots';
import * as slots from './vault-slots';

/** What {@link proposePlan} needs. */
export interface ProposeInput {
  readonly requestId: RequestId;
  readonly round: number;
  /** True when the data are a child's. */
  readonly minor: boolean;
}

/** Puts the store plans together under one hash and lays them before staff. The same surveys give the same hash. */
export async function proposePlan(deps: CoreDeps, input: ProposeInput): Promise<ProposalResult> {
  const { requestId, round, minor } = input;
  const { view, map } = await requestContext(deps.books, requestId);
  const progress = await deps.books.stores.list(requestId);
  const stores = progress
    .flatMap(({ plan, outcome }) =>
      plan === undefined || plan.steps.length === 0 || isSettled(outcome) ? [] : [plan],
    )
    .sort((a, b) => (a.storeId < b.storeId ? -1 : 1));
  const hash = deps.hash({ requestId, round, right: view.right, stores });
  const plan: RequestPlan = { hash, stores };
  await deps.books.requests.attach(requestId, { plan });
  await deps.books.evidence.append(requestId, [planEntry(hash, round, progress, deps.now())]);
  const found = stores.length > 0;
  const highestClass = highestClassOf(map, stores);
  const right = rightOnStores(view.right);
  // An access request is approved when its package lies there, not before anything was read.
  const needed = found && right !== 'access' ? approvalSlots({ right, highestClass, minor }) : [];
  if (view.right !== 'correction' || !found) return { hash, slots: needed, found };
  return { hash, slots: needed, found, changeHash: await keepChange(deps, requestId, stores) };
}

/** Evidence of the search as well: which stores were asked, what they held, and where nothing was found. */
function planEntry(
  hash: string,
  round: number,
  progress: readonly StoreProgress[],
  at: string,
): EvidenceDraft {
  const stores = progress.map(({ storeId, found = 0, ambiguous = 0, plan, outcome }) => ({
    storeId,
    found,
    ambiguous,
    steps: (plan?.steps ?? []).map(({ collection, action, count }) => ({ collection, action, count })),
    scopeHash: plan?.scopeHash ?? null,
    outcome: outcome?.code ?? null,
  }));
  return {
    key: `plan/${round}/${hash}`,
    type: 'planPrepared',
    at,
    actor: engine,
    facts: { hash, round, stores },
  };
}

/** The highest sensitivity class among the fields of the collections that a plan touches. */
function highestClassOf(map: DataMap, plans: readonly StorePlan[]): SensitivityClass {
  const classes = plans.flatMap((plan) => {
    const store = map.stores.find((candidate) => candidate.id === plan.storeId);
    const touched = new Set(plan.steps.map((step) => step.collection));
    return (store?.collections ?? [])
      .filter((collection) => touched.has(collection.id))
      .flatMap((collection) => collection.fields.map((field) => field.class));
  });
  return sensitivityClasses.find((candidate) => classes.includes(candidate)) ?? 'non-sensitive';
}

/** Keeps the exact change, old and new value, for the person to confirm; its keyed hash is what the confirmation binds. */
async function keepChange(
  deps: CoreDeps,
  requestId: RequestId,
  stores: readonly StorePlan[],
): Promise<string> {
  const { vault } = deps.books;
  const changes: PendingChange[] = [];
  for (const { storeId } of stores) {
    const work = await slots.plannedWork(storeId).read(vault, requestId);
    if (work?.scope.intent.right !== 'correction') continue;
    for (const { collection, field, oldValue, newValue } of work.scope.intent.changes)
      changes.push({ storeId, collection, field, oldValue: oldValue ?? null, newValue });
  }
  const hash = await vault.commitment(requestId, changes);
  await slots.pendingChange.write(vault, requestId, { hash, changes });
  return hash;
}
