import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, ObjectFormat, StoreMap } from '../../domain/data-map';
import { keyPattern } from '../key-names/key-pattern';
import type { KeyPattern } from '../key-names/key-pattern';

/** Forms whose records are lines or elements inside of objects. */
export type LineFormat = Exclude<ObjectFormat, 'object'>;

const formatsByEnding: Readonly<Record<string, LineFormat>> = {
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  csv: 'csv',
};

/** What the records of a collection are: as the map says, else by the ending of its `source`, else whole objects. */
export function formatOf({ source, format }: CollectionMap): ObjectFormat {
  const ending = /\.([a-z]+)$/i.exec(source)?.[1]?.toLowerCase() ?? '';
  return format ?? formatsByEnding[ending] ?? 'object';
}

/** The pattern of the names of a collection's objects. `StoreFailure` `refused` when its `source` is none. */
export function objectPattern(store: StoreMap, collection: CollectionMap): KeyPattern {
  try {
    return keyPattern(collection.source, '/');
  } catch {
    throw new StoreFailure(
      'refused',
      `${store.id}/${collection.id}: its source is no name pattern such as invoices/{customerNumber}/*.`,
      collection.id,
    );
  }
}
