import type { DisclosedRecord, Identifier, Located, StoreCall } from '../../domain/connector';
import { collectionOf, StoreFailure } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { elementsOf, isOwnInOwnDocument, valueAt } from './elements';
import { locateRows } from './locate-rows';
import type { Person } from './person';
import type { RowReader, StoredRow } from './row-store';
import { batchesOf } from './row-store';

/** Rows held in memory at once. */
const rowsAtOnce = 100;

/** Runs one piece of reading in a session of its own, so that a slow consumer holds no connection. */
export type InSession = <T>(work: (reader: RowReader) => Promise<T>) => Promise<T>;

/**
 * Streams the mapped fields of located rows. First looks again whose they are: a row that has come to belong to
 * somebody else since it was located must not be disclosed, so the call fails with `drift`.
 */
export async function* readRecords(
  inSession: InSession,
  call: Pick<StoreCall, 'heartbeat'>,
  located: Located,
  identifiers: readonly Identifier[],
): AsyncIterable<DisclosedRecord> {
  const { located: current, person } = await inSession((reader) => locateRows(reader, identifiers));
  let done = 0;
  for (const found of located.collections) {
    const now = current.collections.find((one) => one.collection === found.collection);
    for (const [keys, isOwn] of [
      [found.keys, true],
      [Object.keys(found.elements ?? {}), false],
    ] as const) {
      const theirs = new Set([...(now?.keys ?? []), ...(isOwn ? [] : Object.keys(now?.elements ?? {}))]);
      for (const batch of batchesOf(keys, rowsAtOnce)) {
        yield* await inSession((reader) =>
          disclosedBatch(reader, found.collection, batch, isOwn, theirs, person),
        );
        done += batch.length;
        call.heartbeat?.({ done });
      }
    }
  }
}

async function disclosedBatch(
  reader: RowReader,
  collectionId: string,
  keys: readonly string[],
  isOwn: boolean,
  theirs: ReadonlySet<string>,
  person: Person,
): Promise<readonly DisclosedRecord[]> {
  const collection = collectionOf(reader.store, collectionId);
  const ownFields = isOwn ? collection.fields.map((field) => field.name) : [];
  const rows = await reader.readRows(collection, keys, [
    ...ownFields,
    ...(collection.elements === undefined ? [] : [collection.elements.path]),
  ]);
  return rows.map((row) => {
    if (!theirs.has(row.key))
      throw new StoreFailure(
        'drift',
        `A record of ${reader.store.id}/${collection.id} no longer belongs to the person: locate again.`,
        collection.id,
      );
    return disclosedRecord(reader, collection, row, isOwn, person);
  });
}

function disclosedRecord(
  reader: RowReader,
  collection: CollectionMap,
  row: StoredRow,
  isOwn: boolean,
  person: Person,
): DisclosedRecord {
  const all = elementsOf(reader, collection, row, person);
  // Staff who answer the person speak to the person; what they write in somebody else's document does not.
  const shown = all.filter((element) =>
    isOwn ? isOwnInOwnDocument(element) || element.author === 'staff' : element.author === 'own',
  );
  const values: [string, unknown][] = isOwn
    ? collection.fields.map(({ name }) => [name, reader.disclosed(row.values[name])])
    : [];
  const map = collection.elements;
  if (map !== undefined)
    values.push([
      map.path,
      shown.map(({ raw }) =>
        Object.fromEntries(map.fields.map(({ name }) => [name, reader.disclosed(valueAt(raw, name))])),
      ),
    ]);
  return {
    collection: collection.id,
    key: row.key,
    values: Object.fromEntries(values),
    withheld: all.length - shown.length,
  };
}
