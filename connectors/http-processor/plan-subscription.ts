import type {
  FieldChange,
  Identifier,
  Located,
  PlannedWork,
  ScopeTarget,
  StoreIntent,
} from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { PlanStep } from '../../domain/plan';
import { failWith } from './processor-http';
import { subscribersOf } from './subscriber-search';
import type { Subscription } from './subscriber-search';

type StepPlan = Pick<PlanStep, 'action' | 'promises'> & Partial<Pick<PlanStep, 'ground'>>;

/**
 * Plans one right over what a search found. The scope keeps only the identifiers by which something was found: they are
 * what later orders are addressed to, the same on every repeat.
 */
export function planSubscription(
  store: StoreMap,
  intent: StoreIntent,
  located: Located,
  found: readonly Subscription[],
): PlannedWork {
  const collection = subscribersOf(store);
  const keys = located.collections.find((one) => one.collection === collection.id)?.keys ?? [];
  const current = found.filter(({ key }) => keys.includes(key));
  const identifiers = new Map(current.map(({ address }) => [address.value, identifierOf(address)]));
  const planned = current.length === 0 ? [] : planRight(store, collection, intent, current);
  const changes = planned.flatMap(({ target }) => (target.change === undefined ? [] : [target.change]));
  return {
    steps: planned.map(({ step }) => step),
    scope: {
      intent: intent.right === 'correction' ? { ...intent, changes } : intent,
      located,
      targets: planned.map(({ target }) => target),
      retained: {},
      identifiers: [...identifiers.values()],
    },
  };
}

function identifierOf({ by, value }: Subscription['address']): Identifier {
  return { kind: by, value, sharing: 'sole' };
}

function planRight(
  store: StoreMap,
  collection: CollectionMap,
  intent: StoreIntent,
  current: readonly Subscription[],
): readonly { step: PlanStep; target: ScopeTarget }[] {
  if (intent.right === 'correction')
    return intent.changes.map((change) => {
      const bound = bindChange(store, collection, change, current);
      const step = { collection: collection.id, action: 'correct', count: 1, promises: 'corrected' } as const;
      return {
        step,
        target: { collection: collection.id, action: 'correct', keys: keysOf(current), change: bound },
      };
    });
  const plan = stepOf(store, collection, intent);
  if (plan === undefined) return [];
  const step = { collection: collection.id, count: current.length, ...plan };
  return [{ step, target: { collection: collection.id, action: plan.action, keys: keysOf(current) } }];
}

function stepOf(
  store: StoreMap,
  collection: CollectionMap,
  intent: Exclude<StoreIntent, { right: 'correction' }>,
): StepPlan | undefined {
  switch (intent.right) {
    case 'access':
      return { action: 'disclose', promises: 'disclosed' };
    case 'deletion':
      if (collection.retention !== undefined)
        throw failWith(store)('refused', 'cannot keep a part: retention rules need a database connector');
      return { action: 'delete', promises: 'deleted' };
    case 'restriction': {
      const ground =
        collection.restrictionMarker === undefined ? 'register' : intent.lift ? 'lifted' : undefined;
      const action = intent.lift ? 'lift' : 'restrict';
      return { action, promises: 'restricted', ...(ground !== undefined && { ground }) };
    }
    case 'objection': {
      const isMeant =
        collection.objection !== undefined && intent.purposes.includes(collection.objection.purpose);
      return isMeant && !intent.lift ? { action: 'cease', promises: 'ceased' } : undefined;
    }
  }
}

function keysOf(current: readonly Subscription[]): readonly string[] {
  return current.map(({ key }) => key).sort();
}

function bindChange(
  store: StoreMap,
  collection: CollectionMap,
  change: FieldChange,
  current: readonly Subscription[],
): FieldChange {
  const fail = failWith(store);
  if (change.collection !== collection.id)
    throw fail('wrongAddress', `has no collection ${change.collection} in the data map`);
  if (collection.fields.find((field) => field.name === change.field)?.correctable !== true)
    throw fail('refused', `has a field ${change.field} whose correction the data map does not allow`);
  const values = [...new Set(current.map(({ subscriber }) => fieldText(subscriber[change.field])))];
  if (values.length > 1) throw fail('refused', `holds different values in field ${change.field}`);
  return { ...change, oldValue: values[0] ?? null };
}

/** A value of a subscriber as text; `null` when there is none. */
export function fieldText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
