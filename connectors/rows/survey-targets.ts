import type { PlannedWork, ScopeTarget } from '../../domain/connector';
import { collectionOf, StoreFailure } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import type { CollectionOutcome } from '../../domain/outcome';
import type { PlanStep } from '../../domain/plan';
import { erasableFields, isErased } from '../erased-value';
import { valueAt } from './elements';
import type { RowReader, StoredRow } from './row-store';
import { batchesOf } from './row-store';

/** How far the records of one step are from where the step is to bring them. */
export interface Survey {
  readonly step: PlanStep;
  readonly target: ScopeTarget;
  readonly collection: CollectionMap;
  /** Number of records (elements, fields) proven to be in the target state. */
  readonly proven: number;
  /** Keys of rows that are not there yet. */
  readonly open: readonly string[];
  /** For `removeElements`: keys of elements that are still there, per row. */
  readonly openElements: Readonly<Record<string, readonly string[]>>;
}

/**
 * Asks the store itself, for every step, what is already so. The answer is the same whoever brought it about. Of the rows it
 * reads nothing is kept but keys.
 */
export async function surveyTargets(
  reader: RowReader,
  work: PlannedWork,
  erasureKey: Uint8Array,
): Promise<readonly Survey[]> {
  const surveys: Survey[] = [];
  for (const [at, target] of work.scope.targets.entries()) {
    const step = work.steps[at];
    if (step === undefined || step.collection !== target.collection || step.action !== target.action)
      throw new StoreFailure(
        'refused',
        `Steps and scope of the plan for ${reader.store.id} do not fit together.`,
      );
    const collection = collectionOf(reader.store, target.collection);
    assertScoped(reader, step, target);
    surveys.push({
      step,
      target,
      collection,
      openElements: {},
      ...(await look(reader, collection, step, target, erasureKey)),
    });
  }
  return surveys;
}

/** A step without keys would be a statement without a predicate: never run one. */
function assertScoped(reader: RowReader, step: PlanStep, target: ScopeTarget): void {
  const isScoped =
    target.action === 'removeElements'
      ? Object.values(target.elements ?? {}).some((keys) => keys.length > 0)
      : target.keys.length + Object.keys(target.elements ?? {}).length > 0;
  if (!isScoped || step.count < 1)
    throw new StoreFailure(
      'refused',
      `Step ${target.action} on ${reader.store.id}/${target.collection} names no records: refused.`,
      target.collection,
    );
}

type Sight = Pick<Survey, 'proven' | 'open'> & Partial<Pick<Survey, 'openElements'>>;

async function look(
  reader: RowReader,
  collection: CollectionMap,
  step: PlanStep,
  target: ScopeTarget,
  erasureKey: Uint8Array,
): Promise<Sight> {
  const marked = (field: string | undefined, wanted: string) =>
    lookForValue(reader, collection, target, field, wanted);
  switch (target.action) {
    case 'delete': {
      const open = await keysThat(reader, collection, target.keys, [], () => true);
      return { proven: target.keys.length - open.length, open };
    }
    case 'mask':
      return lookForErasures(reader, collection, target, erasureKey);
    case 'removeElements':
      return lookForElements(reader, collection, target);
    case 'correct':
      return lookForChange(reader, collection, target);
    case 'restrict':
      return marked(collection.restrictionMarker, 'true');
    case 'lift':
      return marked(collection.restrictionMarker, 'false');
    case 'cease': {
      const { objection } = collection;
      return marked(step.ground === 'register' ? undefined : objection?.field, String(objection?.off));
    }
    case 'defer':
      return marked(collection.restrictionMarker, 'true');
    case 'disclose':
    case 'retain':
    case 'manual': {
      const keys = [...target.keys, ...Object.keys(target.elements ?? {})];
      return { proven: (await keysThat(reader, collection, keys, [], () => true)).length, open: [] };
    }
  }
}

/** Keys, of those given, whose row is there and matches: batch by batch, so that rows never pile up. */
async function keysThat(
  reader: RowReader,
  collection: CollectionMap,
  keys: readonly string[],
  fields: readonly string[],
  matches: (row: StoredRow) => boolean,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const batch of batchesOf(keys)) {
    const rows = await reader.readRows(collection, batch, fields);
    const matching = new Set(rows.filter(matches).map((row) => row.key));
    // The plan's own texts: a second copy of a million keys would be as large as the plan.
    for (const key of batch) if (matching.has(key)) found.push(key);
  }
  return found;
}

/** A row that is gone holds nothing of the person: it counts as erased. */
async function lookForErasures(
  reader: RowReader,
  collection: CollectionMap,
  target: ScopeTarget,
  erasureKey: Uint8Array,
): Promise<Sight> {
  const fields = erasableFields(collection, target.fields);
  const place = { key: erasureKey, storeId: reader.store.id, collection: collection.id };
  const isOpen = (row: StoredRow) =>
    fields.some((field) => !isErased({ ...place, row: row.key }, field, reader.text(row.values[field.name])));
  const names = fields.map((field) => field.name);
  const open = await keysThat(reader, collection, target.keys, names, isOpen);
  return { proven: target.keys.length - open.length, open };
}

async function lookForElements(
  reader: RowReader,
  collection: CollectionMap,
  target: ScopeTarget,
): Promise<Sight> {
  const map = collection.elements;
  const wanted = target.elements ?? {};
  const total = Object.values(wanted).reduce((sum, keys) => sum + keys.length, 0);
  if (map === undefined) return { proven: 0, open: Object.keys(wanted) };
  const left: [string, readonly string[]][] = [];
  for (const batch of batchesOf(Object.keys(wanted)))
    for (const row of await reader.readRows(collection, batch, [map.path])) {
      const list = row.values[map.path];
      const present = new Set(
        (Array.isArray(list) ? list : []).map((element: unknown) => reader.text(valueAt(element, map.key))),
      );
      const still = (wanted[row.key] ?? []).filter((key) => present.has(key));
      if (still.length > 0) left.push([row.key, still]);
    }
  const open = left.map(([key]) => key);
  const proven = left.reduce((rest, [, still]) => rest - still.length, total);
  return { proven, open, openElements: Object.fromEntries(left) };
}

async function lookForChange(
  reader: RowReader,
  collection: CollectionMap,
  target: ScopeTarget,
): Promise<Sight> {
  const { change, keys } = target;
  if (change === undefined) return { proven: 0, open: keys };
  const changed = new Set<string>();
  for (const batch of batchesOf(keys))
    for (const key of await reader.keysWithValue(collection, change.field, batch, change.newValue))
      changed.add(key);
  const open = keys.filter((key) => !changed.has(key));
  return { proven: open.length === 0 ? 1 : 0, open };
}

/** Rows that are gone are neither open nor counted: there is nothing left to mark. Without a field the engine's register marks. */
async function lookForValue(
  reader: RowReader,
  collection: CollectionMap,
  target: ScopeTarget,
  field: string | undefined,
  wanted: string,
): Promise<Sight> {
  let there = 0;
  const open = await keysThat(reader, collection, target.keys, field === undefined ? [] : [field], (row) => {
    there += 1;
    return field !== undefined && reader.text(row.values[field]) !== wanted;
  });
  return { proven: there - open.length, open };
}

/**
 * What the surveys prove, per step: the promised outcome for what is proven; for the rest `unknown`, or `refusedByStore`
 * with the reason when the store said no.
 */
export function outcomesOf(surveys: readonly Survey[], refusal?: string): readonly CollectionOutcome[] {
  return surveys.flatMap(({ step, proven, open }): CollectionOutcome[] => {
    const { collection, promises, ground, until } = step;
    const details = { ...(ground !== undefined && { ground }), ...(until !== undefined && { until }) };
    const achieved: CollectionOutcome = { collection, code: promises, count: proven, ...details };
    if (open.length === 0) return [achieved];
    const count = Math.max(1, step.count - proven);
    const rest: CollectionOutcome =
      refusal === undefined
        ? { collection, code: 'unknown', count }
        : { collection, code: 'refusedByStore', count, ground: refusal };
    return proven > 0 ? [achieved, rest] : [rest];
  });
}
