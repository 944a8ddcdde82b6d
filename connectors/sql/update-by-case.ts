import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Column, EachRow, SqlDialect, Table } from './dialect';

/** One statement for all rows of a batch, in which `case` chooses each row's own values. */
export function updateByCase(
  dialect: Pick<SqlDialect, 'isAnyOf' | 'value'>,
  table: Table,
  key: Column,
  keys: readonly string[],
  same: readonly RawBuilder<unknown>[],
  each: readonly EachRow[],
): RawBuilder<unknown> {
  const reference = sql.id(key.name);
  const own = each.map(({ column, texts }) => {
    const cases = keys.map(
      (row, at) =>
        sql`when ${dialect.isAnyOf(reference, key, [row])} then ${dialect.value(column, texts[at] ?? null)}`,
    );
    const name = sql.id(column.name);
    return sql`${name} = case ${sql.join(cases, sql` `)} else ${name} end`;
  });
  return sql`update ${sql.id(...table.name)} set ${sql.join([...same, ...own])}
    where ${dialect.isAnyOf(reference, key, keys)}`;
}
