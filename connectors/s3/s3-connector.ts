import type { Connector, DisclosedRecord, Located, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { ConnectorOptions } from '../connector-options';
import { probeRecords } from '../key-names/probe-records';
import { createRowConnector } from '../rows/row-connector';
import type { RowWriter } from '../rows/row-store';
import { createLineWriter } from './line-writer';
import { formatOf } from './object-form';
import { openObject } from './objects';
import { s3Failure } from './s3-failure';
import { createS3Sessions } from './s3-session';
import type { S3Session, S3Sessions } from './s3-session';
import { contentField, createWholeObjects } from './whole-objects';

/**
 * Connector to a bucket of an S3-compatible object store. `connection` is `s3://ACCESS:SECRET@host:port/bucket` with
 * `?region=…` and, without TLS, `&tls=0`. A collection is one of whole objects, or of the lines in them; its `source` is
 * the pattern of their names. Each object changes in one step; a cut-off `apply` is completed by its repeat.
 */
export function createS3Connector(store: StoreMap, connection: string, options: ConnectorOptions): Connector {
  const sessions = createS3Sessions(store, connection);
  const rows = createRowConnector(
    store,
    {
      probe: (limits) => sessions.run(limits, (session) => probeRecords(store, objectsAndLines(session))),
      reading: (limits, work) => sessions.run(limits, (session) => work(objectsAndLines(session))),
      writing: (limits, work) => sessions.run(limits, (session) => work(objectsAndLines(session))),
      readingAfresh: (limits, work) => sessions.runFresh(limits, (session) => work(objectsAndLines(session))),
      close: () => sessions.close(),
    },
    options,
  );
  return {
    ...rows,
    extract: (call, located, identifiers) =>
      withAttachments(store, sessions, call, located, rows.extract(call, located, identifiers)),
  };
}

/** Whole objects and lines behind one face: each collection is one or the other. */
function objectsAndLines(session: S3Session): RowWriter {
  const whole = createWholeObjects(session);
  const lines = createLineWriter(session);
  const of = (collection: CollectionMap) => (formatOf(collection) === 'object' ? whole : lines);
  return {
    store: session.store,
    findByIdentifiers: (collection, ...rest) => of(collection).findByIdentifiers(collection, ...rest),
    findByValues: (collection, ...rest) => of(collection).findByValues(collection, ...rest),
    readRows: (collection, ...rest) => of(collection).readRows(collection, ...rest),
    keysWithValue: (collection, ...rest) => of(collection).keysWithValue(collection, ...rest),
    pages: (collection, fields) => of(collection).pages(collection, fields),
    foreignKeys: () => Promise.resolve([]),
    text: (value) => lines.text(value),
    disclosed: (value) => lines.disclosed(value),
    lockRows: () => Promise.resolve(),
    guardDeletion: () => Promise.resolve(),
    deleteRows: (collection, ...rest) => of(collection).deleteRows(collection, ...rest),
    setFields: (collection, ...rest) => of(collection).setFields(collection, ...rest),
    replaceValue: (collection, ...rest) => of(collection).replaceValue(collection, ...rest),
    removeElements: (collection, ...rest) => of(collection).removeElements(collection, ...rest),
  };
}

/** Adds the content to records of whole objects that are the person's alone, where the map names it. */
async function* withAttachments(
  store: StoreMap,
  sessions: S3Sessions,
  call: StoreCall,
  located: Located,
  records: AsyncIterable<DisclosedRecord>,
): AsyncGenerator<DisclosedRecord> {
  for await (const record of records) {
    const collection = store.collections.find(({ id }) => id === record.collection);
    const isOwn =
      located.collections.find((one) => one.collection === record.collection)?.keys.includes(record.key) ===
      true;
    const field = collection?.fields.find(({ name }) => name === contentField);
    const isShown = collection !== undefined && formatOf(collection) === 'object' && field !== undefined;
    if (!isShown || !isOwn || field.redaction === 'withhold') yield record;
    else
      yield {
        ...record,
        attachments: [
          {
            field: contentField,
            name: record.key.slice(record.key.lastIndexOf('/') + 1),
            mediaType: mediaTypeOf(record.key),
            open: () => contentOf(store, sessions, call, record),
          },
        ],
      };
  }
}

async function* contentOf(
  store: StoreMap,
  sessions: S3Sessions,
  call: Pick<StoreCall, 'signal'>,
  record: DisclosedRecord,
): AsyncGenerator<Uint8Array> {
  const session = sessions.open(call.signal);
  try {
    const opened = await openObject(session, record.key);
    if (opened === undefined)
      throw new StoreFailure(
        'drift',
        `An object of ${store.id}/${record.collection} is gone since it was located.`,
        record.collection,
      );
    for await (const chunk of opened.body) yield chunk as Uint8Array;
  } catch (error) {
    throw call.signal.aborted ? call.signal.reason : s3Failure(store, error);
  }
}

/** By the ending of the name; what the store says of it is whatever the uploader said. */
function mediaTypeOf(key: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(key)?.[1]?.toLowerCase() ?? '';
  return mediaTypes[ending] ?? 'application/octet-stream';
}

const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  txt: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  xml: 'application/xml',
  zip: 'application/zip',
};
