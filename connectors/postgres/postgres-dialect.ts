import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { IdentifierKind } from '../../domain/data-map';
import { emailCaseForms, idNumberForms, phoneDigitForms } from '../identifier-form';
import { EffectRefused } from '../rows/effect-refused';
import type { Column, Database, EachRow, SqlDialect, Table } from '../sql/dialect';
import { explainedRights } from '../sql/probe-tables';
import { postgresForeignKeysTo, postgresTable } from './postgres-catalogue';
import { postgresFailure } from './postgres-failure';

/** How statements are written for PostgreSQL: lists travel as one parameter, which takes the column's own type. */
export const postgresDialect: SqlDialect = {
  product: 'PostgreSQL',
  tableOf: postgresTable,
  foreignKeysTo: postgresForeignKeysTo,
  key: ({ name }) => sql`${sql.id(name)}::text`,
  isAnyOf,
  isAfter: ({ name }, key) => sql`${sql.id(name)} > ${key}`,
  orderBy: ({ name }) => sql`${sql.id(name)}`,
  equals: ({ name, kind }, text) => {
    // As plain text: `citext` and some collations would take two spellings for one.
    const column = kind === 'text' ? sql`${sql.id(name)}::text collate "C"` : sql.id(name);
    return sql`${column} is not distinct from ${text}`;
  },
  value,
  holdsAny: (_, column, kind, wanted) => holdsAny(column, kind, wanted),
  update,
  lock: sql`for update`,
  read: (found) => found,
  servesFromIndex,
  rights: explainedRights,
  namesForeignKeys: true,
  failure: postgresFailure,
};

function isAnyOf(
  reference: RawBuilder<unknown>,
  { ignoresCase }: Column,
  values: readonly unknown[],
): RawBuilder<boolean> {
  const coarse = sql<boolean>`${reference} = any(${values})`;
  return ignoresCase ? sql`${coarse} and ${reference}::text collate "C" = any(${values}::text[])` : coarse;
}

/** PostgreSQL takes `yesterday` or `infinity` for a date; a person's correction must be a date that stays the same. */
function value({ kind }: Column, given: string | boolean | null): RawBuilder<unknown> {
  const isDate = kind === 'date' || kind === 'instant';
  if (isDate && typeof given === 'string' && !/\d/.test(given)) throw new EffectRefused('value:22007');
  return sql`${given}`;
}

function holdsAny({ name }: Column, kind: IdentifierKind, wanted: readonly string[]): RawBuilder<boolean> {
  const text = sql`${sql.id(name)}::text`;
  switch (kind) {
    case 'email':
      return sql`lower(normalize(${text}, NFC)) = any(${wanted.flatMap(emailCaseForms)})`;
    case 'phone':
      return sql`regexp_replace(${text}, '\\D', '', 'g') = any(${wanted.flatMap(phoneDigitForms)})`;
    case 'accountId':
    case 'deviceId':
      return sql`${text} = any(${wanted})`;
    case 'idNumber':
      return sql`upper(regexp_replace(${text}, '[\\s-]', '', 'g')) = any(${wanted.flatMap(idNumberForms)})`;
    case 'customerNumber':
      return sql`upper(${text}) = any(${wanted})`;
  }
}

/** Values of the rows' own are joined by key, each cast to the type of its column. */
function update(
  table: Table,
  key: Column,
  keys: readonly string[],
  same: readonly RawBuilder<unknown>[],
  each: readonly EachRow[],
): RawBuilder<unknown> {
  const mine = isAnyOf(sql`this.${sql.id(key.name)}`, key, keys);
  if (each.length === 0)
    return sql`update ${sql.id(...table.name)} as this set ${sql.join(same)} where ${mine}`;
  const own = each.map(({ column, texts }, at) => {
    for (const text of texts) value(column, text); // refuses what PostgreSQL would bend
    return sql`${sql.id(column.name)} = each.${sql.id(`v${at}`)}::${sql.raw(column.type)}`;
  });
  const lists = [keys, ...each.map(({ texts }) => texts)].map((list) => sql`${list}::text[]`);
  const names = sql.join([sql.id('k'), ...each.map((_, at) => sql.id(`v${at}`))]);
  return sql`update ${sql.id(...table.name)} as this set ${sql.join([...same, ...own])}
    from unnest(${sql.join(lists)}) as each(${names})
    where ${mine} and this.${sql.id(key.name)}::text = each.k`;
}

/** Asks the planner with sequential scans switched off: a condition on an index is then a matter of yes or no. */
async function servesFromIndex(db: Database, table: Table, condition: RawBuilder<boolean>): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await sql`set local enable_seqscan = off`.execute(transaction);
    const { rows } = await sql`
      explain (format json) select 1 from ${sql.id(...table.name)} where ${condition}`.execute(transaction);
    return JSON.stringify(rows).includes('Index Cond');
  });
}
