import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { Reference } from './row-store';

/** In which order rows can be deleted, and what must be done first. */
export interface DeletionOrder {
  /** Whoever refers before whom they refer to. */
  readonly collections: readonly CollectionMap[];
  /** References that close a circle: they are set to null before any row goes. */
  readonly unlinked: readonly Reference[];
}

/** The references that the data map declares between collections of one store. */
export function declaredReferences(collections: readonly CollectionMap[]): readonly Reference[] {
  return collections.flatMap((from) =>
    from.links.map((link) => ({ from: from.id, field: link.field, to: link.to, toField: link.toField })),
  );
}

/**
 * Orders the collections of a store by the links of its map and by the references that the store enforces. A circle is opened
 * where it costs least: at a link that nobody enforces, else at references that may be null. Throws `refused` for a circle of
 * enforced references none of which may be null.
 */
export function deletionOrder(store: StoreMap, enforced: readonly Reference[]): DeletionOrder {
  const references = [...declaredReferences(store.collections), ...enforced].filter(
    ({ from, to }) => from !== to,
  );
  const waiting = [...store.collections];
  const collections: CollectionMap[] = [];
  const unlinked = enforced.filter(({ from, to, nullable }) => from === to && nullable !== false);
  while (waiting.length > 0) {
    const ids = new Set(waiting.map(({ id }) => id));
    const open = references.filter(({ from, to }) => ids.has(from) && ids.has(to));
    const next =
      waiting.find(({ id }) => !open.some(({ to }) => to === id)) ?? wayInto(store, waiting, open, enforced);
    waiting.splice(waiting.indexOf(next), 1);
    collections.push(next);
    unlinked.push(
      ...enforced.filter((one) => one.to === next.id && ids.has(one.from) && one.from !== one.to),
    );
  }
  return { collections, unlinked };
}

/**
 * The collection of a circle that can go first. Preferred is one that is found through others only: were the call cut off
 * after it, where there are no transactions, the rest would still be found.
 */
function wayInto(
  store: StoreMap,
  waiting: readonly CollectionMap[],
  open: readonly Reference[],
  enforced: readonly Reference[],
): CollectionMap {
  const circle = firstCircle(waiting, open);
  const isFixed = (id: string) =>
    enforced.some(
      ({ from, to, nullable }) => to === id && circle.has(from) && from !== to && nullable === false,
    );
  const candidates = waiting.filter(({ id }) => circle.has(id) && !isFixed(id));
  const first = candidates.find(({ lookups }) => lookups.length === 0) ?? candidates[0];
  if (first !== undefined) return first;
  throw new StoreFailure(
    'refused',
    `Rows of ${[...circle].map((id) => `${store.id}/${id}`).join(', ')} refer to each other, and none of these references may be null: no order can delete them.`,
    [...circle][0],
  );
}

/** Collections that all refer to each other, directly or through others, and to which no other waiting one refers. */
function firstCircle(waiting: readonly CollectionMap[], open: readonly Reference[]): ReadonlySet<string> {
  let smallest = new Set(waiting.map(({ id }) => id));
  for (const { id } of waiting) {
    const referrers = new Set<string>();
    const queue = [id];
    for (let next = queue.pop(); next !== undefined; next = queue.pop())
      for (const { from, to } of open)
        if (to === next && !referrers.has(from)) {
          referrers.add(from);
          queue.push(from);
        }
    // Whoever is in the first circle has nobody behind it but the circle itself.
    if (referrers.size < smallest.size) smallest = referrers;
  }
  return smallest;
}

/** One row with the reference to another row of its own collection. */
export interface SelfReference {
  readonly key: string;
  /** What others refer to it by. */
  readonly own: string | null;
  readonly refersTo: string | null;
}

/** Keys, children first; `undefined` when rows refer to each other in a circle. A row may refer to itself. */
export function leavesFirst(rows: readonly SelfReference[]): readonly string[] | undefined {
  const byOwn = new Map(rows.map((row) => [row.own, row]));
  const parentOf = ({ key, refersTo }: SelfReference) => {
    const parent = refersTo === null ? undefined : byOwn.get(refersTo);
    return parent?.key === key ? undefined : parent;
  };
  const children = new Map<string, number>();
  for (const row of rows) {
    const parent = parentOf(row);
    if (parent !== undefined) children.set(parent.key, (children.get(parent.key) ?? 0) + 1);
  }
  const ready = rows.filter(({ key }) => !children.has(key));
  const ordered: string[] = [];
  for (const row of ready) {
    ordered.push(row.key);
    const parent = parentOf(row);
    if (parent === undefined) continue;
    const left = (children.get(parent.key) ?? 0) - 1;
    children.set(parent.key, left);
    if (left === 0) ready.push(parent);
  }
  return ordered.length === rows.length ? ordered : undefined;
}
