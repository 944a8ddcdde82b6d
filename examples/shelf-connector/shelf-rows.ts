import { Readable } from 'node:stream';
import { normalIdentifier } from '../../connectors/identifier-form';
import { EffectRefused } from '../../connectors/rows/effect-refused';
import { mappedFields } from '../../connectors/rows/mapped-fields';
import type { ProbeProblem } from '../../connectors/rows/mapped-fields';
import { batchesOf } from '../../connectors/rows/row-store';
import type { RowReader, RowWriter, StoredRow } from '../../connectors/rows/row-store';
import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { Shelf, ShelfRecord } from './shelf-file';

/** Fields of the map that the shelf has not. */
export function probeShelf(store: StoreMap, shelf: Shelf): readonly ProbeProblem[] {
  return store.collections.flatMap((collection): ProbeProblem[] => {
    const records = shelf[collection.source];
    if (records === undefined) return [{ code: 'noTable', collection: collection.id }];
    return mappedFields(collection)
      .filter((field) => records.some((record) => !(field in record)))
      .map((field) => ({ code: 'noField', collection: collection.id, field }));
  });
}

/** Rows of the shelf. Writes change `shelf` in memory; whoever opened it writes the file. */
export function shelfRows(store: StoreMap, shelf: Shelf): RowWriter {
  const pick = (
    collection: CollectionMap,
    fields: readonly string[],
    fits: (record: ShelfRecord) => boolean,
  ) =>
    recordsOf(store, shelf, collection)
      .filter(fits)
      .map((record) => rowOf(collection, record, fields));
  const withKeys = (collection: CollectionMap, keys: readonly string[]) =>
    recordsOf(store, shelf, collection).filter((record) => keys.includes(keyOf(collection, record)));
  return {
    ...shelfWrites(store, shelf, withKeys),
    store,
    text: textOf,
    disclosed: (value) => value,
    findByIdentifiers: (collection, lookups, identifiers, fields) => {
      const fieldsAsked = [...fields, ...lookups.map(({ field }) => field)];
      const holds = (record: ShelfRecord) =>
        lookups.some(({ kind, field }) => {
          const value = normalIdentifier(kind, textOf(record[field]) ?? '');
          return identifiers.some((one) => one.kind === kind && one.value === value);
        });
      assertFields(store, shelf, collection, fieldsAsked);
      return Promise.resolve(pick(collection, fields, holds));
    },
    findByValues: (collection, field, values, fields) => {
      assertFields(store, shelf, collection, [field]);
      return Promise.resolve(pick(collection, fields, (record) => values.includes(record[field])));
    },
    readRows: (collection, keys, fields) =>
      Promise.resolve(withKeys(collection, keys).map((record) => rowOf(collection, record, fields))),
    keysWithValue: (collection, field, keys, wanted) => {
      const fitting = withKeys(collection, keys).filter((record) => textOf(record[field]) === wanted);
      return Promise.resolve(new Set(fitting.map((record) => keyOf(collection, record))));
    },
    pages: (collection, fields) => Readable.from(batchesOf(pick(collection, fields, () => true))),
    foreignKeys: () => Promise.resolve([]),
  };
}

type Writes = Omit<RowWriter, keyof RowReader>;

function shelfWrites(
  store: StoreMap,
  shelf: Shelf,
  withKeys: (collection: CollectionMap, keys: readonly string[]) => ShelfRecord[],
): Writes {
  return {
    lockRows: () => Promise.resolve(), // the whole shelf is locked
    guardDeletion: () => Promise.resolve(), // nothing goes along with a record
    deleteRows: (collection, rows) => {
      const keys = rows.map(({ key }) => key);
      const gone = withKeys(collection, keys);
      if (gone.some((record) => record['sealed'] === true))
        return Promise.reject(new EffectRefused('sealed'));
      shelf[collection.source] = recordsOf(store, shelf, collection).filter(
        (record) => !gone.includes(record),
      );
      return Promise.resolve();
    },
    setFields: (collection, rows, { same, perRow }) => {
      for (const { key } of rows)
        for (const record of withKeys(collection, [key])) Object.assign(record, same, perRow[key]);
      return Promise.resolve();
    },
    replaceValue: (collection, field, keys, from, to) => {
      for (const record of withKeys(collection, keys)) if (textOf(record[field]) === from) record[field] = to;
      return Promise.resolve();
    },
    removeElements: () => Promise.reject(new EffectRefused('noElements')),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : null;
}

function keyOf(collection: CollectionMap, record: ShelfRecord): string {
  return textOf(record[collection.key]) ?? '';
}

function recordsOf(store: StoreMap, shelf: Shelf, collection: CollectionMap): ShelfRecord[] {
  const records = shelf[collection.source];
  if (records === undefined)
    throw new StoreFailure(
      'wrongAddress',
      `Store ${store.id} (shelf) has no ${collection.id}.`,
      collection.id,
    );
  return records;
}

/** A field that is not there is a map that no longer fits: never an empty value. */
function assertFields(
  store: StoreMap,
  shelf: Shelf,
  collection: CollectionMap,
  fields: readonly string[],
): void {
  const records = recordsOf(store, shelf, collection);
  const missing = fields.find((field) => records.some((record) => !(field in record)));
  if (missing !== undefined)
    throw new StoreFailure(
      'wrongAddress',
      `Store ${store.id} (shelf) has no field ${missing}.`,
      collection.id,
    );
}

function rowOf(collection: CollectionMap, record: ShelfRecord, fields: readonly string[]): StoredRow {
  const values = Object.fromEntries(fields.map((field) => [field, record[field]]));
  return { key: keyOf(collection, record), values };
}
