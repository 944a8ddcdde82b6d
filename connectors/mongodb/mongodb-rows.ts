import type { AnyBulkWriteOperation, Db, Document, Filter } from 'mongodb';
import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { EffectRefused } from '../rows/effect-refused';
import { valueAt } from '../rows/elements';
import type { RowReader, RowWriter, StoredRow } from '../rows/row-store';
import { batchSize } from '../rows/row-store';
import {
  disclosedDocumentValue,
  documentText,
  isFilterScalar,
  textInTypeOf,
  valuesOfText,
} from './document-values';
import { identifierFilter } from './identifier-filter';

/** What bounds each operation. */
export interface OperationLimits {
  readonly signal: AbortSignal;
  readonly maxTimeMS: number;
}

/**
 * Documents of a MongoDB database. There are no transactions to rely on, so every write is one atomic update of one
 * document, whose filter repeats what was read: its key, the values that say whose it is, and the number of elements.
 */
export function createMongodbRows(store: StoreMap, db: Db, limits: OperationLimits): RowWriter {
  const reader = reading(store, db, limits);
  return { ...reader, ...writing(store, db, limits, reader) };
}

function reading(store: StoreMap, db: Db, limits: OperationLimits): RowReader {
  const find = async (collection: CollectionMap, filter: Filter<Document>, fields: readonly string[]) => {
    const documents = await db
      .collection(collection.source)
      .find(filter, { projection: projectionOf(collection, fields), batchSize, ...limits })
      .toArray();
    const rows = documents.map((document) => rowOf(collection, fields, document));
    assertKeysDiffer(store, collection, rows);
    return rows;
  };
  const withKeys = (collection: CollectionMap, keys: readonly string[]) => ({
    [collection.key]: { $in: keys.flatMap(valuesOfText) },
  });
  return {
    store,
    findByIdentifiers: async (collection, lookups, identifiers, fields) => {
      const filter = identifierFilter(lookups, identifiers);
      return filter === undefined ? [] : find(collection, filter, fields);
    },
    findByValues: (collection, field, values, fields) =>
      find(collection, { [field]: { $in: values.filter(isFilterScalar) } }, fields),
    readRows: (collection, keys, fields) => find(collection, withKeys(collection, keys), fields),
    keysWithValue: async (collection, field, keys, text) => {
      const rows = await find(collection, withKeys(collection, keys), [field]);
      return new Set(rows.filter((row) => isSameValue(row.values[field], text)).map((row) => row.key));
    },
    pages: (collection, fields) => pagesOf(store, db, limits, collection, fields),
    foreignKeys: () => Promise.resolve([]),
    text: documentText,
    disclosed: disclosedDocumentValue,
  };
}

function rowOf(collection: CollectionMap, fields: readonly string[], document: Document): StoredRow {
  const values = [...fields, collection.key].map((field) => [field, valueAt(document, field)] as const);
  return { key: documentText(valueAt(document, collection.key)) ?? '', values: Object.fromEntries(values) };
}

async function* pagesOf(
  store: StoreMap,
  db: Db,
  limits: OperationLimits,
  collection: CollectionMap,
  fields: readonly string[],
): AsyncGenerator<readonly StoredRow[]> {
  const options = { projection: projectionOf(collection, fields), batchSize, ...limits };
  let page: StoredRow[] = [];
  for await (const document of db.collection(collection.source).find({}, options)) {
    page.push(rowOf(collection, fields, document));
    if (page.length < batchSize) continue;
    assertKeysDiffer(store, collection, page);
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Compared as the stored value's own type, so that `1.0` is `1` and a date is the same day in either form. */
function isSameValue(raw: unknown, text: string | null): boolean {
  if (text === null || documentText(raw) === text) return documentText(raw) === text;
  try {
    return documentText(raw) !== null && documentText(textInTypeOf(raw, text)) === documentText(raw);
  } catch {
    return false;
  }
}

/** A path and its parent cannot both be projected; the parent brings the path along. */
function projectionOf(collection: CollectionMap, fields: readonly string[]): Document {
  const paths = [...new Set([collection.key, ...fields])];
  const outer = paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`)));
  return { _id: 0, ...Object.fromEntries(outer.map((path) => [path, 1])) };
}

/** `1` and `"1"` are two documents but one key in text: acting on it could meet somebody else's. */
function assertKeysDiffer(store: StoreMap, collection: CollectionMap, rows: readonly StoredRow[]): void {
  if (new Set(rows.map((row) => row.key)).size === rows.length && rows.every((row) => row.key !== '')) return;
  throw new StoreFailure(
    'refused',
    `${store.id}/${collection.id}: field ${collection.key} is not a unique key of its documents.`,
    collection.id,
  );
}

function writing(
  store: StoreMap,
  db: Db,
  { signal }: OperationLimits,
  reader: RowReader,
): Omit<RowWriter, keyof RowReader> {
  const write = async (collection: CollectionMap, operations: readonly AnyBulkWriteOperation[]) => {
    // The driver cannot take back what it has sent: a cancelled call sends nothing more.
    signal.throwIfAborted();
    if (operations.length > 0)
      await db.collection(collection.source).bulkWrite([...operations], { ordered: true });
  };
  return {
    lockRows: () => Promise.resolve(),
    guardDeletion: () => Promise.resolve(),
    deleteRows: (collection, rows) =>
      write(
        collection,
        rows.map((row) => ({ deleteOne: { filter: asRead(collection, row) } })),
      ),
    setFields: (collection, rows, { same, perRow }) =>
      write(
        collection,
        rows.map((row) => ({
          updateOne: {
            filter: asRead(collection, row),
            update: { $set: { ...same, ...inTypesOf(row, perRow[row.key] ?? {}) } },
          },
        })),
      ),
    replaceValue: async (collection, field, keys, from, to) => {
      const rows = await reader.readRows(collection, keys, [field]);
      const meant = rows.filter((row) => isSameValue(row.values[field], from));
      await write(
        collection,
        meant.map((row) => ({
          updateOne: {
            filter: { ...keyFilter(collection, row), [field]: { $eq: row.values[field] ?? null } },
            update: { $set: { [field]: convertedOrRefused(row.values[field], to) } },
          },
        })),
      );
    },
    removeElements: async (collection, elements, isOwner) => {
      const map = collection.elements;
      if (map === undefined)
        throw new StoreFailure(
          'refused',
          `${store.id}/${collection.id} has no elements in the map.`,
          collection.id,
        );
      const rows = await reader.readRows(collection, Object.keys(elements), [map.path]);
      await write(
        collection,
        rows.map((row) => ({
          updateOne: {
            filter: keyFilter(collection, row),
            update: pullOf(map, row, elements[row.key] ?? [], isOwner),
          },
        })),
      );
    },
  };
}

function convertedOrRefused(sample: unknown, text: string): unknown {
  try {
    return textInTypeOf(sample, text);
  } catch {
    throw new EffectRefused('value:type');
  }
}

/** Texts in the types of the values that they replace; one that does not fit stays a text, as documents allow. */
function inTypesOf(row: StoredRow, texts: Readonly<Record<string, string | null>>): Document {
  const typed = Object.entries(texts).map(([field, text]) => {
    try {
      return [field, text === null ? null : textInTypeOf(row.values[field], text)] as const;
    } catch {
      return [field, text] as const;
    }
  });
  return Object.fromEntries(typed);
}

function keyFilter(collection: CollectionMap, row: StoredRow): Filter<Document> {
  return { [collection.key]: { $eq: row.values[collection.key] } };
}

/** The document as it was read when its owner was checked: whoever changes hands in between is not touched. */
function asRead(collection: CollectionMap, row: StoredRow): Filter<Document> {
  const fields = [...collection.lookups, ...collection.links].map(({ field }) => field);
  const owners = fields
    .filter((field) => Object.hasOwn(row.values, field) && field !== collection.key)
    .map((field) => [field, { $eq: row.values[field] ?? null }] as const);
  const list = collection.elements === undefined ? undefined : row.values[collection.elements.path];
  const size = Array.isArray(list) ? { [collection.elements?.path ?? '']: { $size: list.length } } : {};
  return { ...keyFilter(collection, row), ...Object.fromEntries(owners), ...size };
}

/** By key and by owner: an element of somebody else under the same key stays. */
function pullOf(
  map: NonNullable<CollectionMap['elements']>,
  row: StoredRow,
  keys: readonly string[],
  isOwner: (owner: string) => boolean,
): Document {
  const list = row.values[map.path];
  const own = (Array.isArray(list) ? list : []).filter((element: unknown) => {
    const owner = documentText(valueAt(element, map.owner.field));
    return owner !== null && isOwner(owner) && keys.includes(documentText(valueAt(element, map.key)) ?? '');
  });
  const valuesOf = (path: string) => own.map((element) => valueAt(element, path)).filter(isFilterScalar);
  return {
    $pull: {
      [map.path]: {
        [map.key]: { $in: valuesOf(map.key) },
        [map.owner.field]: { $in: valuesOf(map.owner.field) },
      },
    },
  };
}
