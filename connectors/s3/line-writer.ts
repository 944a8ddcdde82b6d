import { StoreFailure } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { isSameText, jsonText, textAs } from '../json-values/json-fields';
import type { KeyParts } from '../key-names/key-pattern';
import { EffectRefused } from '../rows/effect-refused';
import { valueAt } from '../rows/elements';
import type { RowReader, RowWriter, StoredRow } from '../rows/row-store';
import {
  assertPlain,
  createLineReader,
  fieldOf,
  idOf,
  idsByObject,
  isRecord,
  keyOf,
  lineFormatOf,
  readPieces,
} from './line-records';
import { objectPattern } from './object-form';
import { headOf, openObject, removeObject } from './objects';
import { recordCodec } from './record-codec';
import type { LineRecord } from './record-codec';
import { ObjectChanged, rewriteObject } from './rewrite-object';
import type { S3Session } from './s3-session';

/** Attempts at an object that others change all the time; then its records stay open, which the survey tells. */
const mostAttempts = 5;

/** What becomes of a record: it goes, stays, or gets other values. */
type Fate = 'drop' | 'stay' | Readonly<Record<string, unknown>>;
type Judge = (record: LineRecord, key: string, parts: KeyParts) => Fate;

/**
 * Lines of objects that can be changed. An object is rewritten as a stream, all other lines byte for byte as they were,
 * and takes the place of the old one only while that is still what was read.
 */
export function createLineWriter(session: S3Session): RowWriter {
  const reader: RowReader = createLineReader(session);
  const change = async (collection: CollectionMap, keys: readonly string[], judge: Judge) => {
    for (const [object, ids] of idsByObject(keys)) {
      const one: Judge = (record, key, parts) =>
        ids.has(idOf(collection, record) ?? '') ? judge(record, key, parts) : 'stay';
      for (let left = mostAttempts; left > 0; left -= 1)
        if (await attempt(session, collection, object, one)) break;
    }
  };
  return {
    ...reader,
    lockRows: () => Promise.resolve(),
    guardDeletion: () => Promise.resolve(),
    deleteRows: (collection, rows) =>
      change(
        collection,
        rows.map(({ key }) => key),
        asRead(collection, rows, () => 'drop'),
      ),
    setFields: (collection, rows, { same, perRow }) =>
      change(
        collection,
        rows.map(({ key }) => key),
        asRead(collection, rows, (_, key) => ({ ...same, ...perRow[key] })),
      ),
    replaceValue: (collection, field, keys, from, to) =>
      change(collection, keys, (record, _, parts) => {
        const value = fieldOf(record, parts, field);
        if (!isSameText(value, from)) return 'stay';
        const typed = textAs(value, to);
        if (typed === undefined) throw new EffectRefused('value:type');
        return { [field]: typed };
      }),
    removeElements: (collection, elements, isOwner) => {
      const map = collection.elements;
      if (map === undefined)
        throw new StoreFailure(
          'refused',
          `${session.store.id}/${collection.id} has no elements in the map.`,
          collection.id,
        );
      return change(collection, Object.keys(elements), (record, key) => {
        const list = valueAt(record.document, map.path);
        const stays = (element: unknown) => {
          const owner = jsonText(valueAt(element, map.owner.field));
          const id = jsonText(valueAt(element, map.key)) ?? '';
          return owner === null || !isOwner(owner) || !(elements[key] ?? []).includes(id);
        };
        return Array.isArray(list) ? { [map.path]: list.filter(stays) } : 'stay';
      });
    },
  };
}

/** Changes a record only while everything by which it was known to be the person's is as it was read. */
function asRead(collection: CollectionMap, rows: readonly StoredRow[], judge: Judge): Judge {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const path = collection.elements?.path;
  const fields = [...collection.lookups, ...collection.links].map(({ field }) => field);
  const compared = path === undefined ? fields : [...fields, path];
  return (record, key, parts) => {
    const row = byKey.get(key);
    const isSame = compared
      .filter((field) => row !== undefined && Object.hasOwn(row.values, field))
      .every((field) => jsonText(fieldOf(record, parts, field)) === jsonText(row?.values[field]));
    return row !== undefined && isSame ? judge(record, key, parts) : 'stay';
  };
}

/** False, with nothing done, when somebody else changed the object meanwhile. */
async function attempt(
  session: S3Session,
  collection: CollectionMap,
  object: string,
  judge: Judge,
): Promise<boolean> {
  const parts = objectPattern(session.store, collection).match(object);
  const opened = await openObject(session, object);
  if (parts === undefined || opened === undefined) return true;
  // Older versions would keep the line, and to remove them would take the history of everybody else.
  if (session.keepsVersions) throw new EffectRefused('versions:kept');
  assertPlain(session, collection, opened.head.ContentEncoding);
  const rewrite = rewriteObject(session, object, opened.head);
  try {
    const { changed, left } = await copyRecords(
      session,
      collection,
      object,
      parts,
      opened.body,
      judge,
      rewrite,
    );
    // A file that carries a person's name and nothing else is not left behind.
    const isEmptied = changed > 0 && left === 0 && Object.keys(parts).length > 0;
    if (changed === 0) await rewrite.abandon();
    else if (!isEmptied) await rewrite.commit();
    else {
      await rewrite.abandon();
      if ((await headOf(session, object))?.ETag !== opened.head.ETag) return false;
      await removeObject(session, object);
    }
    return true;
  } catch (error) {
    opened.body.destroy();
    await rewrite.abandon();
    if (error instanceof ObjectChanged) return false;
    throw error;
  }
}

async function copyRecords(
  session: S3Session,
  collection: CollectionMap,
  object: string,
  parts: KeyParts,
  body: AsyncIterable<Uint8Array>,
  judge: Judge,
  { write }: Pick<ReturnType<typeof rewriteObject>, 'write'>,
): Promise<{ readonly changed: number; readonly left: number }> {
  const codec = recordCodec(lineFormatOf(collection));
  let [changed, left] = [0, 0];
  for await (const records of readPieces(session, collection, codec, body)) {
    const copied: Buffer[] = [];
    for (const record of records) {
      const key = keyOf({ object, id: idOf(collection, record) ?? '' });
      const fate = isRecord(record) ? judge(record, key, parts) : 'stay';
      if (fate !== 'stay') changed += 1;
      if (fate === 'drop') continue;
      if (typeof fate === 'object') assertNotInName(parts, fate);
      const { lead, record: bytes, tail } = record.piece;
      copied.push(
        left === 0 && isRecord(record) ? withoutComma(lead) : lead,
        typeof fate === 'object' ? codec.write(record, fate) : bytes,
        tail,
      );
      if (isRecord(record)) left += 1;
    }
    if (copied.length > 0) await write(Buffer.concat(copied));
  }
  return { changed, left };
}

/** The first element of an array has no comma before it, also when it was the second. */
function withoutComma(lead: Buffer): Buffer {
  const at = lead.indexOf(0x2c);
  return at < 0 ? lead : Buffer.concat([lead.subarray(0, at), lead.subarray(at + 1)]);
}

function assertNotInName(parts: KeyParts, values: Readonly<Record<string, unknown>>): void {
  if (Object.keys(values).some((field) => Object.hasOwn(parts, field)))
    throw new EffectRefused('value:keyName');
}
