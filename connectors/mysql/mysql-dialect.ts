import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { IdentifierKind } from '../../domain/data-map';
import { emailCaseForms, idNumberForms, phoneDigitForms } from '../identifier-form';
import { EffectRefused } from '../rows/effect-refused';
import type { Column, Database, SqlDialect, Table } from '../sql/dialect';
import { explainedRights } from '../sql/probe-tables';
import { sqlText } from '../sql/sql-rows';
import { updateByCase } from '../sql/update-by-case';
import { mysqlForeignKeysTo, mysqlTable } from './mysql-catalogue';
import type { MysqlColumn } from './mysql-catalogue';
import { mysqlFailure } from './mysql-failure';

/**
 * How statements are written for MySQL and MariaDB. Both compare a number with text as floating point, and text by
 * collations in which `Zoe` is `zoë`: so numbers are written as numbers, and text is compared byte by byte as well.
 */
export const mysqlDialect: SqlDialect = {
  product: 'MySQL or MariaDB',
  tableOf: mysqlTable,
  foreignKeysTo: mysqlForeignKeysTo,
  key: ({ name }) => sql`${sql.id(name)}`,
  isAnyOf,
  isAfter: (column, key) => sql`${sql.id(column.name)} > ${typed(column, key) ?? sql`${key}`}`,
  orderBy: ({ name }) => sql`${sql.id(name)}`,
  equals,
  value,
  holdsAny,
  update: (...args) => updateByCase({ isAnyOf, value }, ...args),
  lock: sql`for update`,
  read: (found, isMarker) => (isMarker && typeof found === 'number' ? found !== 0 : found),
  servesFromIndex,
  rights: explainedRights,
  namesForeignKeys: true,
  failure: mysqlFailure,
};

const integer = /^[+-]?\d{1,65}$/;
const decimal = /^[+-]?\d{1,65}(?:\.\d{1,38})?$/;

/** A value in the type of the column; `undefined` when it cannot be of that type. */
function typed({ kind, canBeMarker }: Column, raw: unknown): RawBuilder<unknown> | undefined {
  const text = sqlText(raw) ?? '';
  switch (kind) {
    case 'integer':
      if (canBeMarker && (text === 'true' || text === 'false')) return sql`${Number(text === 'true')}`;
      return integer.test(text) ? sql.raw(String(BigInt(text.replace('+', '')))) : undefined;
    case 'decimal':
      return decimal.test(text) ? sql.raw(text) : undefined;
    case 'instant':
      return sql`${plainInstant(text)}`;
    case 'binary':
      return sql`${Buffer.from(text.replace(/^\\x/, ''), 'hex')}`;
    default:
      return sql`${text}`;
  }
}

/** Sessions run in UTC; neither product takes the letters of ISO 8601. */
function plainInstant(text: string): string {
  return text.replace(/^(\d{4}-\d{2}-\d{2})T/, '$1 ').replace(/Z$/, '');
}

function isAnyOf(
  reference: RawBuilder<unknown>,
  column: Column,
  values: readonly unknown[],
): RawBuilder<boolean> {
  const wanted = values.flatMap((one) => typed(column, one) ?? []);
  if (wanted.length === 0) return sql`1 = 0`;
  if (column.kind !== 'text') return sql`${reference} in (${sql.join(wanted)})`;
  const texts = values.map((one) => sqlText(one) ?? '');
  const bytes = texts.map((text) => sql`${Buffer.from(text, 'utf8')}`);
  return sql`(${inColumn(reference, column, texts)} and ${bytesOf(reference)} in (${sql.join(bytes)}))`;
}

function bytesOf(reference: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`cast(convert(${reference} using utf8mb4) as binary)`;
}

/** By the column's own collation, so that its index serves; unless it could not even hold the letters asked for. */
function inColumn(
  reference: RawBuilder<unknown>,
  column: Column,
  texts: readonly string[],
): RawBuilder<boolean> {
  const isPlain = texts.every((text) => /^[\u0001-\u007f]*$/.test(text));
  const left =
    isPlain || (column as MysqlColumn).holdsAllLetters ? reference : sql`convert(${reference} using utf8mb4)`;
  return sql`${left} in (${sql.join(texts)})`;
}

function equals(column: Column, text: string | null): RawBuilder<boolean> {
  const name = sql.id(column.name);
  if (text === null) return sql`${name} is null`;
  if (column.kind === 'text') return sql`${bytesOf(name)} = ${Buffer.from(text, 'utf8')}`;
  const wanted = typed(column, text);
  return wanted === undefined ? sql`1 = 0` : sql`${name} = ${wanted}`;
}

function value(column: Column, given: string | boolean | null): RawBuilder<unknown> {
  if (given === null) return sql`null`;
  if (typeof given === 'boolean') return column.canBeMarker ? sql`${Number(given)}` : sql`${String(given)}`;
  const wanted = typed(column, given);
  if (wanted === undefined) throw new EffectRefused('value:1366');
  return wanted;
}

/**
 * Columns whose collation ignores case are compared as they are, so that their own index serves. Otherwise an expression is,
 * or a computed column with that expression where the table has one: that is what to index.
 */
function holdsAny(
  table: Table,
  column: Column,
  kind: IdentifierKind,
  wanted: readonly string[],
): RawBuilder<boolean> {
  const through = (before: string, after: string, forms: readonly string[]) => {
    const expression = `${before}${column.name.toLowerCase()}${after}`;
    const computed = [...table.columns.values()].find((one) => one.computedAs === expression);
    const written = sql`${sql.raw(before)}${sql.id(column.name)}${sql.raw(after)}`;
    return sql<boolean>`${computed === undefined ? written : sql.id(computed.name)} in (${sql.join(forms)})`;
  };
  const plain = (forms: readonly string[]) => inColumn(sql.id(column.name), column, forms);
  const caseless = (change: 'lower' | 'upper', forms: readonly string[]) =>
    column.ignoresCase ? plain(forms) : through(`${change}(`, ')', forms);
  switch (kind) {
    case 'email':
      return caseless('lower', wanted.flatMap(emailCaseForms).flatMap(bothCompositions));
    case 'phone':
      return through('regexp_replace(', `,'[^0-9]','')`, wanted.flatMap(phoneDigitForms));
    case 'idNumber':
      return through('upper(regexp_replace(', `,'[[:space:]-]',''))`, wanted.flatMap(idNumberForms));
    case 'customerNumber':
      return caseless('upper', wanted);
    case 'accountId':
    case 'deviceId':
      return plain(wanted.flatMap(bothCompositions));
  }
}

/** The databases compare letters, not their compositions: `ë` may be stored as one sign or as two. */
function bothCompositions(text: string): readonly string[] {
  return [...new Set([text, text.normalize('NFD').toLowerCase()])];
}

async function servesFromIndex(db: Database, table: Table, condition: RawBuilder<boolean>): Promise<boolean> {
  const { rows } = await sql<{ possible_keys: string | null }>`
    explain select 1 from ${sql.id(...table.name)} where ${condition}`.execute(db);
  return rows.every(({ possible_keys: keys }) => keys !== null);
}
