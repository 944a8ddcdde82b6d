import type { Identifier, Located, ScopeTarget, StoreCall } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { declaredReferences, deletionOrder } from './deletion-order';
import type { DeletionOrder } from './deletion-order';
import { locateRows } from './locate-rows';
import type { Person } from './person';
import type { Planned, PlannedStep } from './plan-rows';
import { judgeRows, keep, maskedFate, referencingFields } from './row-fates';
import type { Fate, Holding, Judging } from './row-fates';
import type { RowReader } from './row-store';
import { batchesOf } from './row-store';

/**
 * Plans a deletion: children before parents; rows under a running duty stay, whole or with the fields that the duty names;
 * rows to which a staying row refers, rows of collections that are masked, and documents in which other people wrote are
 * masked; in shared rows what names the person is erased; the person's elements are removed from every document that stays,
 * except one that is kept whole; everything else of the person's own is deleted. Rows of third parties are not touched.
 */
export async function planDeletion(
  reader: RowReader,
  call: Pick<StoreCall, 'cutOffAt'>,
  located: Located,
  identifiers: readonly Identifier[],
): Promise<Planned> {
  const enforced = await reader.foreignKeys();
  const order = deletionOrder(reader.store, enforced);
  const references = [...enforced, ...declaredReferences(reader.store.collections)];
  const person = await personInRegister(reader, identifiers);
  const assigned = located.assigned ?? {};
  const judging: Judging = { reader, call, person, order, assigned, references, needed: new Map() };
  const holdings = new Map<string, Holding>();
  for (const collection of order.collections) {
    const found = located.collections.find((one) => one.collection === collection.id);
    if (found !== undefined && collection.whose !== 'thirdParty')
      holdings.set(collection.id, await judgeRows(judging, collection, found));
  }
  await keepReferredRows(judging, holdings);
  const all = [...holdings.values()];
  return {
    planned: all.flatMap((holding) => stepsOf(holding, order)),
    retained: Object.fromEntries(
      all
        .map(({ collection, fates }) => [collection.id, endsOf(fates)] as const)
        .filter(([, rows]) => rows.length > 0),
    ),
    identifiers: person.identifiers,
  };
}

/** The person with the numbers that the store's own register knows of them; what was located is not searched again. */
async function personInRegister(reader: RowReader, identifiers: readonly Identifier[]): Promise<Person> {
  const registers = reader.store.collections.filter(({ subjects }) => subjects);
  const collections = registers.map((register) => ({ ...register, links: [] }));
  return (await locateRows({ ...reader, store: { ...reader.store, collections } }, identifiers)).person;
}

/** A row that stays keeps what it refers to, and so on: otherwise the foreign key would break. */
async function keepReferredRows(judging: Judging, holdings: ReadonlyMap<string, Holding>): Promise<void> {
  const { needed } = judging;
  while (needed.size > 0)
    for (const [place, values] of [...needed]) {
      needed.delete(place);
      const [id = '', field = ''] = place.split(' ');
      const target = holdings.get(id);
      if (target !== undefined) await keepRows(judging, target, field, [...values.values()]);
    }
}

async function keepRows(
  judging: Judging,
  { collection, keys, fates }: Holding,
  field: string,
  values: readonly unknown[],
): Promise<void> {
  const { reader, references } = judging;
  const own = new Set(keys);
  const fields = referencingFields(references, collection);
  for (const batch of batchesOf(values))
    for (const row of await reader.findByValues(collection, field, batch, fields))
      if (own.has(row.key) && !fates.has(row.key))
        keep(judging, collection, fates, row, maskedFate(reader.store, collection));
}

function endsOf(
  fates: ReadonlyMap<string, Fate>,
): readonly { readonly key: string; readonly until: string }[] {
  return [...fates].flatMap(([key, { until }]) => (until === undefined ? [] : [{ key, until }]));
}

/** What is kept first: where there are no transactions, a row is marked as restricted before what finds it is erased. */
function stepsOf(holding: Holding, order: DeletionOrder): readonly PlannedStep[] {
  const { collection, keys, fates, owners } = holding;
  const unlink = order.unlinked.filter(({ from }) => from === collection.id).map(({ field }) => field);
  const gone = keys.filter((key) => !fates.has(key));
  return [
    ...retainStep(collection, fates),
    ...elementsStep(holding),
    ...maskSteps(collection, fates),
    ...keysStep(collection, 'delete', gone, {
      ...(unlink.length > 0 && { unlink: [...new Set(unlink)] }),
      ...(owners !== undefined && { owners }),
    }),
  ];
}

function keysStep(
  collection: CollectionMap,
  action: 'mask' | 'delete',
  keys: readonly string[],
  more: Pick<ScopeTarget, 'fields' | 'unlink' | 'owners'> = {},
): readonly PlannedStep[] {
  if (keys.length === 0) return [];
  const promises = action === 'mask' ? 'anonymised' : 'deleted';
  return [
    {
      step: { collection: collection.id, action, count: keys.length, promises },
      target: { collection: collection.id, action, keys, ...more },
    },
  ];
}

/** One step for each set of fields, so that every step says exactly what it erases. */
function maskSteps(collection: CollectionMap, fates: ReadonlyMap<string, Fate>): readonly PlannedStep[] {
  const groups = new Map<string, { fields: readonly string[]; isAll: boolean; keys: string[] }>();
  for (const [key, { stays, erased }] of fates) {
    if (erased.length === 0) continue;
    const isAll = stays === 'masked';
    const name = isAll ? '' : erased.join(' ');
    const group = groups.get(name) ?? { fields: erased, isAll, keys: [] };
    group.keys.push(key);
    groups.set(name, group);
  }
  return [...groups.values()].flatMap(({ fields, isAll, keys }) =>
    keysStep(collection, 'mask', keys, isAll ? {} : { fields }),
  );
}

function retainStep(collection: CollectionMap, fates: ReadonlyMap<string, Fate>): readonly PlannedStep[] {
  const { id, retention } = collection;
  const ends = endsOf(fates);
  const until = ends
    .map((end) => end.until)
    .sort()
    .at(-1);
  if (retention === undefined || until === undefined) return [];
  const { ground, whenOver } = retention;
  const [action, promises] =
    whenOver === 'delete' ? (['defer', 'deferred'] as const) : (['retain', 'retained'] as const);
  return [
    {
      step: { collection: id, action, count: ends.length, promises, ground, until },
      target: { collection: id, action, keys: ends.map(({ key }) => key) },
    },
  ];
}

/** The person's elements in documents that stay: in their own, in shared ones, and in those of others. */
function elementsStep({ collection, keys, fates, elements }: Holding): readonly PlannedStep[] {
  if (Object.keys(elements).length === 0) return [];
  const own = new Set(keys);
  const covers = collection.retention?.fields;
  const isWhole = (row: string) =>
    fates.get(row)?.stays === 'retained' &&
    (covers === undefined || covers.includes(collection.elements?.path ?? ''));
  const all = Object.entries(elements).filter(
    ([row, ids]) => ids.length > 0 && !isWhole(row) && (fates.has(row) || !own.has(row)),
  );
  if (all.length === 0) return [];
  const count = all.reduce((sum, [, ids]) => sum + ids.length, 0);
  return [
    {
      step: { collection: collection.id, action: 'removeElements', count, promises: 'deleted' },
      target: {
        collection: collection.id,
        action: 'removeElements',
        keys: all.map(([key]) => key),
        elements: Object.fromEntries(all),
      },
    },
  ];
}
