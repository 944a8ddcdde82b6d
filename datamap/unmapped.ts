import type { StoreMap } from '../domain/data-map';
import type { CollectionSketch, StoreSketch } from '../domain/store-sketch';
import { likelyField } from './draft/likely-fields';

/** Something in a live store that looks personal, or hangs on people, and is in no map. */
export interface Unmapped {
  readonly code: 'unmappedTable' | 'unmappedField';
  /** As the store names it. */
  readonly name: string;
  /** Of the map: where it belongs, or what it hangs on. */
  readonly collection?: string;
}

/**
 * Compares what a store says of itself with its map: tables that refer to mapped ones, and fields of mapped tables that look
 * personal. Whatever is not mapped is never deleted, and a foreign key may refuse the deletion of what is.
 */
export function unmappedIn(store: StoreMap, sketch: StoreSketch): readonly Unmapped[] {
  const mappedAs = new Map(store.collections.map((collection) => [bare(collection.source), collection]));
  return sketch.collections.flatMap((found): readonly Unmapped[] => {
    const mapped = mappedAs.get(bare(found.source));
    if (mapped !== undefined) return unmappedFields(mapped, found);
    const parent = found.references.map(({ to }) => mappedAs.get(bare(to))).find((one) => one !== undefined);
    return parent === undefined ? [] : [{ code: 'unmappedTable', name: found.source, collection: parent.id }];
  });
}

function unmappedFields(
  mapped: StoreMap['collections'][number],
  { fields }: CollectionSketch,
): readonly Unmapped[] {
  const named = new Set([...mapped.fields.map(({ name }) => name), mapped.elements?.path, mapped.key]);
  return fields
    .filter((field) => !named.has(field.name) && !isWithinMapped(field.name, named))
    .filter((field) => likelyField(field)?.faint === undefined && likelyField(field) !== undefined)
    .map(({ name }) => ({ code: 'unmappedField', name, collection: mapped.id }));
}

function isWithinMapped(name: string, named: ReadonlySet<string | undefined>): boolean {
  return name.split('.').some((_, at, parts) => named.has(parts.slice(0, at + 1).join('.')));
}

/** The default schema of PostgreSQL may stand before a table's name, or not. */
function bare(source: string): string {
  return source.replace(/^public\./, '');
}
