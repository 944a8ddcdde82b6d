import type { Identifier, PlannedWork, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, FieldMap } from '../../domain/data-map';
import type { CollectionOutcome } from '../../domain/outcome';
import { erasableFields, erasedText } from '../erased-value';
import { EffectRefused } from './effect-refused';
import { elementsOf } from './elements';
import { locateRows } from './locate-rows';
import type { Finding } from './locate-rows';
import type { FieldsChange, RowReader, RowWriter, StoredRow } from './row-store';
import { batchesOf, ownershipFields } from './row-store';
import type { Survey } from './survey-targets';
import { outcomesOf, surveyTargets } from './survey-targets';

/**
 * Brings every record of the scope into its target state and reports what the store then proves. Records already there
 * are left alone, so a repeat has no further effect and gives the same answer. Before the first write it looks again
 * whose the open records are; any doubt ends the call with `drift` and nothing done. `onCollection` hears what is worked on, so that
 * a refusal can be told by its collection.
 */
export async function applyRows(
  writer: RowWriter,
  call: Pick<StoreCall, 'heartbeat' | 'operationId'>,
  work: PlannedWork,
  erasureKey: Uint8Array,
  onCollection: (collection: string) => void,
): Promise<readonly CollectionOutcome[]> {
  await lockTargets(writer, work);
  const before = await surveyTargets(writer, work, erasureKey);
  if (before.every(({ open }) => open.length === 0)) return outcomesOf(before);
  const finding = await locateRows(writer, identifiersAtWork(writer, work), work.scope.located.assigned);
  assertNothingDrifted(writer, work, before, finding);
  await assertNoConflict(writer, before);
  const acting: Acting = { writer, finding, erasureKey, request: call.operationId.split('/')[0] ?? '' };
  for (const survey of before) {
    onCollection(survey.target.collection);
    await unlink(writer, survey);
  }
  let done = 0;
  for (const survey of before) {
    onCollection(survey.target.collection);
    await act(acting, survey);
    done += survey.open.length;
    call.heartbeat?.({ done });
  }
  const after = await surveyTargets(writer, work, erasureKey);
  for (const { target, open } of after)
    if (open.length > 0)
      throw driftOf(
        writer,
        target.collection,
        'records did not come to their target state, though the store reported no error,',
      );
  return outcomesOf(after);
}

/** What every write of one call needs. */
interface Acting {
  readonly writer: RowWriter;
  readonly finding: Finding;
  readonly erasureKey: Uint8Array;
  /** Tokens are the same within it. */
  readonly request: string;
}

/** The failure of a plan that the store has left behind; `what` says in which way. */
export function driftOf(writer: RowReader, collection: string, what: string): StoreFailure {
  return new StoreFailure(
    'drift',
    `${writer.store.id}/${collection}: ${what} since the plan was made.`,
    collection,
  );
}

/** Locks in the order of the plan and of the keys, so that two calls never wait for each other in a circle. */
async function lockTargets(writer: RowWriter, work: PlannedWork): Promise<void> {
  for (const { collection: id, keys } of work.scope.targets) {
    const collection = writer.store.collections.find((one) => one.id === id);
    if (collection === undefined) continue;
    for (const batch of batchesOf([...keys].sort())) await writer.lockRows(collection, batch);
  }
}

/**
 * A correction may change an identifier itself, and a repeat after half of the work must still know the rows: the new
 * value counts as the person's too. Only rows of the scope are ever touched, so this lets nobody else in.
 */
function identifiersAtWork(writer: RowWriter, work: PlannedWork): readonly Identifier[] {
  const corrected = work.scope.targets.flatMap(({ collection, change }): Identifier[] => {
    const map = writer.store.collections.find((one) => one.id === collection);
    if (change === undefined || map === undefined) return [];
    const kind =
      map.fields.find((field) => field.name === change.field)?.identity ??
      map.lookups.find((lookup) => lookup.field === change.field)?.kind;
    return kind === undefined ? [] : [{ kind, value: change.newValue, sharing: 'sole' }];
  });
  return [...work.scope.identifiers, ...corrected];
}

/** I6: an open record must still be the person's, and a deletion must not leave out rows that came since the plan. */
export function assertNothingDrifted(
  writer: RowReader,
  work: PlannedWork,
  surveys: readonly Survey[],
  { located }: Finding,
): void {
  const drift = (collection: string, what: string) => driftOf(writer, collection, what);
  for (const { target, open, openElements } of surveys) {
    const now = located.collections.find((one) => one.collection === target.collection);
    const theirs = new Set([...(now?.keys ?? []), ...(now?.sharedKeys ?? [])]);
    const wroteIn = (row: string) =>
      target.action === 'removeElements' &&
      openElements[row]?.every((element) => now?.elements?.[row]?.includes(element) === true) === true;
    if (open.some((key) => !theirs.has(key) && !wroteIn(key)))
      throw drift(target.collection, 'a record changed its owner');
  }
  if (work.scope.intent.right !== 'deletion') return;
  for (const { collection } of grownCollections(work, located)) throw drift(collection, 'records were added');
}

/** Collections that now hold rows or elements of the person beyond the scope of a plan. */
export function grownCollections(
  work: PlannedWork,
  located: Finding['located'],
): readonly { readonly collection: string; readonly count: number }[] {
  return located.collections.flatMap(({ collection, keys, elements }) => {
    const targets = work.scope.targets.filter((target) => target.collection === collection);
    const planned = new Set(targets.flatMap((target) => target.keys));
    const written = Object.entries(elements ?? {}).flatMap(([row, ids]) =>
      ids.filter((id) => !targets.some((target) => target.elements?.[row]?.includes(id) === true)),
    );
    const count = keys.filter((key) => !planned.has(key)).length + written.length;
    return count === 0 ? [] : [{ collection, count }];
  });
}

/** A value that is neither the old nor the new one was changed by somebody else meanwhile: nothing is overwritten. */
async function assertNoConflict(writer: RowWriter, surveys: readonly Survey[]): Promise<void> {
  for (const { target, collection, open } of surveys) {
    const { change } = target;
    if (change === undefined) continue;
    for (const batch of batchesOf(open)) {
      const asPlanned = await writer.keysWithValue(collection, change.field, batch, change.oldValue ?? null);
      if (asPlanned.size < batch.length) throw new EffectRefused('conflict');
    }
  }
}

/** Opens circles: rows that are about to go lose the references by which none of them could go first. */
async function unlink(writer: RowWriter, { target, collection, open }: Survey): Promise<void> {
  const fields = target.unlink ?? [];
  if (target.action !== 'delete' || fields.length === 0) return;
  const owning = ownershipFields(writer.store, collection);
  const same = Object.fromEntries(fields.map((field) => [field, null]));
  for (const batch of batchesOf(open)) {
    const rows = await writer.readRows(collection, batch, [...new Set([...owning, ...fields])]);
    const linked = rows.filter(({ values }) => fields.some((field) => writer.text(values[field]) !== null));
    await writer.setFields(collection, linked, { same, perRow: {} });
  }
}

async function act(acting: Acting, survey: Survey): Promise<void> {
  const { writer, finding } = acting;
  const { target, collection, open, openElements } = survey;
  if (target.action === 'delete' && open.length > 0) await writer.guardDeletion(collection, open);
  for (const batch of batchesOf(open)) {
    if (target.action === 'removeElements') {
      const kind = collection.elements?.owner.kind ?? 'customerNumber';
      const elements = Object.fromEntries(batch.map((row) => [row, openElements[row] ?? []]));
      const isOwner = (owner: string) => finding.person.recognises(kind, owner) !== undefined;
      await writer.removeElements(collection, elements, isOwner);
    } else if (target.change !== undefined) {
      const { field, oldValue, newValue } = target.change;
      await writer.replaceValue(collection, field, batch, oldValue ?? null, newValue);
    } else {
      await actOnRows(acting, survey, batch);
    }
  }
}

async function actOnRows(
  acting: Acting,
  { target, collection }: Survey,
  keys: readonly string[],
): Promise<void> {
  const { writer, finding } = acting;
  const erased = target.action === 'mask' ? erasableFields(collection, target.fields) : [];
  const owning = ownershipFields(writer.store, collection);
  const fields = new Set([...owning, ...erased.map((field) => field.name)]);
  const rows = await writer.readRows(collection, keys, [...fields]);
  const set = async (field: string | undefined, value: string | boolean) => {
    if (field !== undefined)
      await writer.setFields(collection, rows, { same: { [field]: value }, perRow: {} });
  };
  switch (target.action) {
    case 'delete':
      assertNobodyElseWrote(writer, collection, rows, finding);
      return writer.deleteRows(collection, rows);
    case 'mask':
      return writer.setFields(collection, rows, erasureOf(acting, collection, erased, rows));
    case 'restrict':
    case 'lift':
      return set(collection.restrictionMarker, target.action === 'restrict');
    case 'defer':
      return set(collection.restrictionMarker, true);
    case 'cease':
      return set(collection.objection?.field, collection.objection?.off ?? false);
    default:
      return;
  }
}

/** A document to be deleted into which another person wrote since the plan holds that person's data too. */
function assertNobodyElseWrote(
  writer: RowWriter,
  collection: CollectionMap,
  rows: readonly StoredRow[],
  { person }: Finding,
): void {
  const isAnothers = (row: StoredRow) =>
    elementsOf(writer, collection, row, person).some(({ author }) => author === 'other');
  if (rows.some(isAnothers))
    throw new StoreFailure(
      'drift',
      `${writer.store.id}/${collection.id}: somebody else wrote in a document since the plan was made.`,
      collection.id,
    );
}

/** An absent value stays absent: a mark in its place would tell of something that never was there. */
function erasureOf(
  { writer, erasureKey, request }: Acting,
  collection: CollectionMap,
  fields: readonly FieldMap[],
  rows: readonly StoredRow[],
): FieldsChange {
  const [gone, replaced] = [
    fields.filter(({ erasure }) => erasure === 'null'),
    fields.filter(({ erasure }) => erasure !== 'null'),
  ];
  const perRow = rows.map(({ key, values }) => {
    const place = { key: erasureKey, storeId: writer.store.id, collection: collection.id, row: key };
    const texts = replaced.flatMap((field) => {
      const text = writer.text(values[field.name]);
      return text === null ? [] : [[field.name, erasedText(place, field, request, text)] as const];
    });
    return [key, Object.fromEntries(texts)] as const;
  });
  return {
    same: Object.fromEntries(gone.map(({ name }) => [name, null])),
    perRow: replaced.length === 0 ? {} : Object.fromEntries(perRow),
  };
}
