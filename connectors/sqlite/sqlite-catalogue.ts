import { sql } from 'kysely';
import type { Column, ColumnKind, Database, ForeignKey, Table } from '../sql/dialect';

/** A column of SQLite. */
export interface SqliteColumn extends Column {
  /** True when SQLite stores in it whatever comes, as it came: the column's type tells nothing. */
  readonly takesAnything: boolean;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: bigint;
  readonly pk: bigint;
}

/** A table of the main database by its name; `undefined` when there is none. A `main.` before it is allowed. */
export async function sqliteTable(db: Database, source: string): Promise<Table | undefined> {
  const name = source.replace(/^main\./, '');
  const { rows } = await sql<ColumnRow>`select * from pragma_table_xinfo(${name})`.execute(db);
  if (rows.length === 0) return undefined;
  const indexes = await indexesOf(db, name);
  const keyWidth = rows.filter(({ pk }) => pk > 0n).length;
  return {
    name: [name],
    columns: new Map(rows.map((row) => [row.name, columnOf(row, keyWidth, indexes)])),
    isTransactional: true,
  };
}

interface Index {
  readonly isUnique: boolean;
  /** `null` for an expression. */
  readonly columns: readonly (string | null)[];
}

/** A partial index proves and serves nothing here, so it is left out. */
async function indexesOf(db: Database, table: string): Promise<readonly Index[]> {
  const { rows } = await sql<{ name: string; unique: bigint; partial: bigint }>`
    select * from pragma_index_list(${table})`.execute(db);
  const indexes: Index[] = [];
  for (const { name, unique } of rows.filter(({ partial }) => partial === 0n)) {
    const { rows: parts } = await sql<{ name: string | null }>`
      select * from pragma_index_info(${name})`.execute(db);
    indexes.push({ isUnique: unique === 1n, columns: parts.map((part) => part.name) });
  }
  return indexes;
}

function columnOf(row: ColumnRow, keyWidth: number, indexes: readonly Index[]): SqliteColumn {
  const type = row.type.toUpperCase();
  const kind = kindOf(type);
  // The number of the row itself: it has no index beside the table.
  const isRowId = row.pk === 1n && keyWidth === 1 && type === 'INTEGER';
  const leading = indexes.filter(({ columns }) => columns[0] === row.name);
  return {
    name: row.name,
    kind,
    type,
    isNotNull: row.notnull === 1n || isRowId,
    isUnique: isRowId || leading.some(({ isUnique, columns }) => isUnique && columns.length === 1),
    leadsIndex: isRowId || leading.length > 0,
    canBeMarker: kind === 'boolean' || kind === 'integer',
    ignoresCase: false,
    takesAnything: type === '' || kind === 'binary',
  };
}

/** By SQLite's own rules of affinity, and by the names that people give to types which SQLite does not know. */
function kindOf(type: string): ColumnKind {
  if (/BOOL/.test(type)) return 'boolean';
  if (/INT/.test(type)) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(type)) return 'text';
  if (/BLOB/.test(type)) return 'binary';
  if (/REAL|FLOA|DOUB/.test(type)) return 'float';
  if (/DATETIME|TIMESTAMP/.test(type)) return 'instant';
  if (/DATE/.test(type)) return 'date';
  return /NUM|DEC/.test(type) ? 'decimal' : 'other';
}

interface KeyRow {
  readonly id: bigint;
  readonly seq: bigint;
  readonly table: string;
  readonly from: string;
  readonly to: string | null;
  readonly on_delete: string;
}

/** Foreign keys of any table, mapped or not, that point to this one. SQLite forgets their names: they are `table.column` here. */
export async function sqliteForeignKeysTo(db: Database, table: Table): Promise<readonly ForeignKey[]> {
  const [name = ''] = table.name;
  const { rows: columns } = await sql<ColumnRow>`select * from pragma_table_xinfo(${name})`.execute(db);
  const { rows: tables } = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' order by name`.execute(db);
  const keys = new Map<string, ForeignKey>();
  for (const { name: child } of tables) {
    const { rows } = await sql<KeyRow>`select * from pragma_foreign_key_list(${child})`.execute(db);
    for (const row of rows.filter((one) => one.table.toLowerCase() === name.toLowerCase())) {
      const parentColumn = row.to ?? columns.find(({ pk }) => pk === row.seq + 1n)?.name;
      if (parentColumn === undefined) continue;
      const known = keys.get(`${child} ${row.id}`);
      keys.set(`${child} ${row.id}`, {
        constraint: known?.constraint ?? `${child}.${row.from}`,
        child: [child],
        pairs: [...(known?.pairs ?? []), { childColumn: row.from, parentColumn }],
        isSilent: /^(CASCADE|SET)/i.test(row.on_delete),
      });
    }
  }
  return [...keys.values()];
}
