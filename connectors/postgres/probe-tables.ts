import { sql } from 'kysely';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { mappedFields } from '../rows/mapped-fields';
import type { ProbeProblem } from '../rows/mapped-fields';
import { quotedTable } from './foreign-keys';
import type { Database } from './postgres-session';

interface Column {
  readonly name: string;
  readonly isText: boolean;
  readonly notNull: boolean;
  readonly isUnique: boolean;
}

/**
 * Compares the map with the catalogue. Codes: `noTable`, `noField`, `noElements`, `keyNotUnique` (a deletion by key
 * would meet other people's rows), `maskNeedsText`, `nullNotAllowed`.
 */
export async function probeTables(store: StoreMap, db: Database): Promise<readonly ProbeProblem[]> {
  const problems: ProbeProblem[] = [];
  for (const collection of store.collections) problems.push(...(await probeTable(db, collection)));
  return problems;
}

async function probeTable(db: Database, collection: CollectionMap): Promise<readonly ProbeProblem[]> {
  const { rows: columns } = await sql<Column>`
    select a.attname::text as name, t.typcategory = 'S' as "isText", a.attnotnull as "notNull",
      exists (select 1 from pg_index i where i.indrelid = a.attrelid and i.indisunique and i.indpred is null
        and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) as "isUnique"
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = to_regclass(${quotedTable(collection.source)}) and a.attnum > 0 and not a.attisdropped`.execute(
    db,
  );
  const problem = (code: string, field?: string): ProbeProblem => ({
    code,
    collection: collection.id,
    ...(field !== undefined && { field }),
  });
  if (columns.length === 0) return [problem('noTable')];
  const named = new Map(columns.map((column) => [column.name, column]));
  const missing = mappedFields(collection).filter((field) => !named.has(field));
  const erasures = collection.fields.flatMap(({ name, erasure }) => {
    const column = named.get(name);
    if (column === undefined) return [];
    if ((erasure === 'mask' || erasure === 'hmac') && !column.isText) return [problem('maskNeedsText', name)];
    return erasure === 'null' && column.notNull ? [problem('nullNotAllowed', name)] : [];
  });
  return [
    ...missing.map((field) => problem('noField', field)),
    ...(collection.elements === undefined ? [] : [problem('noElements', collection.elements.path)]),
    ...(named.get(collection.key)?.isUnique === false ? [problem('keyNotUnique', collection.key)] : []),
    ...erasures,
  ];
}
