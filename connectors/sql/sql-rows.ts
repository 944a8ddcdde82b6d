import { isUint8Array } from 'node:util/types';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Identifier } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { normalIdentifier } from '../identifier-form';
import { batchSize } from '../rows/row-store';
import type { Lookup, RowReader, RowWriter, StoredRow } from '../rows/row-store';
import type { Column, Database, SqlDialect, Table } from './dialect';
import { foreignKeysAmong } from './foreign-keys';
import { ownedRows } from './owned-rows';
import { sqlChanges } from './sql-changes';
import { columnOf, tablesOf } from './tables';
import type { Tables } from './tables';

/** A session on a database: what its statements are made of and run on. */
export interface SqlSession {
  readonly store: StoreMap;
  readonly db: Database;
  readonly dialect: SqlDialect;
  readonly tables: Tables;
}

/** Rows of an SQL database through one connection. Keys are compared in the column's own type, so indexes serve. */
export function createSqlRows(store: StoreMap, db: Database, dialect: SqlDialect): RowWriter {
  const session = { store, db, dialect, tables: tablesOf(store, db, dialect) };
  return { ...sqlReading(session), ...sqlChanges(session), ...ownedRows(session) };
}

/** A condition on the rows of a table. */
type Where = (table: Table, key: Column) => RawBuilder<unknown>;

function sqlReading(session: SqlSession): RowReader {
  const { store, dialect } = session;
  const rowsWhere = (collection: CollectionMap, fields: readonly string[], where: Where) =>
    selectRows(session, collection, fields, where);
  const isAnyOf = (column: Column, values: readonly unknown[]) =>
    dialect.isAnyOf(sql.id(column.name), column, values);
  return {
    store,
    findByIdentifiers: async (collection, lookups, identifiers, fields) => {
      const { table } = await session.tables.of(collection);
      const conditions = lookups.flatMap((lookup) =>
        holdsAny(session, table, collection, lookup, identifiers),
      );
      return conditions.length === 0
        ? []
        : rowsWhere(collection, fields, () => sql.join(conditions, sql` or `));
    },
    findByValues: async (collection, field, values, fields) => {
      if (values.length === 0) return [];
      const column = await session.tables.column(collection, field);
      return rowsWhere(collection, fields, () => isAnyOf(column, values));
    },
    readRows: async (collection, keys, fields) =>
      keys.length === 0 ? [] : rowsWhere(collection, fields, (_, key) => isAnyOf(key, keys)),
    keysWithValue: async (collection, field, keys, text) => {
      if (keys.length === 0) return new Set();
      const column = await session.tables.column(collection, field);
      const where: Where = (_, key) => sql`${isAnyOf(key, keys)} and ${dialect.equals(column, text)}`;
      return new Set((await rowsWhere(collection, [], where)).map((row) => row.key));
    },
    pages: (collection, fields) =>
      pagesByKey((after) =>
        rowsWhere(collection, fields, (_, key) => {
          const later = after === undefined ? sql`1 = 1` : dialect.isAfter(key, after);
          return sql`${later} order by ${dialect.orderBy(key)} limit ${sql.lit(batchSize)}`;
        }),
      ),
    foreignKeys: () => foreignKeysAmong(session),
    text: sqlText,
    disclosed: sqlDisclosed,
  };
}

async function selectRows(
  { db, dialect, tables }: SqlSession,
  collection: CollectionMap,
  fields: readonly string[],
  where: Where,
): Promise<readonly StoredRow[]> {
  const { table, key } = await tables.of(collection);
  const columns = fields.map((field, at) => sql`, ${sql.id(field)} as ${sql.id(`v${at}`)}`);
  const { rows } = await sql<Record<string, unknown>>`
    select ${dialect.key(key)} as ${sql.id('key')}${sql.join(columns, sql``)}
    from ${sql.id(...table.name)} where ${where(table, key)}`.execute(db);
  const markers = markerFields(collection);
  return rows.map((row): StoredRow => {
    const values = fields.map(
      (field, at) => [field, dialect.read(row[`v${at}`], markers.includes(field))] as const,
    );
    return { key: sqlText(dialect.read(row['key'], false)) ?? '', values: Object.fromEntries(values) };
  });
}

/** Fields that say yes or no; some databases keep them as numbers. */
export function markerFields({ restrictionMarker, objection }: CollectionMap): readonly string[] {
  const off = typeof objection?.off === 'boolean' ? [objection.field] : [];
  return [...(restrictionMarker === undefined ? [] : [restrictionMarker]), ...off];
}

/** Follows the primary key from page to page, so that no statement reads what an earlier one read. */
async function* pagesByKey(
  pageAfter: (key: string | undefined) => Promise<readonly StoredRow[]>,
): AsyncGenerator<readonly StoredRow[]> {
  for (let after: string | undefined; ;) {
    const page = await pageAfter(after);
    if (page.length > 0) yield page;
    after = page.at(-1)?.key;
    if (page.length < batchSize) return;
  }
}

/** A condition per lookup whose kind is among the identifiers. */
function holdsAny(
  { store, dialect }: SqlSession,
  table: Table,
  collection: CollectionMap,
  { kind, field }: Lookup,
  identifiers: readonly Pick<Identifier, 'kind' | 'value'>[],
): readonly RawBuilder<boolean>[] {
  const wanted = identifiers
    .filter((identifier) => identifier.kind === kind)
    .map((identifier) => normalIdentifier(kind, identifier.value));
  if (wanted.length === 0) return [];
  return [dialect.holdsAny(table, columnOf(store, table, collection, field), kind, wanted)];
}

/**
 * A raw value as exact text: instants and dates in ISO 8601 form, big numbers in all their digits, binary values as `\x`
 * and hexadecimal digits, `null` for no value.
 */
export function sqlText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  return isUint8Array(value) ? `\\x${Buffer.from(value).toString('hex')}` : JSON.stringify(value);
}

/** Integers that JavaScript cannot hold exactly, and binary values, are shown as text. */
function sqlDisclosed(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return isUint8Array(value) ? sqlText(value) : (value ?? null);
}
