import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, FieldMap, IdentifierKind, StoreMap } from '../../domain/data-map';
import { textErasures } from '../erased-value';
import { mappedFields } from '../rows/mapped-fields';
import type { ProbeProblem } from '../rows/mapped-fields';
import type { Column, ColumnKind, Database, SqlDialect, Table } from './dialect';
import { markerFields } from './sql-rows';

/** What one collection is compared with. */
interface Look {
  readonly store: StoreMap;
  readonly db: Database;
  readonly dialect: SqlDialect;
  readonly collection: CollectionMap;
  readonly table: Table;
}

/** Compares the map with the catalogue of the database and with the account's rights. Codes: docs/connectors.md. */
export async function probeTables(
  store: StoreMap,
  db: Database,
  dialect: SqlDialect,
): Promise<readonly ProbeProblem[]> {
  const problems: ProbeProblem[] = [];
  for (const collection of store.collections) {
    const table = await dialect.tableOf(db, collection.source);
    const found =
      table === undefined
        ? [{ code: 'noTable' }]
        : await probeTable({ store, db, dialect, collection, table });
    problems.push(...found.map((problem) => ({ ...problem, collection: collection.id })));
  }
  return problems;
}

/** A problem without its collection. */
type Problem = Omit<ProbeProblem, 'collection'>;

async function probeTable(look: Look): Promise<readonly Problem[]> {
  const { collection, table } = look;
  const { elements, key } = collection;
  const missing = mappedFields(collection).filter((field) => !table.columns.has(field));
  return [
    ...missing.map((field) => ({ code: 'noField', field })),
    ...(elements === undefined ? [] : [{ code: 'noElements', field: elements.path }]),
    ...(table.columns.get(key)?.isUnique === false ? [{ code: 'keyNotUnique', field: key }] : []),
    ...(table.isTransactional ? [] : [{ code: 'noTransactions' }]),
    ...collection.fields.flatMap((field) => erasureProblems(field, table.columns.get(field.name))),
    ...markerFields(collection).flatMap((field) =>
      table.columns.get(field)?.canBeMarker === false ? [{ code: 'markerNotBoolean', field }] : [],
    ),
    ...linkProblems(look),
    ...(await rightsProblems(look)),
    ...(missing.length > 0 ? [] : await lookupProblems(look)),
  ];
}

const numbers: readonly ColumnKind[] = ['integer', 'decimal', 'float'];

function erasureProblems({ name, erasure }: FieldMap, column: Column | undefined): readonly Problem[] {
  if (column === undefined) return [];
  const { kind, isNotNull } = column;
  if (textErasures.includes(erasure)) return kind === 'text' ? [] : [{ code: 'maskNeedsText', field: name }];
  if (erasure === 'truncateDate' && kind !== 'date' && kind !== 'instant')
    return [{ code: 'typeMisfit', field: name }];
  if (erasure === 'truncateGeo' && !numbers.includes(kind)) return [{ code: 'typeMisfit', field: name }];
  return erasure === 'null' && isNotNull ? [{ code: 'nullNotAllowed', field: name }] : [];
}

/** Rows that hang on the person's are searched by the field of the link: without an index, row by row of everybody. */
function linkProblems({ collection, table }: Look): readonly Problem[] {
  const fields = new Set(collection.links.map(({ field }) => field));
  return [...fields].flatMap((field) =>
    table.columns.get(field)?.leadsIndex === false ? [{ code: 'linkNotIndexed', field }] : [],
  );
}

/** Invented identifiers, two of each kind, so that no database finds the answer in its constants. */
const samples: Readonly<Record<IdentifierKind, readonly string[]>> = {
  email: ['nobody@example.com', 'no-one@example.com'],
  phone: ['+8613800138000', '+8613800138999'],
  customerNumber: ['NOBODY-1', 'NOBODY-2'],
  idNumber: ['NOBODY1', 'NOBODY2'],
  accountId: ['nobody-1', 'nobody-2'],
  deviceId: ['nobody-1', 'nobody-2'],
};

async function lookupProblems({ store, db, dialect, collection, table }: Look): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { kind, field } of collection.lookups) {
    const column = table.columns.get(field);
    if (column === undefined) continue;
    const condition = dialect.holdsAny(table, column, kind, samples[kind]);
    const serves = async (): Promise<boolean> => dialect.servesFromIndex(db, table, condition);
    if ((await orNoAccess(store, dialect, serves)) === false)
      problems.push({ code: 'lookupNotIndexed', field });
  }
  return problems;
}

async function rightsProblems({ store, db, dialect, collection, table }: Look): Promise<readonly Problem[]> {
  const rights = dialect.rights(table);
  const may = async (statement: RawBuilder<unknown>): Promise<boolean> =>
    (await orNoAccess(store, dialect, async () => statement.execute(db))) !== undefined;
  const there = mappedFields(collection).filter((field) => table.columns.has(field));
  const problems: Problem[] = [];
  if (there.length > 0 && !(await may(rights.toRead(there))))
    for (const field of there)
      if (!(await may(rights.toRead([field])))) problems.push({ code: 'notReadable', field });
  if (problems.length > 0) return problems;
  if (collection.erasure === 'delete' && !(await may(rights.toDelete)))
    problems.push({ code: 'notWritable' });
  for (const field of changeableFields(collection).filter((name) => table.columns.has(name)))
    if (!(await may(rights.toChange(field)))) problems.push({ code: 'notWritable', field });
  return problems;
}

/** Fields into which some right writes. */
function changeableFields(collection: CollectionMap): readonly string[] {
  const erasedOrCorrected = collection.fields.filter(
    ({ erasure, correctable }) => erasure !== 'keep' || correctable,
  );
  const switches = [collection.restrictionMarker, collection.objection?.field];
  return [
    ...new Set([
      ...erasedOrCorrected.map(({ name }) => name),
      ...switches.filter((one) => one !== undefined),
    ]),
  ];
}

/** The answer, or `undefined` when the account may not ask. */
async function orNoAccess<T>(
  store: StoreMap,
  dialect: SqlDialect,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const failure = dialect.failure(store, error);
    if (failure instanceof StoreFailure && failure.kind === 'noAccess') return undefined;
    throw error;
  }
}

/** The statements that `probe` asks for rights with: explained, so checked but not run. */
export function explainedRights(table: Table): ReturnType<SqlDialect['rights']> {
  const name = sql.id(...table.name);
  return {
    toRead: (columns) =>
      sql`explain select ${sql.join(columns.map((column) => sql.id(column)))} from ${name} where 1 = 0`,
    toChange: (column) => sql`explain update ${name} set ${sql.id(column)} = ${sql.id(column)} where 1 = 0`,
    toDelete: sql`explain delete from ${name} where 1 = 0`,
  };
}
