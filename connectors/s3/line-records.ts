import { StoreFailure } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { disclosedJson, isSameText, jsonText, valuesAt } from '../json-values/json-fields';
import type { KeyParts } from '../key-names/key-pattern';
import { holdsIdentifier, knownParts } from '../key-names/known-parts';
import type { HoldsIdentifier } from '../key-names/known-parts';
import { valueAt } from '../rows/elements';
import type { RowReader, StoredRow } from '../rows/row-store';
import { batchSize } from '../rows/row-store';
import { matchingObjects } from './matching-objects';
import { formatOf, objectPattern } from './object-form';
import type { LineFormat } from './object-form';
import { openObject } from './objects';
import { recordCodec } from './record-codec';
import type { LineRecord, RecordCodec } from './record-codec';
import type { S3Session } from './s3-session';
import { splitRecords } from './split-records';

/** Where a record stands: the object, and the value of the collection's `key` in it. Personal data. */
export interface RecordPlace {
  readonly object: string;
  readonly id: string;
}

/** The key of a record: the name of its object, `#`, and its own key. */
export function keyOf({ object, id }: RecordPlace): string {
  return `${object.replace(/[%#]/g, encodeURIComponent)}#${id}`;
}

/** The reverse of {@link keyOf}. */
export function placeOf(key: string): RecordPlace {
  const at = key.indexOf('#');
  return { object: key.slice(0, at).replace(/%(?:23|25)/g, decodeURIComponent), id: key.slice(at + 1) };
}

/**
 * Lines of NDJSON and CSV objects, and elements of JSON arrays, as rows. Objects are streamed: memory holds what was
 * found, never an object. A record's fields are those of the line and the parts of the object's name.
 */
export function createLineReader(session: S3Session): RowReader {
  const { store } = session;
  const search = async (
    collection: CollectionMap,
    known: readonly KeyParts[] | undefined,
    isMeant: HoldsIdentifier,
    fields: readonly string[],
  ) => {
    const rows: StoredRow[] = [];
    for await (const objects of matchingObjects(session, collection, known))
      for (const object of objects)
        for await (const { records } of recordsOf(session, collection, object.key)) {
          const meant = records.filter((record) => isMeant((field) => valuesOf(record, object.parts, field)));
          for (const record of meant) rows.push(rowOf(session, collection, object, record, fields));
        }
    assertKeysDiffer(session, collection, rows);
    return rows;
  };
  const readRows = (collection: CollectionMap, keys: readonly string[], fields: readonly string[]) =>
    rowsAt(session, collection, keys, fields);
  return {
    store,
    findByIdentifiers: (collection, lookups, identifiers, fields) => {
      const known = knownParts(objectPattern(store, collection), lookups, identifiers);
      return search(collection, known, holdsIdentifier(lookups, identifiers), fields);
    },
    findByValues: (collection, field, values, fields) => {
      const texts = values.flatMap((value) => jsonText(value) ?? []);
      const isPart = objectPattern(store, collection).parts.includes(field);
      return search(
        collection,
        isPart ? texts.map((text) => ({ [field]: text })) : undefined,
        (valuesOf) => valuesOf(field).some((value) => texts.some((text) => isSameText(value, text))),
        fields,
      );
    },
    readRows,
    keysWithValue: async (collection, field, keys, text) =>
      new Set(
        (await readRows(collection, keys, [field]))
          .filter((row) => isSameText(row.values[field], text))
          .map(({ key }) => key),
      ),
    pages: (collection, fields) => pagesOf(session, collection, fields),
    foreignKeys: () => Promise.resolve([]),
    text: jsonText,
    disclosed: disclosedJson,
  };
}

async function rowsAt(
  session: S3Session,
  collection: CollectionMap,
  keys: readonly string[],
  fields: readonly string[],
): Promise<readonly StoredRow[]> {
  const rows: StoredRow[] = [];
  for (const [key, ids] of idsByObject(keys)) {
    const parts = objectPattern(session.store, collection).match(key);
    if (parts === undefined) continue;
    for await (const { records } of recordsOf(session, collection, key)) {
      const meant = records.filter((record) => ids.has(idOf(collection, record) ?? ''));
      for (const record of meant) rows.push(rowOf(session, collection, { key, parts }, record, fields));
    }
  }
  assertKeysDiffer(session, collection, rows);
  return rows;
}

async function* pagesOf(
  session: S3Session,
  collection: CollectionMap,
  fields: readonly string[],
): AsyncGenerator<readonly StoredRow[]> {
  for await (const objects of matchingObjects(session, collection, undefined))
    for (const object of objects)
      for await (const { records } of recordsOf(session, collection, object.key)) {
        const rows = records.map((record) => rowOf(session, collection, object, record, fields));
        for (let from = 0; from < rows.length; from += batchSize) yield rows.slice(from, from + batchSize);
      }
}

/** Records keys by the object in which they stand. */
export function idsByObject(keys: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byObject = new Map<string, Set<string>>();
  for (const { object, id } of keys.map(placeOf))
    byObject.set(object, (byObject.get(object) ?? new Set()).add(id));
  return byObject;
}

/** The records of one object, some at a time; nothing when the object is not there. */
async function* recordsOf(
  session: S3Session,
  collection: CollectionMap,
  key: string,
): AsyncGenerator<{ readonly records: readonly Required<LineRecord>[] }> {
  const opened = await openObject(session, key);
  if (opened === undefined) return;
  assertPlain(session, collection, opened.head.ContentEncoding);
  const codec = recordCodec(lineFormatOf(collection));
  for await (const all of readPieces(session, collection, codec, opened.body))
    yield { records: all.filter(isRecord) };
}

/** All pieces of an object that is being read, with their records. What is not of the format is hostile. */
export async function* readPieces(
  session: S3Session,
  collection: CollectionMap,
  codec: RecordCodec,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly LineRecord[]> {
  try {
    for await (const pieces of splitRecords(lineFormatOf(collection), body)) yield codec.read(pieces);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StoreFailure(
      'hostileAnswer',
      `${session.store.id}/${collection.id}: an object holds ${error.message}.`,
      collection.id,
    );
  }
}

/** The format of a collection of lines. */
export function lineFormatOf(collection: CollectionMap): LineFormat {
  const format = formatOf(collection);
  if (format === 'object') throw new Error(`Collection ${collection.id} is one of whole objects.`);
  return format;
}

/** Compressed objects are refused: what we cannot read could be the person's. */
export function assertPlain(
  session: S3Session,
  collection: CollectionMap,
  encoding: string | undefined,
): void {
  if (encoding === undefined || encoding === '' || encoding === 'identity' || encoding === 'aws-chunked')
    return;
  throw new StoreFailure(
    'refused',
    `${session.store.id}/${collection.id}: an object is compressed, and its lines cannot be read.`,
    collection.id,
  );
}

/** True for pieces that hold a record. */
export function isRecord(record: LineRecord): record is Required<LineRecord> {
  return record.document !== undefined;
}

/** The own key of a record in text form. */
export function idOf(collection: CollectionMap, { document }: LineRecord): string | null {
  return jsonText(valueAt(document, collection.key));
}

function valuesOf(record: LineRecord, parts: KeyParts, field: string): readonly unknown[] {
  return Object.hasOwn(parts, field) ? [parts[field]] : valuesAt(record.document, field);
}

/** The value of a field: a part of the object's name, or what the line says. */
export function fieldOf(record: LineRecord, parts: KeyParts, field: string): unknown {
  return Object.hasOwn(parts, field) ? parts[field] : valueAt(record.document, field);
}

function rowOf(
  session: S3Session,
  collection: CollectionMap,
  { key, parts }: { readonly key: string; readonly parts: KeyParts },
  record: LineRecord,
  fields: readonly string[],
): StoredRow {
  const id = idOf(collection, record);
  if (id === null || id === '') throw noUniqueKey(session, collection);
  const values = fields.map((field) => [field, fieldOf(record, parts, field)] as const);
  return { key: keyOf({ object: key, id }), values: Object.fromEntries(values) };
}

function assertKeysDiffer(session: S3Session, collection: CollectionMap, rows: readonly StoredRow[]): void {
  if (new Set(rows.map(({ key }) => key)).size < rows.length) throw noUniqueKey(session, collection);
}

/** Two records under one key could be two people's: acting on one could meet the other. */
function noUniqueKey({ store }: S3Session, collection: CollectionMap): StoreFailure {
  return new StoreFailure(
    'refused',
    `${store.id}/${collection.id}: field ${collection.key} is not a unique key of the records in each object.`,
    collection.id,
  );
}
