import type {
  FieldChange,
  Identifier,
  Located,
  PlannedWork,
  ScopeTarget,
  StoreIntent,
} from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { HttpProtocol } from '../../domain/http-protocol';
import type { PlanStep } from '../../domain/plan';
import { failWith } from './processor-failure';
import { fieldText, recordsOf } from './record-search';
import type { FoundRecord } from './record-search';

type StepPlan = Pick<PlanStep, 'action' | 'promises'> & Partial<Pick<PlanStep, 'ground'>>;

/**
 * Plans one right over what a search found. The scope keeps only the identifiers by which something was found: they are
 * what later orders are addressed to, the same on every repeat. What the processor takes no request for is a task of staff.
 */
export function planRecords(
  store: StoreMap,
  protocol: HttpProtocol,
  intent: StoreIntent,
  located: Located,
  found: readonly FoundRecord[],
): PlannedWork {
  const collection = recordsOf(store);
  const keys = located.collections.find((one) => one.collection === collection.id)?.keys ?? [];
  const current = found.filter(({ key }) => keys.includes(key));
  const identifiers = new Map(current.map(({ address }) => [address.value, identifierOf(address)]));
  const planned = current.length === 0 ? [] : planRight({ store, protocol, collection }, intent, current);
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

interface PlannedStep {
  readonly step: PlanStep;
  readonly target: ScopeTarget;
}

interface Planner {
  readonly store: StoreMap;
  readonly protocol: HttpProtocol;
  readonly collection: CollectionMap;
}

function identifierOf({ by, value }: FoundRecord['address']): Identifier {
  return { kind: by, value, sharing: 'sole' };
}

const byHand = { action: 'manual', promises: 'manualPending' } as const;

function planRight(
  planner: Planner,
  intent: StoreIntent,
  current: readonly FoundRecord[],
): readonly PlannedStep[] {
  const { protocol, collection } = planner;
  const keys = keysOf(current);
  if (intent.right === 'correction') {
    const plan =
      protocol.correct === undefined ? byHand : ({ action: 'correct', promises: 'corrected' } as const);
    return intent.changes.map((change) => ({
      step: { collection: collection.id, count: 1, ...plan },
      target: {
        collection: collection.id,
        action: plan.action,
        keys,
        change: bindChange(planner, change, current),
      },
    }));
  }
  const plan = stepOf(planner, intent);
  if (plan === undefined) return [];
  const step = { collection: collection.id, count: current.length, ...plan };
  return [{ step, target: { collection: collection.id, action: plan.action, keys } }];
}

function stepOf(
  { store, protocol, collection }: Planner,
  intent: Exclude<StoreIntent, { right: 'correction' }>,
): StepPlan | undefined {
  switch (intent.right) {
    case 'access':
      return { action: 'disclose', promises: 'disclosed' };
    case 'deletion':
      if (collection.retention !== undefined)
        throw failWith(store)('refused', 'cannot keep a part: retention rules need a database connector');
      return protocol.erase === undefined ? byHand : { action: 'delete', promises: 'deleted' };
    case 'restriction': {
      const action = intent.lift ? 'lift' : 'restrict';
      if (collection.restrictionMarker === undefined)
        return { action, promises: 'restricted', ground: 'register' };
      if (protocol[action] === undefined) return byHand;
      return { action, promises: 'restricted', ...(intent.lift && { ground: 'lifted' }) };
    }
    case 'objection': {
      const isMeant =
        collection.objection !== undefined && intent.purposes.includes(collection.objection.purpose);
      if (!isMeant || intent.lift) return undefined;
      return protocol.suppress === undefined ? byHand : { action: 'cease', promises: 'ceased' };
    }
  }
}

function keysOf(current: readonly FoundRecord[]): readonly string[] {
  return current.map(({ key }) => key).sort();
}

function bindChange(
  { store, collection }: Planner,
  change: FieldChange,
  current: readonly FoundRecord[],
): FieldChange {
  const fail = failWith(store);
  if (change.collection !== collection.id)
    throw fail('wrongAddress', `has no collection ${change.collection} in the data map`);
  if (collection.fields.find((field) => field.name === change.field)?.correctable !== true)
    throw fail('refused', `has a field ${change.field} whose correction the data map does not allow`);
  const values = [...new Set(current.map(({ record }) => fieldText(record, change.field)))];
  if (values.length > 1) throw fail('refused', `holds different values in field ${change.field}`);
  return { ...change, oldValue: values[0] ?? null };
}
