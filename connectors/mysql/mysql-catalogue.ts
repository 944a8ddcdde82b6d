import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Column, ColumnKind, Database, ForeignKey, Table } from '../sql/dialect';

/** A column of MySQL or MariaDB, with what only these two know. */
export interface MysqlColumn extends Column {
  /** False for text in a character set that cannot hold every letter, such as `latin1`. */
  readonly holdsAllLetters: boolean;
}

interface CatalogueRow {
  readonly name: string;
  readonly base: string;
  readonly type: string;
  readonly nullable: string;
  readonly charset: string | null;
  readonly collation: string | null;
  readonly computedAs: string | null;
  readonly singleUnique: number;
  readonly leading: number;
}

/** Schema and table of a source, `schema.table` or `table` of the connection's own database. */
async function nameOf(db: Database, source: string): Promise<readonly [string, string]> {
  const parts = source.split('.');
  if (parts.length > 1) return [parts[0] ?? '', parts.slice(1).join('.')];
  const { rows } = await sql<{ name: string | null }>`select database() as name`.execute(db);
  return [rows[0]?.name ?? '', source];
}

/** Columns with an index that begins with them; only whole columns count, and for `unique` only alone. */
function indexes(schema: string, table: string, isUnique: boolean): RawBuilder<unknown> {
  const alone = sql`and s.non_unique = 0 and not exists (
    select 1 from information_schema.statistics o where o.table_schema = s.table_schema
      and o.table_name = s.table_name and o.index_name = s.index_name and o.seq_in_index > 1)`;
  return sql`select s.column_name from information_schema.statistics s
    where s.table_schema = ${schema} and s.table_name = ${table} and s.seq_in_index = 1 and s.sub_part is null
      and s.index_type not in ('FULLTEXT', 'SPATIAL') ${isUnique ? alone : sql``}`;
}

/** A table of the catalogue; `undefined` when there is none of that name, or none on which the account has any right. */
export async function mysqlTable(db: Database, source: string): Promise<Table | undefined> {
  const [schema, table] = await nameOf(db, source);
  const { rows } = await sql<CatalogueRow>`
    select c.column_name as ${sql.id('name')}, c.data_type as ${sql.id('base')}, c.column_type as ${sql.id('type')},
      c.is_nullable as ${sql.id('nullable')}, c.character_set_name as ${sql.id('charset')},
      c.collation_name as ${sql.id('collation')}, c.generation_expression as ${sql.id('computedAs')},
      c.column_name in (${indexes(schema, table, true)}) as ${sql.id('singleUnique')},
      c.column_name in (${indexes(schema, table, false)}) as ${sql.id('leading')}
    from information_schema.columns c where c.table_schema = ${schema} and c.table_name = ${table}
    order by c.ordinal_position`.execute(db);
  if (rows.length === 0) return undefined;
  const { rows: engines } = await sql<{ engine: string | null }>`
    select engine as engine from information_schema.tables
    where table_schema = ${schema} and table_name = ${table}`.execute(db);
  const engine = engines[0]?.engine ?? null;
  return {
    name: [schema, table],
    columns: new Map(rows.map((row) => [row.name, columnOf(row)])),
    isTransactional: engine === null || engine.toLowerCase() === 'innodb',
  };
}

function columnOf(row: CatalogueRow): MysqlColumn {
  const kind = kindsByType[row.base.toLowerCase()] ?? 'other';
  return {
    name: row.name,
    kind,
    type: row.type,
    isNotNull: row.nullable === 'NO',
    isUnique: row.singleUnique === 1,
    leadsIndex: row.leading === 1,
    canBeMarker: /^(tinyint\b|bit\(1\))/i.test(row.type),
    ignoresCase: /_ci$/i.test(row.collation ?? ''),
    holdsAllLetters: row.charset === null || /^utf8/i.test(row.charset),
    ...(row.computedAs !== null && row.computedAs !== '' && { computedAs: plainExpression(row.computedAs) }),
  };
}

/** An expression as both products write it: MariaDB says `lcase`, MySQL marks character sets. */
function plainExpression(expression: string): string {
  return expression
    .toLowerCase()
    .replace(/_utf8mb[34]|\\|\s|`/g, '')
    .replaceAll('lcase(', 'lower(')
    .replaceAll('ucase(', 'upper(');
}

const kindsByType: Readonly<Partial<Record<string, ColumnKind>>> = {
  ...{ char: 'text', varchar: 'text', tinytext: 'text', text: 'text', mediumtext: 'text', longtext: 'text' },
  ...{ tinyint: 'integer', smallint: 'integer', mediumint: 'integer', int: 'integer', bigint: 'integer' },
  ...{ decimal: 'decimal', float: 'float', double: 'float' },
  ...{ date: 'date', datetime: 'instant', timestamp: 'instant' },
  ...{ binary: 'binary', varbinary: 'binary', tinyblob: 'binary', blob: 'binary', mediumblob: 'binary' },
  longblob: 'binary',
};

/**
 * Foreign keys of any table, mapped or not, that point to this one. Only tables on which the account has some right are in
 * the catalogue (docs/connectors.md).
 */
export async function mysqlForeignKeysTo(db: Database, table: Table): Promise<readonly ForeignKey[]> {
  const [schema = '', name = ''] = table.name;
  const { rows } = await sql<{
    constraint: string;
    schema: string;
    table: string;
    childColumn: string;
    parentColumn: string;
    rule: string;
  }>`
    select k.constraint_name as ${sql.id('constraint')}, k.table_schema as ${sql.id('schema')},
      k.table_name as ${sql.id('table')}, k.column_name as ${sql.id('childColumn')},
      k.referenced_column_name as ${sql.id('parentColumn')}, r.delete_rule as ${sql.id('rule')}
    from information_schema.key_column_usage k
    join information_schema.referential_constraints r on r.constraint_schema = k.constraint_schema
      and r.constraint_name = k.constraint_name and r.table_name = k.table_name
    where k.referenced_table_schema = ${schema} and k.referenced_table_name = ${name}
    order by 2, 3, 1, k.ordinal_position`.execute(db);
  const keys = new Map<string, ForeignKey>();
  for (const { constraint, schema: from, table: child, childColumn, parentColumn, rule } of rows) {
    const id = `${from}.${child}.${constraint}`;
    const pairs = [...(keys.get(id)?.pairs ?? []), { childColumn, parentColumn }];
    keys.set(id, { constraint, child: [from, child], pairs, isSilent: /^(CASCADE|SET)/i.test(rule) });
  }
  return [...keys.values()];
}
