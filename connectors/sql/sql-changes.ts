import { sql } from 'kysely';
import { StoreFailure } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { EffectRefused } from '../rows/effect-refused';
import { batchesOf, batchSize } from '../rows/row-store';
import type { FieldsChange, RowReader, RowWriter, StoredRow } from '../rows/row-store';
import type { EachRow } from './dialect';
import { referenceFrom } from './foreign-keys';
import type { SqlSession } from './sql-rows';

/** What changes rows of an SQL database, in the transaction of its session. */
export function sqlChanges(session: SqlSession): Omit<RowWriter, keyof RowReader> {
  const { store, db, dialect, tables } = session;
  return {
    lockRows: async (collection, keys) => {
      if (dialect.lock === undefined || keys.length === 0) return;
      const { table, key } = await tables.of(collection);
      const name = sql.id(key.name);
      await sql`select 1 from ${sql.id(...table.name)} where ${dialect.isAnyOf(name, key, keys)}
        order by ${dialect.orderBy(key)} ${dialect.lock}`.execute(db);
    },
    guardDeletion: (collection, keys) => guardDeletion(session, collection, keys),
    deleteRows: async (collection, rows) => {
      if (rows.length === 0) return;
      const { table, key } = await tables.of(collection);
      const mine = dialect.isAnyOf(sql.id(key.name), key, keysOf(rows));
      await sql`delete from ${sql.id(...table.name)} where ${mine}`.execute(db);
    },
    setFields: (collection, rows, change) => setFields(session, collection, rows, change),
    replaceValue: async (collection, field, keys, from, to) => {
      if (keys.length === 0) return;
      const { table, key } = await tables.of(collection);
      const column = await tables.column(collection, field);
      await sql`update ${sql.id(...table.name)} set ${sql.id(field)} = ${dialect.value(column, to)}
        where ${dialect.isAnyOf(sql.id(key.name), key, keys)} and ${dialect.equals(column, from)}`.execute(
        db,
      );
    },
    removeElements: (collection) =>
      Promise.reject(
        new StoreFailure(
          'refused',
          `${store.id}/${collection.id}: a table has no elements to remove.`,
          collection.id,
        ),
      ),
  };
}

async function guardDeletion(
  session: SqlSession,
  collection: CollectionMap,
  keys: readonly string[],
): Promise<void> {
  const { store, db, dialect, tables } = session;
  const foreignKeys = await dialect.foreignKeysTo(db, (await tables.of(collection)).table);
  if (foreignKeys.length === 0) return;
  const silentKeys = foreignKeys.filter(({ isSilent }) => isSilent);
  const loudKeys = foreignKeys.filter(({ isSilent }) => !isSilent);
  for (const batch of batchesOf(keys)) {
    const silent = await referenceFrom(session, collection, batch, silentKeys);
    if (silent !== undefined)
      throw new StoreFailure(
        'drift',
        `${store.id}/${collection.id}: deleting its rows would silently change rows of ${silent.child.join('.')} that are in no plan.`,
        collection.id,
      );
    if (dialect.namesForeignKeys) continue;
    const loud = await referenceFrom(session, collection, batch, loudKeys);
    if (loud !== undefined) throw new EffectRefused(`constraint:${loud.constraint}`);
  }
}

/** Most values in one statement; databases have limits of their own, the lowest at 32,766. */
const mostValues = 6_000;

async function setFields(
  session: SqlSession,
  collection: CollectionMap,
  rows: readonly StoredRow[],
  change: FieldsChange,
): Promise<void> {
  const varying = [...new Set(Object.values(change.perRow).flatMap((values) => Object.keys(values)))];
  const atOnce = Math.max(1, Math.floor(mostValues / (varying.length + 1)));
  for (const batch of batchesOf(keysOf(rows), Math.min(batchSize, atOnce)))
    await setFieldsOf(session, collection, batch, change, varying);
}

async function setFieldsOf(
  { db, dialect, tables }: SqlSession,
  collection: CollectionMap,
  keys: readonly string[],
  change: FieldsChange,
  varying: readonly string[],
): Promise<void> {
  const { table, key } = await tables.of(collection);
  const same = [];
  for (const [field, value] of Object.entries(change.same))
    same.push(sql`${sql.id(field)} = ${dialect.value(await tables.column(collection, field), value)}`);
  const each: EachRow[] = [];
  for (const field of varying) {
    const texts = keys.map((row) => change.perRow[row]?.[field] ?? null);
    each.push({ column: await tables.column(collection, field), texts });
  }
  if (same.length + each.length > 0) await dialect.update(table, key, keys, same, each).execute(db);
}

function keysOf(rows: readonly StoredRow[]): readonly string[] {
  return rows.map((row) => row.key);
}
