import { sql } from 'kysely';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { Reference } from '../rows/row-store';
import type { Database } from './postgres-session';
import { tableNamed } from './postgres-session';

/** A table's name as PostgreSQL reads it back: every part quoted. */
export function quotedTable(source: string): string {
  return source
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

/** Foreign keys of one column between mapped tables, whether or not the map declares them as links. */
export async function foreignKeysAmong(store: StoreMap, db: Database): Promise<readonly Reference[]> {
  const sources = store.collections.map(({ source }) => quotedTable(source));
  const { rows } = await sql<{ from: string; field: string; to: string; toField: string }>`
    with mapped as (
      select id, to_regclass(source)::oid as oid
      from unnest(${store.collections.map(({ id }) => id)}::text[], ${sources}::text[]) as map(id, source)
    )
    select child.id as "from", a.attname::text as "field", parent.id as "to", b.attname::text as "toField"
    from pg_constraint c
    join mapped child on child.oid = c.conrelid
    join mapped parent on parent.oid = c.confrelid
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
    where c.contype = 'f' and cardinality(c.conkey) = 1
    order by 1, 2, 3, 4`.execute(db);
  return rows;
}

/**
 * Name of a table with rows that the database would silently delete or change together with these, or `undefined`.
 * Rows of the plan that refer to them are gone by now, so whatever still does is in no plan (or in no map at all).
 */
export async function cascadesBeyond(
  db: Database,
  collection: CollectionMap,
  keys: readonly string[],
): Promise<string | undefined> {
  const { rows } = await sql<{ child: string; own: boolean; on: string }>`
    select c.conrelid::regclass::text as child, c.conrelid = c.confrelid as own,
      (select string_agg(format('child.%I = parent.%I', a.attname, b.attname), ' and ')
       from unnest(c.conkey, c.confkey) as k(child, parent)
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.child
       join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.parent) as "on"
    from pg_constraint c
    where c.contype = 'f' and c.confrelid = to_regclass(${quotedTable(collection.source)})
      and c.confdeltype in ('c', 'n', 'd')`.execute(db);
  const key = sql.id(collection.key);
  for (const { child, own, on } of rows) {
    // Both texts come from the catalogue with identifiers quoted by PostgreSQL itself (regclass, %I).
    const others = own ? sql`and not (child.${key} = any(${keys}))` : sql``;
    const found = await sql`
      select 1 from ${sql.raw(child)} child join ${tableNamed(collection.source)} parent on ${sql.raw(on)}
      where parent.${key} = any(${keys}) ${others} limit 1`.execute(db);
    if (found.rows.length > 0) return child;
  }
  return undefined;
}
