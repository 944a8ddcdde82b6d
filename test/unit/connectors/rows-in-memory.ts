import { normalIdentifier } from '../../../connectors/identifier-form';
import type { RowReader, StoredRow } from '../../../connectors/rows/row-store';
import type { Identifier } from '../../../domain/connector';
import type { CollectionMap, FieldMap, LinkMap, StoreMap } from '../../../domain/data-map';

/** One field with what the test needs of it. */
export function field(name: string, more: Partial<FieldMap> = {}): FieldMap {
  return {
    name,
    title: { 'zh-CN': name, en: name },
    category: 'identity',
    class: 'general-sensitive',
    purposes: ['order'],
    source: 'person',
    recipients: [],
    erasure: 'keep',
    correctable: false,
    ...more,
  };
}

/** A link, downward and from many, unless the test says otherwise. */
export function link(fieldName: string, to: string, toField: string, more: Partial<LinkMap> = {}): LinkMap {
  return { field: fieldName, to, toField, cardinality: 'many', direction: 'down', ...more };
}

/** One collection with what the test needs of it. */
export function collection(id: string, more: Partial<CollectionMap>): CollectionMap {
  return {
    id,
    source: id,
    title: { 'zh-CN': id, en: id },
    key: 'id',
    subjects: false,
    lookups: [],
    links: [],
    whose: 'sole',
    fields: [field('id')],
    erasure: 'delete',
    ...more,
  };
}

/** An identifier that nobody else has. */
export function sole(kind: Identifier['kind'], value: string, more: Partial<Identifier> = {}): Identifier {
  return { kind, value, sharing: 'sole', ...more };
}

/** An identifier that others have too. */
export function shared(kind: Identifier['kind'], value: string): Identifier {
  return { kind, value, sharing: 'shared' };
}

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** A reader over rows in memory; every row has an `id`. */
export function rowsInMemory(collections: readonly CollectionMap[], rows: Rows): RowReader {
  const store: StoreMap = {
    id: 'shop',
    kind: 'postgres',
    title: { 'zh-CN': '商城', en: 'Shop' },
    connection: 'DSR_STORE_SHOP',
    region: 'main',
    owner: 'sales',
    timeoutMs: 1_000,
    limits: { concurrency: 1 },
    collections,
  };
  const all = ({ id }: CollectionMap): StoredRow[] =>
    (rows[id] ?? []).map((values) => ({ key: String(values['id']), values }));
  const text = (value: unknown) =>
    value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
  const pick = (found: readonly StoredRow[], fields: readonly string[]) =>
    Promise.resolve(
      found.map(({ key, values }) => ({
        key,
        values: Object.fromEntries(fields.map((name) => [name, values[name]])),
      })),
    );
  return {
    store,
    findByIdentifiers: (one, lookups, identifiers, fields) =>
      pick(
        all(one).filter(({ values }) =>
          lookups.some(({ kind, field: name }) =>
            identifiers.some(
              (wanted) =>
                wanted.kind === kind &&
                normalIdentifier(kind, text(values[name]) ?? '') === normalIdentifier(kind, wanted.value),
            ),
          ),
        ),
        fields,
      ),
    findByValues: (one, name, wanted, fields) =>
      pick(
        all(one).filter(({ values }) => wanted.includes(values[name])),
        fields,
      ),
    readRows: (one, keys, fields) =>
      pick(
        all(one).filter(({ key }) => keys.includes(key)),
        fields,
      ),
    keysWithValue: () => Promise.reject(new Error('not needed')),
    pages: () => {
      throw new Error('not needed');
    },
    foreignKeys: () => Promise.resolve([]),
    text,
    disclosed: (value) => value ?? null,
  };
}
