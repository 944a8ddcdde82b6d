import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { disclosedJson, isSameText, jsonText } from '../json-values/json-fields';
import { keyPattern } from '../key-names/key-pattern';
import type { KeyParts, KeyPattern } from '../key-names/key-pattern';
import { areKnown, holdsIdentifier, knownParts } from '../key-names/known-parts';
import type { RowReader, StoredRow } from '../rows/row-store';
import { readRecords, rowOf, searchedValues } from './redis-records';
import type { RedisRecord } from './redis-records';
import type { RedisReply, RedisSession } from './redis-session';

/** How many keys the server looks at in one step of a scan. */
const scanCount = '1000';

/** The pattern of a collection's key names. `StoreFailure` `refused` when its `source` is none. */
export function patternOf(store: StoreMap, collection: CollectionMap): KeyPattern {
  try {
    return keyPattern(collection.source, ':');
  } catch {
    throw new StoreFailure(
      'refused',
      `${store.id}/${collection.id}: its source is no key pattern such as cart:{accountId}.`,
      collection.id,
    );
  }
}

/**
 * Keys of a Redis database as rows: fields of hashes, JSON objects, and lists, sets and sorted sets with their members as
 * elements. Look-ups by parts of the key name ask for the key itself where they can; others scan, step by step.
 */
export function createRedisReader(store: StoreMap, session: RedisSession): RowReader {
  const namesOf = (collection: CollectionMap, keys: readonly string[]) => {
    const pattern = patternOf(store, collection);
    return keys.flatMap((key) => {
      const parts = pattern.match(key);
      return parts === undefined ? [] : [[key, parts] as const];
    });
  };
  const read = (collection: CollectionMap, keys: readonly string[]) =>
    readRecords(session, store, collection, namesOf(collection, keys));
  const search = async (
    collection: CollectionMap,
    known: readonly KeyParts[] | undefined,
    isMeant: (record: RedisRecord) => boolean,
    fields: readonly string[],
  ) => {
    const rows = new Map<string, StoredRow>();
    for await (const keys of keysWith(store, session, collection, known))
      for (const record of await read(collection, keys))
        if (isMeant(record)) rows.set(record.key, rowOf(record, fields));
    return [...rows.values()];
  };
  return {
    store,
    findByIdentifiers: (collection, lookups, identifiers, fields) => {
      const holdsOne = holdsIdentifier(lookups, identifiers);
      const known = knownParts(patternOf(store, collection), lookups, identifiers);
      const isMeant = (record: RedisRecord) => holdsOne((field) => searchedValues(record, field));
      return search(collection, known, isMeant, fields);
    },
    findByValues: (collection, field, values, fields) => {
      const texts = values.flatMap((value) => jsonText(value) ?? []);
      const isPart = patternOf(store, collection).parts.includes(field);
      return search(
        collection,
        isPart ? texts.map((text) => ({ [field]: text })) : undefined,
        (record) =>
          searchedValues(record, field).some((value) => texts.some((text) => isSameText(value, text))),
        fields,
      );
    },
    readRows: async (collection, keys, fields) =>
      (await read(collection, keys)).map((record) => rowOf(record, fields)),
    keysWithValue: async (collection, field, keys, text) =>
      new Set(
        (await read(collection, keys))
          .filter((record) => isSameText(rowOf(record, [field]).values[field], text))
          .map(({ key }) => key),
      ),
    pages: async function* (collection, fields) {
      for await (const keys of keysWith(store, session, collection, undefined)) {
        const page = (await read(collection, keys)).map((record) => rowOf(record, fields));
        if (page.length > 0) yield page;
      }
    },
    foreignKeys: () => Promise.resolve([]),
    text: jsonText,
    disclosed: disclosedJson,
  };
}

/**
 * Key names of a collection, some at a time: those that the known parts name, or, where they leave something open, all
 * that one scan of the database finds. Never `KEYS`, which holds up everybody else.
 */
async function* keysWith(
  store: StoreMap,
  session: RedisSession,
  collection: CollectionMap,
  known: readonly KeyParts[] | undefined,
): AsyncGenerator<readonly string[]> {
  const pattern = patternOf(store, collection);
  if (known?.length === 0) return;
  const names = known?.flatMap((parts) => pattern.name(parts) ?? []);
  if (names !== undefined && names.length === known?.length) {
    yield [...new Set(names)];
    return;
  }
  const [only, ...others] = known ?? [];
  const glob = pattern.glob(only !== undefined && others.length === 0 ? only : {});
  let cursor = '0';
  do {
    const [reply] = await session.ask([['SCAN', cursor, 'MATCH', glob, 'COUNT', scanCount]]);
    const [next, page] = reply as readonly [RedisReply, readonly RedisReply[]];
    cursor = String(next);
    const keys = page.map((key) => nameText(store, collection, key));
    yield keys.filter((key) => {
      const parts = pattern.match(key);
      return parts !== undefined && areKnown(parts, known);
    });
  } while (cursor !== '0');
}

/** A name that is no text could be the person's, and could not be asked for again: it is not passed over in silence. */
function nameText(store: StoreMap, collection: CollectionMap, key: RedisReply): string {
  const text = String(key);
  if (!Buffer.isBuffer(key) || Buffer.from(text).equals(key)) return text;
  throw new StoreFailure(
    'refused',
    `${store.id}/${collection.id}: the name of a key is not UTF-8 text.`,
    collection.id,
  );
}
