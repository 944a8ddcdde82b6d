import type { Identifier } from '../../domain/connector';
import type { CollectionMap, IdentifierKind, StoreMap } from '../../domain/data-map';

/** Most keys or values in one statement. */
export const batchSize = 500;

/** One row or document: its key as text, and raw values of the fields that were asked for. Personal data. */
export interface StoredRow {
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A field in which an identifier of some kind stands. */
export interface Lookup {
  readonly kind: IdentifierKind;
  readonly field: string;
}

/** A reference between two mapped collections. */
export interface Reference {
  readonly from: string;
  readonly field: string;
  readonly to: string;
  readonly toField: string;
  /** False when the store lets no row be without it. Absent: not known. */
  readonly nullable?: boolean;
}

/** What stands in the fields by which a row is known to be the person's, as exact texts. Personal data. */
export type OwnerSet = Readonly<Record<string, string | null>>;

/** What a store of rows or documents can tell. Methods take at most {@link batchSize} keys or values. */
export interface RowReader {
  readonly store: StoreMap;
  /** Rows in which one of the fields may hold one of the identifiers. May return too many: callers compare again. */
  findByIdentifiers(
    collection: CollectionMap,
    lookups: readonly Lookup[],
    identifiers: readonly Pick<Identifier, 'kind' | 'value'>[],
    fields: readonly string[],
  ): Promise<readonly StoredRow[]>;
  /** Rows in which the field equals one of the raw values. */
  findByValues(
    collection: CollectionMap,
    field: string,
    values: readonly unknown[],
    fields: readonly string[],
  ): Promise<readonly StoredRow[]>;
  readRows(
    collection: CollectionMap,
    keys: readonly string[],
    fields: readonly string[],
  ): Promise<readonly StoredRow[]>;
  /** Keys among those given whose field equals the text, compared as the field's own type. `null` is no value. */
  keysWithValue(
    collection: CollectionMap,
    field: string,
    keys: readonly string[],
    text: string | null,
  ): Promise<ReadonlySet<string>>;
  /** A whole collection, page by page of at most {@link batchSize} rows, in bounded memory. */
  pages(collection: CollectionMap, fields: readonly string[]): AsyncIterable<readonly StoredRow[]>;
  /** Number of rows in which one of the sets stands. Goes with {@link RowWriter.deleteOwned}. */
  readonly countOwned?: (collection: CollectionMap, owners: readonly OwnerSet[]) => Promise<number>;
  /** References that the store itself enforces between mapped collections. */
  foreignKeys(): Promise<readonly Reference[]>;
  /** A raw value as exact text; `null` for an absent one. */
  text(value: unknown): string | null;
  /** A raw value as it is shown to the person: plain JSON, exact. */
  disclosed(value: unknown): unknown;
}

/**
 * New values for fields of rows: the same for all, or per row (by key). Texts are converted to the field's own type; one that
 * does not fit is refused by the store.
 */
export interface FieldsChange {
  readonly same: Readonly<Record<string, string | boolean | null>>;
  readonly perRow: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
}

/**
 * What can be done to rows. Each method acts only on rows that are still as they were read: their keys and, in stores
 * without transactions, the values that say whose they are. Afterwards the caller reads again what was achieved.
 */
export interface RowWriter extends RowReader {
  /** Holds the rows still until the end of the transaction; does nothing where there are none. */
  lockRows(collection: CollectionMap, keys: readonly string[]): Promise<void>;
  /**
   * Throws `StoreFailure` `drift` when the store would silently delete or change other rows along with these (a foreign
   * key with `on delete cascade` or `set null`). Called when every planned row that hangs on them is gone.
   */
  guardDeletion(collection: CollectionMap, keys: readonly string[]): Promise<void>;
  deleteRows(collection: CollectionMap, rows: readonly StoredRow[]): Promise<void>;
  /**
   * Deletes the rows of up to 10,000 keys in which one of the sets still stands, and says how many: one statement, so that
   * nobody can change the owner in between. A store without it deletes everything in one `apply` by {@link deleteRows}.
   */
  readonly deleteOwned?: (
    collection: CollectionMap,
    keys: readonly string[],
    owners: readonly OwnerSet[],
  ) => Promise<number>;
  setFields(collection: CollectionMap, rows: readonly StoredRow[], change: FieldsChange): Promise<void>;
  /** Compare-and-set of one field, both values in text form. */
  replaceValue(
    collection: CollectionMap,
    field: string,
    keys: readonly string[],
    from: string | null,
    to: string,
  ): Promise<void>;
  /** Removes elements (keys by row key) whose owner, in text form, is the person. */
  removeElements(
    collection: CollectionMap,
    elements: Readonly<Record<string, readonly string[]>>,
    isOwner: (owner: string) => boolean,
  ): Promise<void>;
}

/** Cuts a list into batches of at most {@link batchSize}. */
export function batchesOf<T>(items: readonly T[], size = batchSize): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

/** Reads rows of any number of keys, batch by batch. */
export async function readAllRows(
  reader: RowReader,
  collection: CollectionMap,
  keys: readonly string[],
  fields: readonly string[],
): Promise<readonly StoredRow[]> {
  const rows: StoredRow[] = [];
  for (const batch of batchesOf(keys)) rows.push(...(await reader.readRows(collection, batch, fields)));
  return rows;
}

/** Fields that say whose a row is and what hangs on it: lookups, links in both directions, and elements. */
export function ownershipFields(store: StoreMap, collection: CollectionMap): readonly string[] {
  const referred = store.collections
    .flatMap((other) => other.links)
    .filter((link) => link.to === collection.id)
    .map((link) => link.toField);
  return [
    ...new Set([
      ...collection.lookups.map((lookup) => lookup.field),
      ...collection.links.map((link) => link.field),
      ...referred,
      ...(collection.elements === undefined ? [] : [collection.elements.path]),
    ]),
  ];
}
