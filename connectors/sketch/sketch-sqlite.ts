import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import type { CollectionSketch, FieldSketch, FieldTypeSketch, StoreSketch } from '../../domain/store-sketch';
import { seenForms, valuesLookedAt } from './seen-forms';
import type { SketchOptions } from './sketch-store';

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}
interface ReferenceRow {
  readonly id: number;
  readonly from: string;
  readonly table: string;
  readonly to: string | null;
}

/** Asks the schema of a database file, `sqlite:///absolute/path.db`. A file that is not there is not created. */
export function sketchSqlite(connection: string, options: SketchOptions): Promise<StoreSketch> {
  const path = fileURLToPath(connection.replace(/^sqlite:/i, 'file:'));
  if (!existsSync(path)) throw new Error('There is no SQLite file at the path of the connection.');
  const database = new Database(path, { readonly: true });
  try {
    const names = all(
      database,
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by 1",
    ) as readonly { name: string }[];
    const collections = names.map(({ name }) => {
      const collection = sketchTable(database, name, options.lookAtValues);
      options.onProgress(name);
      return collection;
    });
    return Promise.resolve({ kind: 'sqlite', collections });
  } finally {
    database.close();
  }
}

function sketchTable(database: Database.Database, table: string, lookAtValues: boolean): CollectionSketch {
  const columns = all(database, `pragma table_info(${quoted(table)})`) as readonly ColumnRow[];
  const keyed = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const indexes = (
    all(database, `pragma index_list(${quoted(table)})`) as readonly {
      name: string;
      unique: number;
      partial: number;
    }[]
  ).map(({ name, unique, partial }) => ({
    isUnique: unique === 1 && partial === 0,
    fields: (all(database, `pragma index_info(${quoted(name)})`) as readonly { name: string | null }[]).map(
      (one) => one.name,
    ),
  }));
  const references = all(database, `pragma foreign_key_list(${quoted(table)})`) as readonly ReferenceRow[];
  const rows = (all(database, `select count(*) as n from ${quoted(table)}`) as readonly { n: number }[])[0]
    ?.n;
  const isOnlyKey = (name: string) => keyed.length === 1 && keyed[0]?.name === name;
  const fields = columns.map(({ name, type, notnull }): FieldSketch => {
    const kind = typeOf(type);
    return {
      name,
      type: kind,
      nullable: notnull === 0 && !isOnlyKey(name),
      unique:
        isOnlyKey(name) ||
        indexes.some(({ isUnique, fields: of }) => isUnique && of.length === 1 && of[0] === name),
      indexed: isOnlyKey(name) || indexes.some(({ fields: of }) => of[0] === name),
      ...(lookAtValues && kind === 'text' ? { seen: seenForms(valuesOf(database, table, name)) } : {}),
    };
  });
  return {
    source: table,
    ...(rows === undefined ? {} : { rows }),
    key: keyed.map(({ name }) => name),
    fields,
    references: references
      .filter(({ id, to }) => to !== null && references.filter((other) => other.id === id).length === 1)
      .map(({ from, table: target, to }) => ({ field: from, to: target, toField: to ?? '' })),
  };
}

function valuesOf(database: Database.Database, table: string, column: string): readonly unknown[] {
  const sql = `select substr(${quoted(column)}, 1, 100) as v from ${quoted(table)} limit ${valuesLookedAt}`;
  return (all(database, sql) as readonly { v: unknown }[]).map(({ v }) => v);
}

function all(database: Database.Database, sql: string): readonly unknown[] {
  return database.prepare(sql).all();
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** SQLite keeps what was declared; its affinity rules read these words the same way. */
function typeOf(declared: string): FieldTypeSketch {
  const type = declared.toLowerCase();
  if (/bool/.test(type)) return 'boolean';
  if (/datetime|timestamp/.test(type)) return 'instant';
  if (/^date/.test(type)) return 'date';
  if (/json/.test(type)) return 'json';
  if (/char|text|clob/.test(type)) return 'text';
  if (/int|real|floa|doub|num|dec/.test(type)) return 'number';
  return /blob/.test(type) ? 'binary' : type === '' ? 'text' : 'other';
}
