import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ScannedRecord } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { normalIdentifier } from '../identifier-form';
import { valueAt } from './elements';
import type { RowReader, StoredRow } from './row-store';

/** Pages between the store and whoever reads: the store waits when nobody does. */
const pagesAhead = 2;

/**
 * Streams what stands on every record to know somebody by: the lookups of each row, and the author of each element, in
 * normal form. Records without any are left out. `read` opens one session for the whole search.
 */
export async function* scanIdentifiers(
  read: (work: (reader: RowReader) => Promise<void>) => Promise<void>,
): AsyncGenerator<ScannedRecord> {
  const pages = new PassThrough({ objectMode: true, highWaterMark: pagesAhead });
  const session = read((reader) => pipeline(scannedPages(reader), pages));
  // A session that fails before it reads would leave the reader waiting.
  session.catch((error: unknown) => pages.destroy(error instanceof Error ? error : undefined));
  let isWhole = false;
  try {
    for await (const page of pages) yield* page as readonly ScannedRecord[];
    isWhole = true;
  } catch (error) {
    // The session's own failure says which store and why; the stream only that it broke.
    await session;
    throw error;
  } finally {
    pages.destroy();
    if (!isWhole) session.catch(() => undefined);
  }
  await session;
}

async function* scannedPages(reader: RowReader): AsyncGenerator<readonly ScannedRecord[]> {
  for (const collection of reader.store.collections) {
    const fields = scannedFields(collection);
    if (fields.length === 0) continue;
    for await (const page of reader.pages(collection, fields)) {
      const records = page.flatMap((row) => recordsOf(reader, collection, row));
      if (records.length > 0) yield records;
    }
  }
}

function scannedFields({ lookups, elements }: CollectionMap): readonly string[] {
  const own = lookups.map(({ field }) => field);
  return [...new Set(elements === undefined ? own : [...own, elements.path])];
}

function recordsOf(
  reader: RowReader,
  { id, lookups, elements }: CollectionMap,
  row: StoredRow,
): readonly ScannedRecord[] {
  const own = lookups.flatMap(({ kind, field }) => identifierIn(reader, kind, row.values[field]));
  const list = elements === undefined ? [] : row.values[elements.path];
  const authors = (Array.isArray(list) ? list : []).flatMap((raw: unknown) =>
    elements === undefined
      ? []
      : identifierIn(reader, elements.owner.kind, valueAt(raw, elements.owner.field)),
  );
  return [own, ...authors.map((author) => [author])]
    .filter((identifiers) => identifiers.length > 0)
    .map((identifiers) => ({ collection: id, identifiers }));
}

function identifierIn(
  reader: RowReader,
  kind: CollectionMap['lookups'][number]['kind'],
  raw: unknown,
): ScannedRecord['identifiers'] {
  const value = normalIdentifier(kind, reader.text(raw) ?? '');
  return value === '' ? [] : [{ kind, value }];
}
