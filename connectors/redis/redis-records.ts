import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { KeyParts } from '../key-names/key-pattern';
import { parseJson } from '../json-values/exact-json';
import { valuesAt } from '../json-values/json-fields';
import { valueAt } from '../rows/elements';
import type { StoredRow } from '../rows/row-store';
import type { RedisReply, RedisSession } from './redis-session';

/** The field that stands for the name of the key itself. */
export const keyField = '_key';
/** The field under which the members of a list, set or sorted set stand. */
export const membersField = 'members';
/** The field under which a string that is no JSON object stands. */
export const valueField = 'value';

/** Values read at once. */
const keysAtOnce = 50;
const mostBytes = 16 * 1024 * 1024;
const mostMembers = 100_000;

/** One member of a list, set or sorted set, as it is stored and as it is shown. Personal data. */
export interface Member {
  readonly stored: Buffer;
  readonly element: unknown;
}

/** What stands under one key. Personal data. */
export type RedisValue =
  | { readonly type: 'hash'; readonly fields: ReadonlyMap<string, string | Buffer> }
  | { readonly type: 'document'; readonly document: unknown }
  | { readonly type: 'text'; readonly text: string | Buffer }
  | { readonly type: 'list' | 'set' | 'zset'; readonly members: readonly Member[] };

/** One key with its value. Personal data. */
export interface RedisRecord {
  readonly key: string;
  readonly parts: KeyParts;
  readonly value: RedisValue;
}

/** The commands by which a value of a type is measured and read. */
const commands: Readonly<
  Record<string, readonly [size: string, most: number, read: string, ...more: string[]]>
> = {
  string: ['STRLEN', mostBytes, 'GET'],
  hash: ['HLEN', mostMembers, 'HGETALL'],
  list: ['LLEN', mostMembers, 'LRANGE', '0', '-1'],
  set: ['SCARD', mostMembers, 'SMEMBERS'],
  zset: ['ZCARD', mostMembers, 'ZRANGE', '0', '-1', 'WITHSCORES'],
};

/** Reads the records of keys, in their order, without those that are not there. */
export async function readRecords(
  session: RedisSession,
  store: StoreMap,
  collection: CollectionMap,
  keys: readonly (readonly [key: string, parts: KeyParts])[],
): Promise<readonly RedisRecord[]> {
  const records: RedisRecord[] = [];
  for (let from = 0; from < keys.length; from += keysAtOnce)
    records.push(...(await readSome(session, store, collection, keys.slice(from, from + keysAtOnce))));
  return records;
}

async function readSome(
  session: RedisSession,
  store: StoreMap,
  collection: CollectionMap,
  keys: readonly (readonly [key: string, parts: KeyParts])[],
): Promise<readonly RedisRecord[]> {
  const refuse = (kind: StoreFailureKind, what: string) =>
    new StoreFailure(kind, `${store.id}/${collection.id}: a key holds ${what}.`, collection.id);
  const types = await session.ask(keys.map(([key]) => ['TYPE', key]));
  const there = keys.flatMap(([key, parts], at) => {
    const type = String(types[at]);
    if (type === 'none') return [];
    const known = commands[type];
    if (known === undefined)
      throw refuse('refused', `a ${type.replace(/[^a-z-]/gi, '')}, which is not supported`);
    return [{ key, parts, type, known }];
  });
  const sizes = await session.ask(there.map(({ key, known }) => [known[0], key]));
  there.forEach(({ known }, at) => {
    if (Number(sizes[at]) > known[1])
      throw refuse('hostileAnswer', `a value larger than ${known[1]} bytes or members`);
  });
  const replies = await session.ask(there.map(({ key, known: [, , read, ...more] }) => [read, key, ...more]));
  return there.flatMap(({ key, parts, type }, at) => {
    try {
      const value = valueOf(type, replies[at] ?? null);
      return value === undefined ? [] : [{ key, parts, value }];
    } catch (error) {
      throw error instanceof RangeError ? refuse('hostileAnswer', 'JSON that is nested too deep') : error;
    }
  });
}

/** `undefined` for a key that went between two commands. */
function valueOf(type: string, reply: RedisReply): RedisValue | undefined {
  if (Buffer.isBuffer(reply)) return stringValue(reply);
  if (!Array.isArray(reply) || reply.length === 0) return undefined;
  const items = (reply as readonly RedisReply[]).map((one) =>
    Buffer.isBuffer(one) ? one : Buffer.from(String(one)),
  );
  const pairs = () =>
    items.flatMap((one, at) => (at % 2 === 0 ? [[one, items[at + 1] ?? Buffer.alloc(0)] as const] : []));
  if (type === 'hash')
    return { type, fields: new Map(pairs().map(([name, value]) => [name.toString(), textOrBytes(value)])) };
  if (type === 'zset')
    return { type, members: pairs().map(([stored, score]) => memberOf(stored, score.toString())) };
  return type === 'list' || type === 'set'
    ? { type, members: items.map((stored) => memberOf(stored)) }
    : undefined;
}

function stringValue(bytes: Buffer): RedisValue {
  const text = textOrBytes(bytes);
  const document = typeof text === 'string' ? documentIn(text) : undefined;
  return document === undefined ? { type: 'text', text } : { type: 'document', document };
}

/** A member that is a JSON object is that object; any other is an object with its text under `member`. */
function memberOf(stored: Buffer, score?: string): Member {
  const text = textOrBytes(stored);
  const document = typeof text === 'string' ? documentIn(text) : undefined;
  const element = document ?? { member: text, ...(score !== undefined && { score }) };
  return { stored, element };
}

function documentIn(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The text of UTF-8 bytes; other bytes as they are. */
function textOrBytes(bytes: Buffer): string | Buffer {
  const text = bytes.toString();
  return text.includes('\ufffd') && !Buffer.from(text).equals(bytes) ? bytes : text;
}

/** The value of a mapped field: the key, a part of its name, or what stands under the key. */
export function fieldOf({ key, parts, value }: RedisRecord, field: string): unknown {
  if (field === keyField) return key;
  if (Object.hasOwn(parts, field)) return parts[field];
  switch (value.type) {
    case 'hash':
      return value.fields.get(field);
    case 'document':
      return valueAt(value.document, field);
    case 'text':
      return field === valueField ? value.text : undefined;
    case 'list':
    case 'set':
    case 'zset':
      return field === membersField ? value.members.map(({ element }) => element) : undefined;
  }
}

/** All values that a look-up in a field compares, through members and arrays. */
export function searchedValues(record: RedisRecord, field: string): readonly unknown[] {
  const direct = fieldOf(record, field);
  if (direct !== undefined) return [direct];
  const [first = '', ...rest] = field.split('.');
  const outer = fieldOf(record, first);
  return rest.length === 0 || outer === undefined ? [] : valuesAt(outer, rest.join('.'));
}

/** A record as a row with the fields that were asked for. */
export function rowOf(record: RedisRecord, fields: readonly string[]): StoredRow {
  return {
    key: record.key,
    values: Object.fromEntries(fields.map((field) => [field, fieldOf(record, field)])),
  };
}
