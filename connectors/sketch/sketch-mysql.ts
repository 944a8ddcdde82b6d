import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { CollectionSketch, FieldSketch, FieldTypeSketch, StoreSketch } from '../../domain/store-sketch';
import { seenForms, valuesLookedAt } from './seen-forms';
import type { SketchOptions } from './sketch-store';

interface TableRow extends RowDataPacket {
  readonly name: string;
  readonly rows_estimated: number | null;
}
interface ColumnRow extends RowDataPacket {
  readonly table_name: string;
  readonly name: string;
  readonly data_type: string;
  readonly column_type: string;
  readonly nullable: number;
  readonly comment: string;
}
interface IndexRow extends RowDataPacket {
  readonly table_name: string;
  readonly index_name: string;
  readonly is_unique: number;
  readonly fields: string;
}
interface ReferenceRow extends RowDataPacket {
  readonly table_name: string;
  readonly field: string;
  readonly to_table: string;
  readonly to_field: string;
}

const tablesSql = `select table_name as name, table_rows as rows_estimated from information_schema.tables
  where table_schema = database() and table_type = 'BASE TABLE' order by 1`;
const columnsSql = `select table_name as table_name, column_name as name, lower(data_type) as data_type,
  lower(column_type) as column_type, is_nullable = 'YES' as nullable, column_comment as comment
  from information_schema.columns where table_schema = database() order by table_name, ordinal_position`;
const indexesSql = `select table_name as table_name, index_name as index_name, min(non_unique) = 0 as is_unique,
  group_concat(column_name order by seq_in_index separator '\n') as fields
  from information_schema.statistics where table_schema = database() group by table_name, index_name`;
const referencesSql = `select k.table_name as table_name, k.column_name as field, k.referenced_table_name as to_table,
  k.referenced_column_name as to_field from information_schema.key_column_usage k
  where k.table_schema = database() and k.referenced_table_schema = database()
    and not exists (select 1 from information_schema.key_column_usage o where o.table_schema = k.table_schema
      and o.table_name = k.table_name and o.constraint_name = k.constraint_name and o.ordinal_position > 1)
  order by 1, 2`;

/** Asks the information schema of the database named in the URL. */
export async function sketchMysql(connection: string, options: SketchOptions): Promise<StoreSketch> {
  const client = await createConnection({
    uri: connection.replace(/^mariadb:/i, 'mysql:'),
    dateStrings: true,
  });
  try {
    const [tables] = await client.query<TableRow[]>(tablesSql);
    const [columns] = await client.query<ColumnRow[]>(columnsSql);
    const [indexes] = await client.query<IndexRow[]>(indexesSql);
    const [references] = await client.query<ReferenceRow[]>(referencesSql);
    const collections: CollectionSketch[] = [];
    for (const { name, rows_estimated: rows } of tables) {
      const own = indexes.filter((index) => index.table_name === name);
      const fields = columns.filter((column) => column.table_name === name);
      const seen = options.lookAtValues ? await valuesOf(client, name, fields) : {};
      collections.push({
        source: name,
        ...(rows === null ? {} : { rows }),
        key: own.find(({ index_name }) => index_name === 'PRIMARY')?.fields.split('\n') ?? [],
        fields: fields.map((column) => fieldOf(column, own, seen[column.name])),
        references: references
          .filter((reference) => reference.table_name === name)
          .map(({ field, to_table, to_field }) => ({ field, to: to_table, toField: to_field })),
      });
      options.onProgress(name);
    }
    return { kind: 'mysql', collections };
  } finally {
    await client.end();
  }
}

function fieldOf(
  column: ColumnRow,
  indexes: readonly IndexRow[],
  values: readonly unknown[] | undefined,
): FieldSketch {
  const { name, comment } = column;
  return {
    name,
    type: typeOf(column),
    nullable: column.nullable === 1,
    unique: indexes.some(({ is_unique, fields }) => is_unique === 1 && fields === name),
    indexed: indexes.some(({ fields }) => fields.split('\n')[0] === name),
    ...(comment === '' ? {} : { comment }),
    ...(values === undefined ? {} : { seen: seenForms(values) }),
  };
}

function typeOf({ data_type: type, column_type: column }: ColumnRow): FieldTypeSketch {
  if (column === 'tinyint(1)' || column === 'bit(1)') return 'boolean';
  if (/char|text|enum|set/.test(type)) return 'text';
  if (/int|decimal|numeric|float|double|real/.test(type)) return 'number';
  if (type === 'date') return 'date';
  if (/datetime|timestamp/.test(type)) return 'instant';
  if (type === 'json') return 'json';
  return /blob|binary/.test(type) ? 'binary' : 'other';
}

async function valuesOf(
  client: Connection,
  table: string,
  columns: readonly ColumnRow[],
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const texts = columns.filter((column) => typeOf(column) === 'text');
  if (texts.length === 0) return {};
  const list = texts.map(({ name }) => `left(${client.escapeId(name)}, 100)`).join(', ');
  const [rows] = await client.query<(RowDataPacket & unknown[])[]>({
    sql: `select ${list} from ${client.escapeId(table)} limit ${valuesLookedAt}`,
    rowsAsArray: true,
  });
  return Object.fromEntries(texts.map(({ name }, at) => [name, rows.map((row): unknown => row[at])]));
}
