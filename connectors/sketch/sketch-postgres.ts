import { Client } from 'pg';
import type { CollectionSketch, FieldSketch, FieldTypeSketch, StoreSketch } from '../../domain/store-sketch';
import { seenForms, valuesLookedAt } from './seen-forms';
import type { SketchOptions } from './sketch-store';

interface TableRow {
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
  readonly key: readonly string[] | null;
}
interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly category: string;
  readonly typename: string;
  readonly nullable: boolean;
  readonly unique: boolean;
  readonly indexed: boolean;
  readonly comment: string | null;
}
interface ReferenceRow {
  readonly schema: string;
  readonly table: string;
  readonly field: string;
  readonly toSchema: string;
  readonly to: string;
  readonly toField: string;
}

/** Tables, partitions' parents and materialised views' absence: what a data map can name. */
const tablesSql = `
  select n.nspname as schema, c.relname as table, greatest(c.reltuples, 0)::int as rows,
    (select array_agg(a.attname::text order by k.at) from pg_index i, unnest(i.indkey) with ordinality k(num, at)
      join pg_attribute a on a.attnum = k.num and a.attrelid = c.oid where i.indrelid = c.oid and i.indisprimary) as key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
  order by 1, 2`;
const columnsSql = `
  select n.nspname as schema, c.relname as table, a.attname::text as name, t.typcategory::text as category,
    t.typname::text as typename, not a.attnotnull as nullable, col_description(c.oid, a.attnum) as comment,
    exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisunique and i.indpred is null
      and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) as unique,
    exists (select 1 from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum) as indexed
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
  order by 1, 2, a.attnum`;
/** Foreign keys of one column; those of partitions count as their parent's. */
const referencesSql = `
  select distinct n.nspname as schema, c.relname as table, a.attname::text as field, tn.nspname as "toSchema",
    tc.relname as to, b.attname::text as "toField"
  from pg_constraint k
  join pg_class c on c.oid = coalesce(pg_partition_root(k.conrelid), k.conrelid)
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class tc on tc.oid = coalesce(pg_partition_root(k.confrelid), k.confrelid)
  join pg_namespace tn on tn.oid = tc.relnamespace
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
  join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
  where k.contype = 'f' and cardinality(k.conkey) = 1
  order by 1, 2, 3`;

/** Asks the catalogue in one read-only session. `connection` is the URL of the database. */
export async function sketchPostgres(connection: string, options: SketchOptions): Promise<StoreSketch> {
  const client = new Client({ connectionString: connection, application_name: 'habeas datamap draft' });
  await client.connect();
  try {
    await client.query('begin read only');
    const tables = (await client.query<TableRow>(tablesSql)).rows;
    const columns = (await client.query<ColumnRow>(columnsSql)).rows;
    const references = (await client.query<ReferenceRow>(referencesSql)).rows;
    const collections: CollectionSketch[] = [];
    for (const table of tables) {
      const own = columns.filter((column) => isOf(table, column));
      const seen = options.lookAtValues ? await valuesOf(client, table, own) : {};
      collections.push({
        source: nameOf(table.schema, table.table),
        rows: table.rows,
        key: table.key ?? [],
        fields: own.map((column) => fieldOf(column, seen[column.name])),
        references: references
          .filter((reference) => isOf(table, reference))
          .map(({ field, toSchema, to, toField }) => ({ field, to: nameOf(toSchema, to), toField })),
      });
      options.onProgress(nameOf(table.schema, table.table));
    }
    return { kind: 'postgres', collections };
  } finally {
    await client.end();
  }
}

function isOf(table: TableRow, row: { readonly schema: string; readonly table: string }): boolean {
  return row.schema === table.schema && row.table === table.table;
}

/** With its schema, so that a changed search path never leads to another table. */
function nameOf(schema: string, table: string): string {
  return `${schema}.${table}`;
}

function fieldOf(column: ColumnRow, values: readonly unknown[] | undefined): FieldSketch {
  const { name, nullable, unique, indexed, comment } = column;
  return {
    name,
    type: typeOf(column),
    nullable,
    unique,
    indexed,
    ...(comment === null ? {} : { comment }),
    ...(values === undefined ? {} : { seen: seenForms(values) }),
  };
}

/** The catalogue's categories: S string, N number, B boolean, D date or time. */
function typeOf({ category, typename }: ColumnRow): FieldTypeSketch {
  if (category === 'S' || typename === 'citext' || typename === 'uuid') return 'text';
  if (category === 'N') return 'number';
  if (category === 'B') return 'boolean';
  if (category === 'D') return typename === 'date' ? 'date' : 'instant';
  if (typename === 'json' || typename === 'jsonb') return 'json';
  return typename === 'bytea' ? 'binary' : 'other';
}

/** A few values of every text column, by column. */
async function valuesOf(
  client: Client,
  { schema, table }: TableRow,
  columns: readonly ColumnRow[],
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const texts = columns.filter((column) => typeOf(column) === 'text');
  if (texts.length === 0) return {};
  const list = texts.map(({ name }) => `left(${client.escapeIdentifier(name)}::text, 100)`).join(', ');
  const from = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)}`;
  const { rows } = await client.query<unknown[]>({
    text: `select ${list} from ${from} limit ${valuesLookedAt}`,
    rowMode: 'array',
  });
  return Object.fromEntries(texts.map(({ name }, at) => [name, rows.map((row) => row[at])]));
}
