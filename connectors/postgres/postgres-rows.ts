import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { StoreFailure } from '../../domain/connector';
import type { Identifier } from '../../domain/connector';
import type { CollectionMap, IdentifierKind, StoreMap } from '../../domain/data-map';
import { emailCaseForms, normalIdentifier, phoneDigitForms } from '../identifier-form';
import { EffectRefused } from '../rows/effect-refused';
import { batchSize } from '../rows/row-store';
import type { FieldsChange, Lookup, RowReader, RowWriter, StoredRow } from '../rows/row-store';
import { cascadesBeyond, foreignKeysAmong } from './foreign-keys';
import type { Database } from './postgres-session';
import { tableNamed } from './postgres-session';

/** Rows of a PostgreSQL database through one connection. Keys are compared as the column's own type, so indexes serve. */
export function createPostgresRows(store: StoreMap, db: Database): RowWriter {
  return { ...reading(store, db), ...writing(store, db) };
}

/** `column = any(list)`, where the list takes the column's type and its elements travel as one parameter. */
function isAnyOf(field: string, values: readonly unknown[]): RawBuilder<boolean> {
  return sql`${sql.id(field)} = any(${values})`;
}

function reading(store: StoreMap, db: Database): RowReader {
  const select = async (collection: CollectionMap, fields: readonly string[], where: RawBuilder<unknown>) => {
    const columns = fields.map((field, at) => sql`, ${sql.id(field)} as ${sql.id(`v${at}`)}`);
    const { rows } = await sql<Record<string, unknown>>`
      select ${sql.id(collection.key)}::text as key${sql.join(columns, sql``)}
      from ${tableNamed(collection.source)} where ${where}`.execute(db);
    return rows.map((row): StoredRow => {
      const values = fields.map((field, at) => [field, row[`v${at}`]] as const);
      return { key: String(row['key']), values: Object.fromEntries(values) };
    });
  };
  return {
    store,
    findByIdentifiers: async (collection, lookups, identifiers, fields) => {
      const conditions = lookups.flatMap((lookup) => holdsAny(lookup, identifiers));
      return conditions.length === 0 ? [] : select(collection, fields, sql.join(conditions, sql` or `));
    },
    findByValues: (collection, field, values, fields) => select(collection, fields, isAnyOf(field, values)),
    readRows: (collection, keys, fields) => select(collection, fields, isAnyOf(collection.key, keys)),
    keysWithValue: async (collection, field, keys, text) => {
      const where = sql`${isAnyOf(collection.key, keys)} and ${sql.id(field)} is not distinct from ${text}`;
      return new Set((await select(collection, [], where)).map((row) => row.key));
    },
    pages: (collection, fields) =>
      pagesByKey((after) => {
        const later = after === undefined ? sql`true` : sql`${sql.id(collection.key)} > ${after}`;
        const page = sql`${later} order by ${sql.id(collection.key)} limit ${sql.lit(batchSize)}`;
        return select(collection, fields, page);
      }),
    foreignKeys: () => foreignKeysAmong(store, db),
    text: textOf,
    disclosed: (value) => value ?? null,
  };
}

/** Follows the primary key from page to page, so that no statement reads what an earlier one read. */
async function* pagesByKey(
  pageAfter: (key: string | undefined) => Promise<readonly StoredRow[]>,
): AsyncGenerator<readonly StoredRow[]> {
  for (let after: string | undefined; ;) {
    const page = await pageAfter(after);
    if (page.length > 0) yield page;
    after = page.at(-1)?.key;
    if (page.length < batchSize) return;
  }
}

/** Values are text, booleans and small integers: see `exactValueParser`. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A condition that finds every stored form of the identifiers; the expressions are those to index (docs/connectors.md). */
function holdsAny(
  { kind, field }: Lookup,
  identifiers: readonly Pick<Identifier, 'kind' | 'value'>[],
): readonly RawBuilder<boolean>[] {
  const wanted = identifiers
    .filter((identifier) => identifier.kind === kind)
    .map((identifier) => normalIdentifier(kind, identifier.value));
  return wanted.length === 0 ? [] : [storedFormIn(kind, field, wanted)];
}

function storedFormIn(kind: IdentifierKind, field: string, wanted: readonly string[]): RawBuilder<boolean> {
  const text = sql`${sql.id(field)}::text`;
  switch (kind) {
    case 'email':
      return sql`lower(normalize(${text}, NFC)) = any(${wanted.flatMap(emailCaseForms)})`;
    case 'phone':
      return sql`regexp_replace(${text}, '\\D', '', 'g') = any(${wanted.flatMap(phoneDigitForms)})`;
    case 'accountId':
    case 'deviceId':
      return sql`${text} = any(${wanted})`;
    case 'idNumber':
      return sql`upper(regexp_replace(${text}, '[\\s-]', '', 'g')) = any(${wanted})`;
    case 'customerNumber':
      return sql`upper(${text}) = any(${wanted})`;
  }
}

function writing(store: StoreMap, db: Database): Omit<RowWriter, keyof RowReader> {
  return {
    lockRows: async (collection, keys) => {
      const key = sql.id(collection.key);
      await sql`select 1 from ${tableNamed(collection.source)} where ${isAnyOf(collection.key, keys)}
        order by ${key} for update`.execute(db);
    },
    guardDeletion: async (collection, keys) => {
      const table = await cascadesBeyond(db, collection, keys);
      if (table === undefined) return;
      throw new StoreFailure(
        'drift',
        `${store.id}/${collection.id}: deleting its rows would silently change rows of ${table} that are in no plan.`,
        collection.id,
      );
    },
    deleteRows: async (collection, rows) => {
      if (rows.length === 0) return;
      await sql`delete from ${tableNamed(collection.source)} where ${isAnyOf(collection.key, keysOf(rows))}`.execute(
        db,
      );
    },
    setFields: async (collection, rows, change) => {
      const statement = updateOf(collection, rows, change);
      if (statement !== undefined) await statement.execute(db);
    },
    replaceValue: async (collection, field, keys, from, to) => {
      if (keys.length === 0) return;
      await refuseDateWord(db, collection, field, to);
      await sql`update ${tableNamed(collection.source)} set ${sql.id(field)} = ${to}
        where ${isAnyOf(collection.key, keys)} and ${sql.id(field)} is not distinct from ${from}`.execute(db);
    },
    removeElements: (collection) =>
      Promise.reject(
        new StoreFailure(
          'refused',
          `${store.id}/${collection.id}: a table has no elements to remove.`,
          collection.id,
        ),
      ),
  };
}

/** PostgreSQL takes `yesterday` or `infinity` for a date; a person's correction must be a date that stays the same. */
async function refuseDateWord(
  db: Database,
  collection: CollectionMap,
  field: string,
  text: string,
): Promise<void> {
  if (/\d/.test(text)) return;
  const { rows } = await sql<{ type: string }>`
    select pg_typeof(${sql.id(field)})::text as type from ${tableNamed(collection.source)} limit 1`.execute(
    db,
  );
  if (rows.some(({ type }) => /^(date|time)/.test(type))) throw new EffectRefused('value:22007');
}

function keysOf(rows: readonly StoredRow[]): readonly string[] {
  return rows.map((row) => row.key);
}

/** One statement for all rows of a batch: same values as parameters, values per row joined by key. */
function updateOf(
  collection: CollectionMap,
  rows: readonly StoredRow[],
  change: FieldsChange,
): RawBuilder<unknown> | undefined {
  const keys = keysOf(rows);
  const varying = [...new Set(Object.values(change.perRow).flatMap((values) => Object.keys(values)))];
  const same = Object.entries(change.same).map(([field, value]) => sql`${sql.id(field)} = ${value}`);
  const each = varying.map((field, at) => sql`${sql.id(field)} = each.${sql.id(`v${at}`)}`);
  if (keys.length === 0 || same.length + each.length === 0) return undefined;
  const set = sql.join([...same, ...each]);
  const mine = isAnyOf(collection.key, keys);
  if (each.length === 0) return sql`update ${tableNamed(collection.source)} set ${set} where ${mine}`;
  const lists = varying.map(
    (field) => sql`${keys.map((key) => change.perRow[key]?.[field] ?? null)}::text[]`,
  );
  const names = sql.join([sql.id('k'), ...varying.map((_, at) => sql.id(`v${at}`))]);
  return sql`update ${tableNamed(collection.source)} as this set ${set}
    from unnest(${sql.join([sql`${keys}::text[]`, ...lists])}) as each(${names})
    where this.${mine} and this.${sql.id(collection.key)}::text = each.k`;
}
