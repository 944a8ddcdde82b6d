import type { PlannedWork, ScopeTarget } from '../../domain/connector';
import { collectionOf, StoreFailure } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import type { CollectionOutcome } from '../../domain/outcome';
import type { PlanStep } from '../../domain/plan';
import { erasableFields, isErased } from '../erased-value';
import { valueAt } from './elements';
import type { RowReader, StoredRow } from './row-store';
import { batchesOf, readAllRows } from './row-store';

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

/** Asks the store itself, for every step, what is already so. The answer is the same whoever brought it about. */
export async function surveyTargets(reader: RowReader, work: PlannedWork): Promise<readonly Survey[]> {
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
      ...(await look(reader, collection, step, target)),
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
): Promise<Sight> {
  switch (target.action) {
    case 'delete': {
      const open = (await readAllRows(reader, collection, target.keys, [])).map((row) => row.key);
      return { proven: target.keys.length - open.length, open };
    }
    case 'mask':
      return lookForMasks(reader, collection, target);
    case 'removeElements':
      return lookForElements(reader, collection, target);
    case 'correct':
      return lookForChange(reader, collection, target);
    case 'restrict':
      return lookForValue(reader, collection, target, collection.restrictionMarker, 'true');
    case 'lift':
      return lookForValue(reader, collection, target, collection.restrictionMarker, 'false');
    case 'cease':
      return lookForValue(
        reader,
        collection,
        target,
        step.ground === 'register' ? undefined : collection.objection?.field,
        String(collection.objection?.off),
      );
    case 'disclose':
    case 'retain':
    case 'defer':
    case 'manual': {
      const keys = [...target.keys, ...Object.keys(target.elements ?? {})];
      return { proven: (await readAllRows(reader, collection, keys, [])).length, open: [] };
    }
  }
}

async function lookForMasks(
  reader: RowReader,
  collection: CollectionMap,
  target: ScopeTarget,
): Promise<Sight> {
  const fields = erasableFields(collection);
  const rows = await readAllRows(
    reader,
    collection,
    target.keys,
    fields.map((field) => field.name),
  );
  const isMasked = (row: StoredRow) =>
    fields.every((field) => isErased(field, reader.text(row.values[field.name])));
  const open = rows.filter((row) => !isMasked(row)).map((row) => row.key);
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
  for (const row of await readAllRows(reader, collection, Object.keys(wanted), [map.path])) {
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

/** Rows that are gone are neither open nor counted: there is nothing left to mark. Without a field, the engine's register marks. */
async function lookForValue(
  reader: RowReader,
  collection: CollectionMap,
  target: ScopeTarget,
  field: string | undefined,
  wanted: string,
): Promise<Sight> {
  const rows = await readAllRows(reader, collection, target.keys, field === undefined ? [] : [field]);
  if (field === undefined) return { proven: rows.length, open: [] };
  const open = rows.filter((row) => reader.text(row.values[field]) !== wanted).map((row) => row.key);
  return { proven: rows.length - open.length, open };
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
