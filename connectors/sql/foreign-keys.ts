import { sql } from 'kysely';
import type { CollectionMap } from '../../domain/data-map';
import type { Reference } from '../rows/row-store';
import type { ForeignKey, Table } from './dialect';
import type { SqlSession } from './sql-rows';

/** Foreign keys of one column between mapped tables, whether or not the map declares them as links. */
export async function foreignKeysAmong(session: SqlSession): Promise<readonly Reference[]> {
  const { store, db, dialect, tables } = session;
  const mapped: { readonly id: string; readonly table: Table }[] = [];
  for (const collection of store.collections) {
    const table = await tables.find(collection);
    if (table !== undefined) mapped.push({ id: collection.id, table });
  }
  const references: Reference[] = [];
  for (const parent of mapped)
    for (const { child, pairs } of await dialect.foreignKeysTo(db, parent.table)) {
      const [pair] = pairs;
      if (pair === undefined || pairs.length > 1) continue;
      for (const { id, table } of mapped.filter((one) => isSame(one.table.name, child)))
        references.push({
          from: id,
          field: pair.childColumn,
          to: parent.id,
          toField: pair.parentColumn,
          nullable: table.columns.get(pair.childColumn)?.isNotNull !== true,
        });
    }
  return references;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, at) => part === b[at]);
}

/**
 * The first of these foreign keys by which rows elsewhere refer to these rows. Rows of the plan that refer to them are gone by now, so
 * whatever still does is in no plan (or in no map at all).
 */
export async function referenceFrom(
  { db, dialect, tables }: SqlSession,
  collection: CollectionMap,
  keys: readonly string[],
  foreignKeys: readonly ForeignKey[],
): Promise<ForeignKey | undefined> {
  const { table, key } = await tables.of(collection);
  for (const foreign of foreignKeys) {
    const parentKey = sql`parent.${sql.id(key.name)}`;
    const childKey = sql`child.${sql.id(key.name)}`;
    const on = foreign.pairs.map(
      ({ childColumn, parentColumn }) => sql`child.${sql.id(childColumn)} = parent.${sql.id(parentColumn)}`,
    );
    // A tree refers to itself: what goes along with these rows anyway is in the plan.
    const others = isSame(foreign.child, table.name)
      ? sql`and not (${dialect.isAnyOf(childKey, key, keys)})`
      : sql``;
    const { rows } = await sql`
      select 1 from ${sql.id(...foreign.child)} child join ${sql.id(...table.name)} parent on ${sql.join(on, sql` and `)}
      where ${dialect.isAnyOf(parentKey, key, keys)} ${others} limit 1`.execute(db);
    if (rows.length > 0) return foreign;
  }
  return undefined;
}
