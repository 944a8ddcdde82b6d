import { isArrayBuffer } from 'node:util/types';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { IdentifierKind } from '../../domain/data-map';
import { emailCaseForms, idNumberForms, phoneDigitForms } from '../identifier-form';
import { EffectRefused } from '../rows/effect-refused';
import type { Column, Database, SqlDialect, Table } from '../sql/dialect';
import { sqlText } from '../sql/sql-rows';
import { updateByCase } from '../sql/update-by-case';
import { sqliteForeignKeysTo, sqliteTable } from './sqlite-catalogue';
import type { SqliteColumn } from './sqlite-catalogue';
import { sqliteFailure } from './sqlite-failure';

/**
 * How statements are written for SQLite. A value has a type of its own there, whatever its column says: a text is compared
 * with every stored form of it, and what does not fit a column's declared type is refused here, as SQLite would store it.
 */
export const sqliteDialect: SqlDialect = {
  product: 'SQLite',
  tableOf: sqliteTable,
  foreignKeysTo: sqliteForeignKeysTo,
  key: ({ name }) => sql`${sql.id(name)}`,
  isAnyOf,
  isAfter: (column, key) => sql`${ordered(column)} > ${key}`,
  orderBy: ordered,
  equals: (column, text) =>
    text === null ? sql`${sql.id(column.name)} is null` : isAnyOf(sql.id(column.name), column, [text]),
  value,
  holdsAny: (_, column, kind, wanted) => holdsAny(column, kind, wanted),
  update: (...args) => updateByCase({ isAnyOf, value }, ...args),
  // The transaction holds the whole file already.
  lock: undefined,
  read,
  servesFromIndex,
  rights: sqliteRights,
  namesForeignKeys: false,
  failure: sqliteFailure,
};

const binaryText = /^\\x(?:[0-9a-f]{2})*$/;
const integer = /^[+-]?\d{1,18}$/;
const decimal = /^[+-]?\d+(?:\.\d+)?$/;

/** Everything that reads as this text: the column's affinity turns it into a number by itself, but into no bytes. */
function storedForms(column: Column, raw: unknown): readonly unknown[] {
  const text = sqlText(raw) ?? '';
  const isMarker = column.canBeMarker && (text === 'true' || text === 'false');
  const { takesAnything } = column as SqliteColumn;
  return [
    text,
    ...(isMarker ? [text === 'true' ? 1 : 0] : []),
    ...(binaryText.test(text) ? [Buffer.from(text.slice(2), 'hex')] : []),
    ...(takesAnything && integer.test(text) ? [BigInt(text.replace('+', ''))] : []),
    ...(takesAnything && decimal.test(text) && text.includes('.') ? [Number(text)] : []),
  ];
}

function isAnyOf(
  reference: RawBuilder<unknown>,
  column: Column,
  values: readonly unknown[],
): RawBuilder<boolean> {
  const forms = sql.join(values.flatMap((one) => storedForms(column, one)));
  const coarse = sql<boolean>`${reference} in (${forms})`;
  // A column may have been made to ignore case; its index serves the first condition, and the second is exact.
  return column.kind === 'text' ? sql`(${coarse} and ${reference} collate binary in (${forms}))` : coarse;
}

/** What the keys of a column are ordered by; as text where numbers and texts stand beside each other. */
function ordered(column: Column): RawBuilder<unknown> {
  const name = sql.id(column.name);
  if (column.kind === 'text') return sql`${name} collate binary`;
  if (!(column as SqliteColumn).takesAnything) return name;
  return sql`case typeof(${name}) when 'blob' then '\\x' || lower(hex(${name})) else cast(${name} as text) end`;
}

const calendarDate = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

function value(column: Column, given: string | boolean | null): RawBuilder<unknown> {
  if (given === null) return sql`null`;
  if (typeof given === 'boolean') return column.canBeMarker ? sql`${Number(given)}` : sql`${String(given)}`;
  const fits = (isFit: boolean): RawBuilder<unknown> => {
    if (!isFit) throw new EffectRefused(`value:${column.kind}`);
    return sql`${given}`;
  };
  switch (column.kind) {
    case 'boolean':
      if (/^(?:true|false)$/.test(given)) return sql`${Number(given === 'true')}`;
      return fits(/^[01]$/.test(given));
    case 'integer':
      return fits(integer.test(given));
    case 'decimal':
    case 'float':
      return fits(decimal.test(given));
    case 'date':
      return fits(calendarDate.test(given));
    case 'instant':
      return fits(calendarDate.test(given.slice(0, 10)));
    case 'binary':
      return binaryText.test(given) ? sql`${Buffer.from(given.slice(2), 'hex')}` : fits(false);
    default:
      return fits(true);
  }
}

/** SQLite knows upper and lower case of ASCII only, and no regular expressions. */
function holdsAny({ name }: Column, kind: IdentifierKind, wanted: readonly string[]): RawBuilder<boolean> {
  const column = sql.id(name);
  const isIn = (left: RawBuilder<unknown>, forms: readonly string[]) =>
    sql<boolean>`${left} in (${sql.join([...new Set(forms)])})`;
  switch (kind) {
    case 'email':
      return isIn(sql`lower(${column})`, wanted.flatMap(emailCaseForms).flatMap(bothCompositions));
    case 'phone':
      return isIn(without(column, [' ', '-', '(', ')', '+', '.']), wanted.flatMap(phoneDigitForms));
    case 'idNumber':
      return isIn(sql`upper(${without(column, [' ', '-'])})`, wanted.flatMap(idNumberForms));
    case 'customerNumber':
      return isIn(
        sql`upper(${column})`,
        wanted.flatMap((one) => [one, upperAscii(one.toLowerCase())]),
      );
    case 'accountId':
    case 'deviceId':
      return isIn(column, wanted);
  }
}

function without(column: RawBuilder<unknown>, signs: readonly string[]): RawBuilder<unknown> {
  return signs.reduce((left, sign) => sql`replace(${left}, ${sql.lit(sign)}, '')`, column);
}

/** `ë` may be stored as one sign or as two; of two, SQLite puts the letter into lower case. */
function bothCompositions(text: string): readonly string[] {
  return [text, text.normalize('NFD').replace(/[A-Z]/g, (letter) => letter.toLowerCase())];
}

function upperAscii(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function read(found: unknown, isMarker: boolean): unknown {
  if (isArrayBuffer(found)) return new Uint8Array(found);
  const isNumber = typeof found === 'bigint' || typeof found === 'number';
  return isMarker && isNumber ? Number(found) !== 0 : found;
}

/**
 * Compares what the condition searches with the first expression of each index, as SQLite itself does. Its planner is not
 * asked: the driver leaves the file locked after an `explain`.
 */
async function servesFromIndex(db: Database, table: Table, condition: RawBuilder<boolean>): Promise<boolean> {
  const searched = plain(condition.compile(db).sql.split(' in (')[0] ?? '');
  const column = table.columns.get(searched);
  if (column !== undefined) return column.leadsIndex;
  const { rows } = await sql<{ text: string }>`
    select sql as text from sqlite_master where type = 'index' and sql is not null
      and lower(tbl_name) = lower(${table.name[0] ?? ''})`.execute(db);
  return rows.some(({ text }) => {
    const expressions = plain(text.slice(text.indexOf('(') + 1));
    return (
      expressions.startsWith(searched) && /^(?:collatebinary)?[,)]/.test(expressions.slice(searched.length))
    );
  });
}

/** An expression without quotes of names and blanks between words; a blank in quotes stays. */
function plain(expression: string): string {
  return expression
    .replace(/'[^']*'|["\[\]`]|\s+/g, (part) => (part.startsWith("'") ? part : ''))
    .toLowerCase();
}

/** SQLite has no accounts; a file that may not be written to shows when a transaction is to begin. */
function sqliteRights(table: Table): ReturnType<SqlDialect['rights']> {
  const name = sql.id(...table.name);
  const column = (of: string) => sql.id(of);
  return {
    toRead: (columns) => sql`select ${sql.join(columns.map(column))} from ${name} where 1 = 0`,
    toChange: (of) => sql`update ${name} set ${column(of)} = ${column(of)} where 1 = 0`,
    toDelete: sql`delete from ${name} where 1 = 0`,
  };
}
