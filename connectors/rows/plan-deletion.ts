import type { Identifier, Located, LocatedCollection, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, RetentionRule } from '../../domain/data-map';
import { erasableFields } from '../erased-value';
import { retentionEnd } from '../retention-end';
import { childrenFirst, declaredReferences } from './deletion-order';
import { elementsOf, isOwnInOwnDocument } from './elements';
import { locateRows } from './locate-rows';
import type { Person } from './person';
import type { Planned, PlannedStep } from './plan-rows';
import type { Reference, RowReader, StoredRow } from './row-store';
import { ownershipFields, readAllRows } from './row-store';

/** Why a row outlives the deletion: kept whole until a date, or masked. Rows without a fate are deleted. */
type Fate = { readonly stays: 'retained'; readonly until: string } | { readonly stays: 'masked' };

/** What is known of the person's rows in one collection. */
interface Holding {
  readonly collection: CollectionMap;
  readonly found: LocatedCollection;
  readonly rows: readonly StoredRow[];
  readonly fates: Map<string, Fate>;
}

/**
 * Plans a deletion: children before parents; rows under a running retention stay whole; rows to which a staying row
 * refers, rows of collections that are masked, and documents in which other people wrote are masked; the person's
 * elements are removed from every document that stays, except a retained one; everything else is deleted.
 */
export async function planDeletion(
  reader: RowReader,
  call: Pick<StoreCall, 'cutOffAt'>,
  located: Located,
  identifiers: readonly Identifier[],
): Promise<Planned> {
  const references = [...declaredReferences(reader.store.collections), ...(await reader.foreignKeys())];
  const { person } = await locateRows(reader, identifiers);
  const holdings = new Map<string, Holding>();
  for (const collection of childrenFirst(reader.store.collections, references)) {
    const found = located.collections.find((one) => one.collection === collection.id);
    if (found !== undefined)
      holdings.set(collection.id, await hold(reader, call, collection, found, references, person));
  }
  keepReferredRows(reader, holdings, references);
  const planned = [...holdings.values()].flatMap((holding) => stepsOf(reader, holding, person));
  const retained = [...holdings.values()].map(
    ({ collection, fates }) =>
      [
        collection.id,
        [...fates].flatMap(([key, fate]) => (fate.stays === 'retained' ? [{ key, until: fate.until }] : [])),
      ] as const,
  );
  return {
    planned,
    retained: Object.fromEntries(retained.filter(([, rows]) => rows.length > 0)),
    identifiers: person.identifiers,
  };
}

async function hold(
  reader: RowReader,
  call: Pick<StoreCall, 'cutOffAt'>,
  collection: CollectionMap,
  found: LocatedCollection,
  references: readonly Reference[],
  person: Person,
): Promise<Holding> {
  const referenced = references.flatMap(({ from, field, to, toField }) => [
    ...(from === collection.id ? [field] : []),
    ...(to === collection.id ? [toField] : []),
  ]);
  const retention = collection.retention === undefined ? [] : [collection.retention.from];
  const fields = new Set([...ownershipFields(reader.store, collection), ...referenced, ...retention]);
  const rows = await readAllRows(reader, collection, found.keys, [...fields]);
  const fates = new Map<string, Fate>();
  for (const row of rows) {
    const until = retainedUntil(reader, collection.retention, row, call.cutOffAt);
    const hasOthers = elementsOf(reader, collection, row, person).some(({ author }) => author === 'other');
    if (until !== undefined) fates.set(row.key, { stays: 'retained', until });
    else if (collection.erasure === 'mask' || hasOthers) fates.set(row.key, { stays: 'masked' });
  }
  return { collection, found, rows, fates };
}

/** The day until which a row must be kept, or `undefined` when no duty runs. A row without a start is kept longest. */
function retainedUntil(
  reader: RowReader,
  rule: RetentionRule | undefined,
  row: StoredRow,
  cutOffAt: string,
): string | undefined {
  if (rule === undefined) return undefined;
  const until = retentionEnd(reader.text(row.values[rule.from]) ?? cutOffAt, rule.period);
  return until >= cutOffAt.slice(0, 10) ? until : undefined;
}

/** A row that stays keeps what it refers to, and so on: otherwise the foreign key would break. */
function keepReferredRows(
  reader: RowReader,
  holdings: ReadonlyMap<string, Holding>,
  references: readonly Reference[],
): void {
  const queue = [...holdings.values()].flatMap(({ collection, rows, fates }) =>
    rows.filter((row) => fates.has(row.key)).map((row) => ({ collection, row })),
  );
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { collection, row } = next;
    for (const reference of references.filter(({ from }) => from === collection.id)) {
      const target = holdings.get(reference.to);
      const value = reader.text(row.values[reference.field]);
      if (target === undefined || value === null) continue;
      const referred = target.rows.filter(
        (one) => !target.fates.has(one.key) && reader.text(one.values[reference.toField]) === value,
      );
      for (const one of referred) {
        target.fates.set(one.key, { stays: 'masked' });
        queue.push({ collection: target.collection, row: one });
      }
    }
  }
}

function stepsOf(reader: RowReader, holding: Holding, person: Person): readonly PlannedStep[] {
  const { collection, rows, fates } = holding;
  const keysThat = (matches: (fate: Fate | undefined) => boolean) =>
    rows.filter((row) => matches(fates.get(row.key))).map((row) => row.key);
  const masked = keysThat((fate) => fate?.stays === 'masked');
  if (masked.length > 0 && erasableFields(collection).length === 0)
    throw new StoreFailure(
      'refused',
      `Rows of ${reader.store.id}/${collection.id} must be masked, but no field of it has an erasure.`,
      collection.id,
    );
  return [
    ...retainStep(
      collection,
      keysThat((fate) => fate?.stays === 'retained'),
      fates,
    ),
    ...elementsStep(reader, holding, person),
    ...keysStep(collection, 'mask', masked),
    ...keysStep(
      collection,
      'delete',
      keysThat((fate) => fate === undefined),
    ),
  ];
}

function keysStep(
  collection: CollectionMap,
  action: 'mask' | 'delete',
  keys: readonly string[],
): readonly PlannedStep[] {
  if (keys.length === 0) return [];
  const promises = action === 'mask' ? 'anonymised' : 'deleted';
  return [
    {
      step: { collection: collection.id, action, count: keys.length, promises },
      target: { collection: collection.id, action, keys },
    },
  ];
}

function retainStep(
  collection: CollectionMap,
  keys: readonly string[],
  fates: ReadonlyMap<string, Fate>,
): readonly PlannedStep[] {
  const ends = [...fates.values()].flatMap((fate) => (fate.stays === 'retained' ? [fate.until] : []));
  const until = ends.sort().at(-1);
  if (collection.retention === undefined || until === undefined) return [];
  const { ground } = collection.retention;
  return [
    {
      step: {
        collection: collection.id,
        action: 'retain',
        count: keys.length,
        promises: 'retained',
        ground,
        until,
      },
      target: { collection: collection.id, action: 'retain', keys },
    },
  ];
}

/** The person's elements in documents that stay: their own masked ones and those of others. */
function elementsStep(reader: RowReader, holding: Holding, person: Person): readonly PlannedStep[] {
  const { collection, found, rows, fates } = holding;
  const inOwn = rows
    .filter((row) => fates.get(row.key)?.stays === 'masked')
    .map((row) => {
      const own = elementsOf(reader, collection, row, person).filter(isOwnInOwnDocument);
      return [row.key, own.map((element) => element.key).sort()] as const;
    });
  const all = [...inOwn, ...Object.entries(found.elements ?? {})].filter(([, keys]) => keys.length > 0);
  if (all.length === 0) return [];
  const count = all.reduce((sum, [, keys]) => sum + keys.length, 0);
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
