import { createHash } from 'node:crypto';
import type {
  CollectionDisclosure,
  ExactRecord,
  ExactValue,
  KeptFile,
  PackageDesk,
  PackageInput,
} from '../../domain/access-package';
import { collectionOf } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import type { Templates } from '../template-engine';
import { csvHead, csvText } from './csv-text';
import type { PackedFile, Track } from './package-file';
import type { SetPaths } from './package-paths';
import { pathsOf } from './package-paths';
import { portabilityHead, portabilityTail } from './portability-file';
import type { PlacedFile } from './record-pages';
import { RecordPages } from './record-pages';
import type { ShownCounts } from './shown-records';
import { fieldsOfFormat, recordFilter, rulesFor } from './shown-records';
import { TrackWriter } from './track-writer';

/** To be raised when what a part consists of changes: parts of another version are made anew. */
const partVersion = 1;
/** Records that are written together. */
const recordsAtOnce = 100;

/** The files of one data set, finished. */
export interface FinishedPart extends ShownCounts {
  readonly storeId: string;
  readonly collection: string;
  /** Names everything that it was made of. */
  readonly fingerprint: string;
  readonly tracks: readonly Track[];
  readonly attachments: readonly { readonly packed: PackedFile; readonly kept: KeptFile }[];
  readonly pages: number;
}

/** Name of a part on the desk. */
export function partName(storeId: string, collection: string): string {
  return `part/${storeId}/${collection}`;
}

/**
 * The files of one data set. One that was finished before, of the same records under the same rules, is taken as it is: a
 * repeat after a kill makes at most the data set anew that was being written.
 */
export async function finishedPart(
  input: PackageInput,
  desk: PackageDesk,
  store: StoreMap,
  disclosed: CollectionDisclosure,
  templates: Templates,
): Promise<FinishedPart> {
  const collection = collectionOf(store, disclosed.id);
  const name = partName(store.id, collection.id);
  const fingerprint = fingerprintOf(input, store, collection, disclosed);
  // Written below and sealed since.
  const found = (await desk.recall(name)) as FinishedPart | undefined;
  if (found?.fingerprint === fingerprint) return found;
  const written = await writePart(input, desk, { store, collection, disclosed, name, templates });
  const part = { storeId: store.id, collection: collection.id, fingerprint, ...written };
  await desk.note(name, part);
  return part;
}

function fingerprintOf(
  { format, locale, zone, requestId, withholdings }: PackageInput,
  store: StoreMap,
  collection: CollectionMap,
  { fingerprint }: CollectionDisclosure,
): string {
  const rules = rulesFor(withholdings, store, collection);
  const madeOf = [partVersion, fingerprint, format, locale, zone, requestId, collection, rules];
  return createHash('sha256').update(JSON.stringify(madeOf)).digest('hex');
}

interface PartPlan {
  readonly store: StoreMap;
  readonly collection: CollectionMap;
  readonly disclosed: CollectionDisclosure;
  readonly name: string;
  readonly templates: Templates;
}

type WrittenPart = Omit<FinishedPart, 'storeId' | 'collection' | 'fingerprint'>;

async function writePart(input: PackageInput, desk: PackageDesk, plan: PartPlan): Promise<WrittenPart> {
  const { store, collection, disclosed } = plan;
  const paths = pathsOf(store, collection);
  const filter = recordFilter(input, store, collection);
  const files =
    input.format === 'access'
      ? readableFiles(input, desk, plan, paths)
      : portableFile(input, desk, plan, paths);
  const attachments: { packed: PackedFile; kept: KeptFile }[] = [];
  let number = 0;
  let waiting: PlacedRecord[] = [];
  for await (const record of disclosed.read()) {
    const shown = filter.show(record);
    if (shown === undefined) continue;
    number += 1;
    const placed = placedRecord(shown.values, shown.files, paths, number);
    for (const { file, path } of placed.files)
      attachments.push({ packed: storedFile(file, path), kept: file });
    waiting.push(placed);
    if (waiting.length < recordsAtOnce) continue;
    await files.add(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await files.add(waiting);
  const { tracks, pages } = number === 0 ? { tracks: [], pages: 0 } : await files.end();
  return { ...filter.counts(), tracks, attachments, pages };
}

interface PlacedRecord {
  readonly values: ExactRecord;
  readonly files: readonly PlacedFile[];
}

/** The record with what it says of its files: where each lies, and what it was called. */
function placedRecord(
  values: ExactRecord,
  kept: readonly KeptFile[],
  paths: SetPaths,
  record: number,
): PlacedRecord {
  if (kept.length === 0) return { values, files: [] };
  const files = kept.map((file, index) => ({
    file,
    path: paths.attachment(record, index + 1, file.mediaType),
  }));
  const told = new Map<string, ExactValue[]>();
  for (const { file, path } of files) {
    const { name, mediaType, bytes, sha256 } = file;
    told.set(file.field, [...(told.get(file.field) ?? []), { file: path, name, mediaType, bytes, sha256 }]);
  }
  return { values: { ...values, ...Object.fromEntries(told) }, files };
}

/** An attachment goes into the archive as it is: pictures and documents are packed already. */
function storedFile({ bytes, crc32, sha256 }: KeptFile, path: string): PackedFile {
  return { path, bytes, packedBytes: bytes, method: 0, crc32, sha256 };
}

interface SetFiles {
  add(records: readonly PlacedRecord[]): Promise<void>;
  end(): Promise<{ readonly tracks: readonly Track[]; readonly pages: number }>;
}

/** NDJSON, JSON and CSV for machines, and pages to read, all from one pass over the records. */
function readableFiles(input: PackageInput, desk: PackageDesk, plan: PartPlan, paths: SetPaths): SetFiles {
  const { collection, name, templates } = plan;
  const columns = columnsOf(input, collection);
  const tracks = ['ndjson', 'json', 'csv', 'pages'].map((part) => new TrackWriter(desk, `${name}/${part}`));
  const [ndjsonTrack, jsonTrack, csvTrack, pageTrack] = tracks as [
    TrackWriter,
    TrackWriter,
    TrackWriter,
    TrackWriter,
  ];
  const ndjson = ndjsonTrack.begin(`${paths.data}.ndjson`);
  const json = jsonTrack.begin(`${paths.data}.json`);
  const csv = csvTrack.begin(`${paths.data}.csv`);
  const pages = new RecordPages(pageTrack, paths, input, collection, templates);
  let head: { readonly json: string; readonly csv: string } = { json: '[\n', csv: csvHead(columns) };
  return {
    add: async (records) => {
      const lines = records.map(({ values }) => JSON.stringify(values));
      await ndjson.write(`${lines.join('\n')}\n`);
      await json.write(`${head.json}${lines.join(',\n')}`);
      await csv.write(
        `${head.csv}${csvText(
          columns,
          records.map(({ values }) => values),
        )}`,
      );
      head = { json: ',\n', csv: '' };
      for (const { values, files } of records) await pages.add(values, files);
    },
    end: async () => {
      await json.write('\n]\n');
      for (const file of [ndjson, json, csv]) await file.end();
      const count = await pages.end();
      return { tracks: await Promise.all(tracks.map((track) => track.end())), pages: count };
    },
  };
}

/** What the person provided, in one file of the published form. */
function portableFile(input: PackageInput, desk: PackageDesk, plan: PartPlan, paths: SetPaths): SetFiles {
  const { store, collection, name } = plan;
  const track = new TrackWriter(desk, `${name}/json`);
  const json = track.begin(`${paths.data}.json`);
  let before = portabilityHead(input, store, collection);
  return {
    add: async (records) => {
      await json.write(`${before}${records.map(({ values }) => JSON.stringify(values)).join(',\n')}`);
      before = ',\n';
    },
    end: async () => {
      await json.write(portabilityTail);
      await json.end();
      return { tracks: [await track.end()], pages: 0 };
    },
  };
}

/** One column per field, and one for the elements as JSON. */
function columnsOf(input: PackageInput, collection: CollectionMap): readonly string[] {
  const own = fieldsOfFormat(input, collection).map(({ field, path }) =>
    path === field.name ? path : (collection.elements?.path ?? path),
  );
  return [...new Set(own)];
}
