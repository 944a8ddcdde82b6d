import { collectionOf } from '../../domain/connector';
import type { CollectionMap, LinkMap } from '../../domain/data-map';
import type { StoredRow } from './row-store';
import { batchesOf } from './row-store';
import type { RowSearch } from './row-search';
import { foundIn, isAssigned, searchFields } from './row-search';
import { isAnothers } from './whose-row';

/** Rows reached in one step, by collection. `isShared`: over a row that is not the person's alone. */
type Reached = ReadonlyMap<string, readonly { readonly row: StoredRow; readonly isShared: boolean }[]>;

/**
 * Breadth first until nothing new is found; each row is followed once, so cycles end. What hangs on a shared row is shared.
 * A row to which rows of several people may refer is the person's when only theirs do, and shared otherwise; that is
 * judged last, when all rows of the person are known.
 */
export async function followLinks(search: RowSearch): Promise<void> {
  const referred: Referred[] = [];
  let fresh = everythingFound(search);
  for (;;) {
    while (hasAny(fresh)) {
      const next = new Map<string, { row: StoredRow; isShared: boolean }[]>();
      const reach = (to: CollectionMap, rows: readonly StoredRow[], isShared: boolean) => {
        const taken = rows.filter((row) => take(search, to, row, isShared));
        next.set(to.id, [...(next.get(to.id) ?? []), ...taken.map((row) => ({ row, isShared }))]);
      };
      for (const { collection, link } of allLinks(search)) {
        if (link.direction !== 'up') await goDown(search, collection, link, fresh, reach);
        if (link.direction !== 'down') await goUp(search, collection, link, fresh, reach, referred);
      }
      fresh = next;
    }
    const judged = await judge(search, referred.splice(0));
    if (!hasAny(judged)) return;
    fresh = judged;
  }
}

type Reach = (to: CollectionMap, rows: readonly StoredRow[], isShared: boolean) => void;

/** A row to which one of the person's refers, until it is known who else does. */
interface Referred {
  readonly from: CollectionMap;
  readonly link: LinkMap;
  readonly row: StoredRow;
}

function everythingFound({ found }: RowSearch): Reached {
  const all = [...found].map(([id, { owned, shared }]) => {
    const rows = [...owned.values()].map((row) => ({ row, isShared: false }));
    return [id, [...rows, ...[...shared.values()].map((row) => ({ row, isShared: true }))]] as const;
  });
  return new Map(all);
}

function hasAny(reached: Reached): boolean {
  return [...reached.values()].some((rows) => rows.length > 0);
}

function allLinks({ reader }: RowSearch): readonly { collection: CollectionMap; link: LinkMap }[] {
  return reader.store.collections.flatMap((collection) =>
    collection.links.map((link) => ({ collection, link })),
  );
}

/** Puts a row where it belongs; false when it was there, or is nobody's to follow. */
function take(search: RowSearch, collection: CollectionMap, row: StoredRow, isShared: boolean): boolean {
  const found = foundIn(search, collection);
  if (found.owned.has(row.key) || (isShared && found.shared.has(row.key))) return false;
  if (collection.whose === 'thirdParty') {
    found.others.set(row.key, row);
    return false;
  }
  if (isShared || collection.whose === 'shared') {
    if (found.shared.has(row.key)) return false;
    found.shared.set(row.key, row);
    return true;
  }
  found.shared.delete(row.key);
  found.owned.set(row.key, row);
  return true;
}

/** From rows of the person to rows that refer to them. */
async function goDown(
  search: RowSearch,
  collection: CollectionMap,
  link: LinkMap,
  fresh: Reached,
  reach: Reach,
): Promise<void> {
  for (const isShared of [false, true]) {
    const owners = (fresh.get(link.to) ?? []).filter((one) => one.isShared === isShared);
    const values = owners.map(({ row }) => row.values[link.toField]);
    const rows = await rowsWith(search, collection, link.field, values);
    const theirs = rows.filter((row) => !isAnothers(search, collection, row));
    reach(
      collection,
      link.cardinality === 'one' ? onlyOnes(search, collection, link, theirs) : theirs,
      isShared,
    );
  }
}

/** Where the map says that one row refers, several contradict it: which is the person's, only people can say. */
function onlyOnes(
  search: RowSearch,
  collection: CollectionMap,
  link: LinkMap,
  rows: readonly StoredRow[],
): readonly StoredRow[] {
  const { reader } = search;
  const { owned, doubtful } = foundIn(search, collection);
  const valueOn = (row: StoredRow) => reader.text(row.values[link.field]);
  return rows.filter((row) => {
    const isAlone = rows.filter((other) => valueOn(other) === valueOn(row)).length === 1;
    if (isAlone || owned.has(row.key) || isAssigned(search, collection, row.key)) return true;
    doubtful.set(row.key, { row, rule: 'severalWhereOne' });
    return false;
  });
}

/** From rows of the person to the rows that they refer to. */
async function goUp(
  search: RowSearch,
  from: CollectionMap,
  link: LinkMap,
  fresh: Reached,
  reach: Reach,
  referred: Referred[],
): Promise<void> {
  const to = collectionOf(search.reader.store, link.to);
  for (const isShared of [false, true]) {
    const referrers = (fresh.get(from.id) ?? []).filter((one) => one.isShared === isShared);
    const values = referrers.map(({ row }) => row.values[link.field]);
    const rows = (await rowsWith(search, to, link.toField, values)).filter(
      (row) => !isAnothers(search, to, row),
    );
    if (link.cardinality === 'one' || isShared) reach(to, rows, isShared);
    else referred.push(...rows.map((row) => ({ from, link, row })));
  }
}

/** Takes the rows that were referred to: alone where nobody else's row refers to them too. */
async function judge(search: RowSearch, referred: readonly Referred[]): Promise<Reached> {
  const reached = new Map<string, { row: StoredRow; isShared: boolean }[]>();
  for (const { from, link, row } of referred) {
    const referrers = await rowsWith(search, from, link.field, [row.values[link.toField]]);
    const { owned } = foundIn(search, from);
    const isShared = referrers.some((one) => !owned.has(one.key));
    if (!take(search, collectionOf(search.reader.store, link.to), row, isShared)) continue;
    reached.set(link.to, [...(reached.get(link.to) ?? []), { row, isShared }]);
  }
  return reached;
}

async function rowsWith(
  search: RowSearch,
  collection: CollectionMap,
  field: string,
  values: readonly unknown[],
): Promise<readonly StoredRow[]> {
  const { reader } = search;
  const present = values.filter((value) => reader.text(value) !== null);
  const rows = new Map<string, StoredRow>();
  for (const batch of batchesOf(present))
    for (const row of await reader.findByValues(collection, field, batch, searchFields(search, collection)))
      rows.set(row.key, row);
  return [...rows.values()];
}
