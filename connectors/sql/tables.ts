import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { Column, Database, SqlDialect, Table } from './dialect';

/** The tables of one session, each looked up in the catalogue once: a schema may change between calls, not within one. */
export interface Tables {
  /** @throws StoreFailure `wrongAddress` when the database has no such table, or the table no such key. */
  of(collection: CollectionMap): Promise<{ readonly table: Table; readonly key: Column }>;
  /** @throws StoreFailure `wrongAddress` when the table has no such column. */
  column(collection: CollectionMap, field: string): Promise<Column>;
  /** `undefined` when the database has no such table. */
  find(collection: CollectionMap): Promise<Table | undefined>;
}

/** See {@link Tables}. */
export function tablesOf(store: StoreMap, db: Database, dialect: SqlDialect): Tables {
  const known = new Map<string, Promise<Table | undefined>>();
  const find = (collection: CollectionMap): Promise<Table | undefined> => {
    const { source } = collection;
    const asked = known.get(source) ?? dialect.tableOf(db, source);
    known.set(source, asked);
    return asked;
  };
  const tableOf = async (collection: CollectionMap): Promise<Table> => {
    const table = await find(collection);
    if (table !== undefined) return table;
    throw new StoreFailure(
      'wrongAddress',
      `${store.id}/${collection.id}: the database has no table ${collection.source}, or none that we may see.`,
      collection.id,
    );
  };
  return {
    find,
    of: async (collection) => {
      const table = await tableOf(collection);
      return { table, key: columnOf(store, table, collection, collection.key) };
    },
    column: async (collection, field) => columnOf(store, await tableOf(collection), collection, field),
  };
}

/** The column of a mapped field. @throws StoreFailure `wrongAddress` when the table has none. */
export function columnOf(store: StoreMap, table: Table, collection: CollectionMap, field: string): Column {
  const column = table.columns.get(field);
  if (column !== undefined) return column;
  throw new StoreFailure(
    'wrongAddress',
    `${store.id}/${collection.id}: the table ${collection.source} has no column ${field}.`,
    collection.id,
  );
}
