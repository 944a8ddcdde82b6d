import type {
  FieldChange,
  Identifier,
  Located,
  LocatedCollection,
  PlannedWork,
  PlanScope,
  ScopeTarget,
  StoreCall,
  StoreIntent,
} from '../../domain/connector';
import { collectionOf, StoreFailure } from '../../domain/connector';
import type { PlanStep } from '../../domain/plan';
import { planDeletion } from './plan-deletion';
import type { RowReader } from './row-store';
import { readAllRows } from './row-store';

/** One step with the records on which it works. */
export interface PlannedStep {
  readonly step: PlanStep;
  readonly target: ScopeTarget;
}

/** What the planning of one right yields. */
export interface Planned {
  readonly planned: readonly PlannedStep[];
  readonly intent?: StoreIntent;
  readonly retained?: PlanScope['retained'];
  /** Identifiers with those that the register added, when the right needs them to know rows again. */
  readonly identifiers?: readonly Identifier[];
}

/** Dry run of one right over located rows: reads, and changes nothing. No rows, no step. */
export async function planRows(
  reader: RowReader,
  call: Pick<StoreCall, 'cutOffAt'>,
  intent: StoreIntent,
  located: Located,
  identifiers: readonly Identifier[],
): Promise<PlannedWork> {
  const result = await planRight(reader, call, intent, located, identifiers);
  return {
    steps: result.planned.map(({ step }) => step),
    scope: {
      intent: result.intent ?? intent,
      located,
      targets: result.planned.map(({ target }) => target),
      retained: result.retained ?? {},
      identifiers: result.identifiers ?? identifiers,
    },
  };
}

async function planRight(
  reader: RowReader,
  call: Pick<StoreCall, 'cutOffAt'>,
  intent: StoreIntent,
  located: Located,
  identifiers: readonly Identifier[],
): Promise<Planned> {
  switch (intent.right) {
    case 'access':
      return { planned: located.collections.flatMap(disclosure) };
    case 'deletion':
      return planDeletion(reader, call, located, identifiers);
    case 'correction':
      return planCorrection(reader, intent.changes, located);
    case 'restriction':
      return { planned: located.collections.flatMap((found) => restriction(reader, found, intent.lift)) };
    case 'objection':
      // A switch that the person turned off is never turned on again by us, even when the objection is lifted.
      return {
        planned: intent.lift
          ? []
          : located.collections.flatMap((found) => objection(reader, found, intent.purposes)),
      };
  }
}

function disclosure({ collection, keys, elements }: LocatedCollection): readonly PlannedStep[] {
  const count = keys.length + Object.keys(elements ?? {}).length;
  if (count === 0) return [];
  const target = {
    collection,
    action: 'disclose' as const,
    keys,
    ...(elements !== undefined && { elements }),
  };
  return [{ step: { collection, action: 'disclose', count, promises: 'disclosed' }, target }];
}

function restriction(
  reader: RowReader,
  { collection, keys }: LocatedCollection,
  isLift: boolean,
): readonly PlannedStep[] {
  if (keys.length === 0) return [];
  const action = isLift ? 'lift' : 'restrict';
  const isMarked = collectionOf(reader.store, collection).restrictionMarker !== undefined;
  const ground = isMarked ? undefined : 'register';
  const step: PlanStep = {
    collection,
    action,
    count: keys.length,
    promises: 'restricted',
    ...(isLift ? { ground: ground ?? 'lifted' } : ground !== undefined && { ground }),
  };
  return [{ step, target: { collection, action, keys } }];
}

function objection(
  reader: RowReader,
  { collection, keys }: LocatedCollection,
  purposes: readonly string[],
): readonly PlannedStep[] {
  const { objection: off, fields } = collectionOf(reader.store, collection);
  const isSwitched = off !== undefined && purposes.includes(off.purpose);
  const serves = fields.some((field) => field.purposes.some((purpose) => purposes.includes(purpose)));
  if (keys.length === 0 || !(isSwitched || serves)) return [];
  // Without a switch the engine's own register, which whoever processes must ask, is what ends the processing.
  const ground = isSwitched ? {} : { ground: 'register' };
  return [
    {
      step: { collection, action: 'cease', count: keys.length, promises: 'ceased', ...ground },
      target: { collection, action: 'cease', keys },
    },
  ];
}

async function planCorrection(
  reader: RowReader,
  changes: readonly FieldChange[],
  located: Located,
): Promise<Planned> {
  const planned: PlannedStep[] = [];
  for (const change of changes) {
    const keys = located.collections.find((one) => one.collection === change.collection)?.keys ?? [];
    const bound = await bindChange(reader, change, keys);
    if (bound === undefined) continue;
    planned.push({
      step: { collection: change.collection, action: 'correct', count: 1, promises: 'corrected' },
      target: { collection: change.collection, action: 'correct', ...bound },
    });
  }
  const bound = planned.flatMap(({ target }) => (target.change === undefined ? [] : [target.change]));
  return { planned, intent: { right: 'correction', changes: bound } };
}

/** Binds a change to the rows and the value that stand now; `undefined` when the person has no row there. */
async function bindChange(
  reader: RowReader,
  change: FieldChange,
  keys: readonly string[],
): Promise<{ keys: readonly string[]; change: FieldChange } | undefined> {
  const collection = collectionOf(reader.store, change.collection);
  const refuse = (why: string) =>
    new StoreFailure(
      'refused',
      `Field ${change.field} of ${reader.store.id}/${collection.id} ${why}.`,
      collection.id,
    );
  if (collection.fields.find((field) => field.name === change.field)?.correctable !== true)
    throw refuse('is not one whose correction the data map allows');
  const rows = await readAllRows(reader, collection, keys, [change.field]);
  const values = rows.map((row) => ({ key: row.key, text: reader.text(row.values[change.field]) }));
  if (values.length === 0) return undefined;
  // With several rows, the value that the person named says which of them is meant.
  const meant =
    values.length > 1 && change.oldValue !== undefined
      ? values.filter(({ text }) => text === change.oldValue)
      : values;
  const [first] = meant;
  if (first === undefined) throw refuse('holds the value that is to be corrected in no row');
  if (meant.some(({ text }) => text !== first.text))
    throw refuse('holds different values in several rows: name the one that is to be corrected');
  return { keys: meant.map(({ key }) => key), change: { ...change, oldValue: first.text } };
}
