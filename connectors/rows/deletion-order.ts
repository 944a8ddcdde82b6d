import type { CollectionMap } from '../../domain/data-map';
import type { Reference } from './row-store';

/** The references that the data map declares between collections of one store. */
export function declaredReferences(collections: readonly CollectionMap[]): readonly Reference[] {
  return collections.flatMap((from) =>
    from.links.map((link) => ({ from: from.id, field: link.field, to: link.to, toField: link.toField })),
  );
}

/**
 * Collections in the order in which their rows can be deleted: whoever refers before whom they refer to.
 * Collections in a circle keep the order of the map; the store's own constraints have the last word there.
 */
export function childrenFirst(
  collections: readonly CollectionMap[],
  references: readonly Reference[],
): readonly CollectionMap[] {
  const waiting = [...collections];
  const ordered: CollectionMap[] = [];
  while (waiting.length > 0) {
    const isFree = (one: CollectionMap) =>
      !references.some(
        ({ from, to }) => to === one.id && from !== one.id && waiting.some((other) => other.id === from),
      );
    const next = waiting.find(isFree) ?? waiting[0];
    if (next === undefined) break;
    waiting.splice(waiting.indexOf(next), 1);
    ordered.push(next);
  }
  return ordered;
}
