import { sql } from 'kysely';
import type { Column, ColumnKind, Database, ForeignKey, Table } from '../sql/dialect';

/** A table's name as PostgreSQL reads it back: every part quoted. */
function quotedTable(source: string): string {
  return source
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

interface CatalogueRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly base: string;
  readonly category: string;
  readonly type: string;
  readonly isNotNull: boolean;
  readonly isUnique: boolean;
  readonly leadsIndex: boolean;
  readonly ignoresCase: boolean;
}

/** A table of PostgreSQL's catalogue; `undefined` when there is none of that name. */
export async function postgresTable(db: Database, source: string): Promise<Table | undefined> {
  const { rows } = await sql<CatalogueRow>`
    select n.nspname::text as schema, c.relname::text as table, a.attname::text as name, b.typname::text as base,
      b.typcategory::text as category, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "isNotNull",
      exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisunique and i.indpred is null
        and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) as "isUnique",
      exists (select 1 from pg_index i where i.indrelid = c.oid and i.indpred is null
        and i.indkey[0] = a.attnum) as "leadsIndex",
      b.typname = 'citext' or coalesce(not l.collisdeterministic, false) as "ignoresCase"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    join pg_type b on b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
    left join pg_collation l on l.oid = a.attcollation
    where c.oid = to_regclass(${quotedTable(source)}) order by a.attnum`.execute(db);
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    name: [first.schema, first.table],
    columns: new Map(rows.map((row) => [row.name, columnOf(row)])),
    isTransactional: true,
  };
}

function columnOf(row: CatalogueRow): Column {
  const { name, type, isNotNull, isUnique, leadsIndex, ignoresCase } = row;
  const kind = kindOf(row);
  const canBeMarker = kind === 'boolean';
  return { name, kind, type, isNotNull, isUnique, leadsIndex, canBeMarker, ignoresCase };
}

const kindsByType: Readonly<Partial<Record<string, ColumnKind>>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'decimal',
  float4: 'float',
  float8: 'float',
  date: 'date',
  timestamp: 'instant',
  timestamptz: 'instant',
  bytea: 'binary',
};

function kindOf({ base, category }: CatalogueRow): ColumnKind {
  if (category === 'S') return 'text';
  return category === 'B' ? 'boolean' : (kindsByType[base] ?? 'other');
}

/** Foreign keys of any table, mapped or not, that point to this one. */
export async function postgresForeignKeysTo(db: Database, table: Table): Promise<readonly ForeignKey[]> {
  const { rows } = await sql<{
    constraint: string;
    schema: string;
    table: string;
    pairs: string;
    isSilent: boolean;
  }>`
    select k.conname::text as constraint, n.nspname::text as schema, c.relname::text as table,
      k.confdeltype in ('c', 'n', 'd') as "isSilent",
      (select json_agg(json_build_object('childColumn', a.attname, 'parentColumn', b.attname) order by p.at)
       from unnest(k.conkey, k.confkey) with ordinality as p(child, parent, at)
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.child
       join pg_attribute b on b.attrelid = k.confrelid and b.attnum = p.parent)::text as pairs
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.confrelid = to_regclass(${table.name.map((part) => quotedTable(part)).join('.')})
    order by 2, 3, 1`.execute(db);
  return rows.map(({ constraint, schema, table: child, pairs, isSilent }) => ({
    constraint,
    child: [schema, child],
    pairs: JSON.parse(pairs) as ForeignKey['pairs'],
    isSilent,
  }));
}
