import type { CollectionMap } from '../domain/data-map';

/**
 * A circle of links among collections whose rows are deleted, as ids with the first repeated at the end; `undefined`
 * when there is none. A row can go only after the rows that link to it, so in a circle none can go first. Links of a
 * collection to itself are left out: the rows of one statement go together.
 */
export function findDeletionCycle(collections: readonly CollectionMap[]): readonly string[] | undefined {
  const deleted = new Map(
    collections.filter(({ erasure }) => erasure === 'delete').map((each) => [each.id, each]),
  );
  const clear = new Set<string>();

  const visit = (id: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(id)) return [...trail.slice(trail.indexOf(id)), id];
    const collection = deleted.get(id);
    if (collection === undefined || clear.has(id)) return undefined;
    for (const link of collection.links) {
      const cycle = link.to === id ? undefined : visit(link.to, [...trail, id]);
      if (cycle !== undefined) return cycle;
    }
    clear.add(id);
    return undefined;
  };

  for (const id of deleted.keys()) {
    const cycle = visit(id, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
