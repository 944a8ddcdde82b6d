import type { CollectionMap, StoreMap } from '../domain/data-map';

/** A circle of links in which no row can be deleted first. */
export interface DeletionCircle {
  /** Ids of its collections, the first repeated at the end. */
  readonly collections: readonly string[];
  /** Its links, as `collection.field`. */
  readonly references: readonly string[];
}

type Link = CollectionMap['links'][number];

/** Kinds of stores that may enforce links; in all others rows go in any order. */
const enforcing: readonly StoreMap['kind'][] = ['postgres', 'mysql', 'sqlite'];

/**
 * A circle of links among collections whose rows are deleted, none of which may be set to null; `undefined` when there is none.
 * A row can go only after the rows that link to it, so in a circle one link must be given up first: one whose field has the
 * erasure `null`. Links of a collection to itself are left out: rows of one collection go leaves first.
 */
export function findDeletionCircle(store: StoreMap): DeletionCircle | undefined {
  if (!enforcing.includes(store.kind)) return undefined;
  const deleted = new Map(
    store.collections.filter(({ erasure }) => erasure === 'delete').map((each) => [each.id, each]),
  );
  const clear = new Set<string>();

  const visit = (id: string, trail: readonly Step[]): DeletionCircle | undefined => {
    const begin = trail.findIndex((step) => step.from === id);
    if (begin !== -1) return circleOf(trail.slice(begin));
    const collection = deleted.get(id);
    if (collection === undefined || clear.has(id)) return undefined;
    for (const link of fixedLinks(collection)) {
      const circle = visit(link.to, [...trail, { from: id, link }]);
      if (circle !== undefined) return circle;
    }
    clear.add(id);
    return undefined;
  };

  for (const id of deleted.keys()) {
    const circle = visit(id, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

interface Step {
  readonly from: string;
  readonly link: Link;
}

function fixedLinks({ id, links, fields }: CollectionMap): readonly Link[] {
  const mayBeNull = (link: Link) =>
    fields.some(({ name, erasure }) => name === link.field && erasure === 'null');
  return links.filter((link) => link.to !== id && !mayBeNull(link));
}

function circleOf(steps: readonly Step[]): DeletionCircle {
  const ids = steps.map(({ from }) => from);
  return {
    collections: [...ids, ...ids.slice(0, 1)],
    references: steps.map(({ from, link }) => `${from}.${link.field}`),
  };
}
