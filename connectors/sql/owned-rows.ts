import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { CollectionMap } from '../../domain/data-map';
import type { OwnerSet, RowReader, RowWriter } from '../rows/row-store';
import type { SqlSession } from './sql-rows';

/** Large deletions by what stands in the fields that tell the owner, in one statement per part. */
export function ownedRows(
  session: SqlSession,
): Pick<RowReader, 'countOwned'> & Pick<RowWriter, 'deleteOwned'> {
  const { db, dialect, tables } = session;
  return {
    countOwned: async (collection, owners) => {
      const { table } = await tables.of(collection);
      const { rows } = await sql<{ count: unknown }>`
        select count(*) as ${sql.id('count')} from ${sql.id(...table.name)}
        where ${await isOwned(session, collection, owners)}`.execute(db);
      return Number(rows[0]?.count ?? 0);
    },
    deleteOwned: async (collection, keys, owners) => {
      const { table, key } = await tables.of(collection);
      const { numAffectedRows } = await sql`delete from ${sql.id(...table.name)}
        where ${dialect.isAnyOf(sql.id(key.name), key, keys)}
          and ${await isOwned(session, collection, owners)}`.execute(db);
      return Number(numAffectedRows ?? 0);
    },
  };
}

async function isOwned(
  { dialect, tables }: SqlSession,
  collection: CollectionMap,
  owners: readonly OwnerSet[],
): Promise<RawBuilder<unknown>> {
  const sets = [];
  for (const owner of owners) {
    const conditions = [];
    for (const [field, text] of Object.entries(owner))
      conditions.push(dialect.equals(await tables.column(collection, field), text));
    sets.push(sql`(${sql.join(conditions, sql` and `)})`);
  }
  return sql`(${sql.join(sets, sql` or `)})`;
}
