import type { DisclosedRecord } from '../../domain/connector';
import type { CollectionMap, FieldMap, StoreMap } from '../../domain/data-map';
import { MailError } from '../mail-error';
import type { ExactValue } from './exact-value';
import { exactValue } from './exact-value';
import type { StoreDisclosure } from '../../domain/access-package';

/** One record, its mapped fields in the order of the data map. */
export type SetRecord = Readonly<Record<string, ExactValue>>;

/** What one collection discloses. */
export interface DisclosedSet {
  readonly store: StoreMap;
  readonly collection: CollectionMap;
  readonly records: readonly SetRecord[];
  /** Values left out because they are another person's. */
  readonly withheld: number;
}

/**
 * Sorts a store's records into the collections of the data map, in its order, by record key, so that a repeat gives the
 * same bytes. A field that the map does not name is left out, whatever the connector handed over.
 * @throws {@link MailError} when a record belongs to no collection of the map.
 */
export async function disclosedSets(disclosure: StoreDisclosure): Promise<DisclosedSet[]> {
  const { store } = disclosure;
  const found = new Map<string, DisclosedRecord[]>();
  for await (const record of disclosure.records) {
    const list = found.get(record.collection) ?? [];
    list.push(record);
    found.set(record.collection, list);
  }
  for (const id of found.keys())
    if (!store.collections.some((collection) => collection.id === id))
      throw new MailError(
        'content',
        `A record of store ${store.id} belongs to no collection of the data map.`,
      );
  return store.collections.map((collection) => {
    const records = [...(found.get(collection.id) ?? [])].sort((a, b) =>
      a.key < b.key ? -1 : a.key > b.key ? 1 : 0,
    );
    return {
      store,
      collection,
      records: records.map((record) => mappedValues(collection, record)),
      withheld: records.reduce((sum, record) => sum + record.withheld, 0),
    };
  });
}

function mappedValues(collection: CollectionMap, record: DisclosedRecord): SetRecord {
  const values = fieldsOf(collection.fields, record.values);
  const { elements } = collection;
  if (elements === undefined || !Object.hasOwn(record.values, elements.path))
    return Object.fromEntries(values);
  const list = record.values[elements.path];
  const shown = Array.isArray(list)
    ? list.filter(isRecord).map((element) => Object.fromEntries(fieldsOf(elements.fields, element)))
    : [];
  return Object.fromEntries([...values, [elements.path, shown]]);
}

function fieldsOf(
  fields: readonly FieldMap[],
  values: Readonly<Record<string, unknown>>,
): [string, ExactValue][] {
  return fields
    .filter(({ name }) => Object.hasOwn(values, name))
    .map(({ name }) => [name, exactValue(values[name])]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
