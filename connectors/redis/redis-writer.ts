import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, ElementMap, StoreMap } from '../../domain/data-map';
import { printJson } from '../json-values/exact-json';
import { isSameText, jsonText, textAs, withValueAt } from '../json-values/json-fields';
import { EffectRefused } from '../rows/effect-refused';
import { valueAt } from '../rows/elements';
import type { RowReader, RowWriter, StoredRow } from '../rows/row-store';
import { batchesOf } from '../rows/row-store';
import { keyField, fieldOf, readRecords } from './redis-records';
import type { RedisRecord } from './redis-records';
import { patternOf } from './redis-reader';
import type { RedisCommand, RedisSession } from './redis-session';

/** Keys changed in one transaction. */
const keysAtOnce = 50;
/** Attempts at a key that others change all the time; then it stays open, which the survey afterwards tells. */
const mostAttempts = 10;

/** The commands that change one record; none when it is no longer as it was read. */
type Change = (record: RedisRecord) => readonly RedisCommand[];

/**
 * Writes to keys. Keys are watched while they are read again and compared, so that a change of anybody else in between
 * undoes nothing: the transaction does not happen and is tried again. Expiry times stay as they are.
 */
export function createRedisWriter(store: StoreMap, session: RedisSession, reader: RowReader): RowWriter {
  const change = async (collection: CollectionMap, keys: readonly string[], change: Change) => {
    for (const batch of batchesOf(keys, keysAtOnce)) {
      if (await attempt(store, session, collection, batch, change)) continue;
      for (const key of batch)
        for (let left = mostAttempts; left > 0; left -= 1)
          if (await attempt(store, session, collection, [key], change)) break;
    }
  };
  return {
    ...reader,
    lockRows: () => Promise.resolve(),
    guardDeletion: () => Promise.resolve(),
    deleteRows: (collection, rows) =>
      change(
        collection,
        keysOf(rows),
        asRead(collection, rows, ({ key }) => [['UNLINK', key]]),
      ),
    setFields: (collection, rows, { same, perRow }) =>
      change(
        collection,
        keysOf(rows),
        asRead(collection, rows, (record) =>
          written(patternOf(store, collection).parts, record, { ...same, ...perRow[record.key] }),
        ),
      ),
    replaceValue: (collection, field, keys, from, to) =>
      change(collection, keys, (record) => {
        const value = fieldOf(record, field);
        if (!isSameText(value, from)) return [];
        const typed = textAs(value, to);
        if (typed === undefined) throw new EffectRefused('value:type');
        return written(patternOf(store, collection).parts, record, { [field]: typed });
      }),
    removeElements: (collection, elements, isOwner) => {
      const map = collection.elements;
      if (map === undefined)
        throw new StoreFailure(
          'refused',
          `${store.id}/${collection.id} has no elements in the map.`,
          collection.id,
        );
      return change(collection, Object.keys(elements), (record) =>
        withoutElements(record, map, (element) => {
          const owner = jsonText(valueAt(element, map.owner.field));
          const key = jsonText(valueAt(element, map.key)) ?? '';
          return owner !== null && isOwner(owner) && (elements[record.key] ?? []).includes(key);
        }),
      );
    },
  };
}

/** False, with nothing done, when one of the keys changed between reading and writing. */
async function attempt(
  store: StoreMap,
  session: RedisSession,
  collection: CollectionMap,
  keys: readonly string[],
  change: Change,
): Promise<boolean> {
  const pattern = patternOf(store, collection);
  const names = keys.map((key) => [key, pattern.match(key) ?? {}] as const);
  await session.ask([['WATCH', ...keys]]);
  const commands = (await readRecords(session, store, collection, names)).flatMap(change);
  if (commands.length > 0) return session.together(commands);
  await session.ask([['UNWATCH']]);
  return true;
}

/** Changes a record only while everything by which it was known to be the person's is as it was read. */
function asRead(collection: CollectionMap, rows: readonly StoredRow[], change: Change): Change {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const path = collection.elements?.path;
  const fields = [...collection.lookups, ...collection.links].map(({ field }) => field);
  const compared = path === undefined ? fields : [...fields, path];
  return (record) => {
    const row = byKey.get(record.key);
    const isSame = compared
      .filter((field) => row !== undefined && Object.hasOwn(row.values, field))
      .every((field) => jsonText(fieldOf(record, field)) === jsonText(row?.values[field]));
    return row !== undefined && isSame ? change(record) : [];
  };
}

/** The commands that set fields of a record. A value of `null` empties a field. */
function written(
  parts: readonly string[],
  { key, value }: RedisRecord,
  values: Readonly<Record<string, unknown>>,
): readonly RedisCommand[] {
  const fields = Object.entries(values);
  if (fields.some(([field]) => field === keyField || parts.includes(field)))
    throw new EffectRefused('value:keyName');
  if (value.type === 'hash')
    return fields.map(([field, one]) =>
      one === null ? ['HDEL', key, field] : ['HSET', key, field, jsonText(one) ?? ''],
    );
  if (value.type !== 'document') throw new EffectRefused(`value:${value.type}`);
  const document = fields.reduce<unknown>((changed, [field, one]) => {
    const typed = typeof one === 'string' ? (textAs(valueAt(changed, field), one) ?? one) : one;
    const next = withValueAt(changed, field, typed);
    if (next === undefined) throw new EffectRefused('value:path');
    return next;
  }, value.document);
  return [rewritten(key, document)];
}

/** KEEPTTL: a value that was to expire still does. */
function rewritten(key: string, document: unknown): RedisCommand {
  return ['SET', key, printJson(document), 'KEEPTTL'];
}

function withoutElements(
  record: RedisRecord,
  map: ElementMap,
  isMeant: (element: unknown) => boolean,
): readonly RedisCommand[] {
  const { key, value } = record;
  switch (value.type) {
    case 'document': {
      const list = valueAt(value.document, map.path);
      if (!Array.isArray(list) || !list.some(isMeant)) return [];
      return [
        rewritten(
          key,
          withValueAt(
            value.document,
            map.path,
            list.filter((one) => !isMeant(one)),
          ),
        ),
      ];
    }
    case 'list':
    case 'set':
    case 'zset':
      return value.members
        .filter(({ element }) => isMeant(element))
        .map(({ stored }) => removal(value.type, key, stored));
    case 'hash':
    case 'text':
      return [];
  }
}

function removal(type: 'list' | 'set' | 'zset', key: string, stored: Buffer): RedisCommand {
  if (type === 'list') return ['LREM', key, '0', stored];
  return [type === 'set' ? 'SREM' : 'ZREM', key, stored];
}

function keysOf(rows: readonly StoredRow[]): readonly string[] {
  return rows.map(({ key }) => key);
}
