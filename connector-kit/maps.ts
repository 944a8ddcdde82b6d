import type { Identifier } from '../domain/connector';
import type { CollectionMap, FieldMap, StoreMap } from '../domain/data-map';

const title = { 'zh-CN': '测试', en: 'Test' };

/** A field with the defaults of the data map. */
export function field(name: string, more: Partial<FieldMap> = {}): FieldMap {
  return {
    name,
    title,
    category: 'contact',
    class: 'general-sensitive',
    purposes: ['contract'],
    source: 'person',
    recipients: [],
    erasure: 'keep',
    correctable: false,
    ...more,
  };
}

/** A collection with the defaults of the data map. */
export function collection(
  id: string,
  more: Partial<CollectionMap> & Pick<CollectionMap, 'fields'>,
): CollectionMap {
  return {
    id,
    source: id,
    title,
    key: 'id',
    subjects: false,
    lookups: [],
    links: [],
    whose: 'sole',
    erasure: 'delete',
    ...more,
  };
}

/** A store with the defaults of the data map. */
export function storeMap(more: Partial<StoreMap> & Pick<StoreMap, 'id' | 'kind' | 'collections'>): StoreMap {
  return {
    title,
    connection: 'TEST',
    region: 'cn',
    owner: 'test',
    timeoutMs: 10_000,
    limits: { concurrency: 4 },
    ...more,
  };
}

/** A link with the defaults of the data map. */
export function link(field: string, to: string, toField: string): CollectionMap['links'][number] {
  return { field, to, toField, cardinality: 'many', direction: 'down' };
}

/** An identifier that nobody else has. */
export function sole(kind: Identifier['kind'], value: string): Identifier {
  return { kind, value, sharing: 'sole' };
}

/** An identifier that several people have. */
export function shared(kind: Identifier['kind'], value: string): Identifier {
  return { kind, value, sharing: 'shared' };
}
