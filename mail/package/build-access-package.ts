import type {
  BuildPackage,
  BuiltPackage,
  KeptFile,
  PackageDesk,
  PackageInput,
} from '../../domain/access-package';
import { collectionOf } from '../../domain/connector';
import type { Locale } from '../../domain/data-map';
import portabilitySchema from '../../docs/schemas/portability.schema.json';
import { letterLocales } from '../notices/render-notice';
import type { Templates } from '../template-engine';
import { compileTemplates } from '../template-engine';
import type { PackedFile, Track } from './package-file';
import { indexPage, indexTemplate } from './package-index';
import { packageManifest } from './package-manifest';
import type { FinishedPart } from './package-part';
import { finishedPart, partName } from './package-part';
import { pageTemplate } from './record-pages';
import { fieldsOfFormat } from './shown-records';
import type { ToldStores } from './told-stores';
import { countsOf, toldStores } from './told-stores';
import { TrackWriter } from './track-writer';
import type { ZipEntry } from './zip-stream';
import { zipStream } from './zip-stream';

/**
 * Compiles the pages' templates; what it returns builds packages (GDPR art 15, 20; PIPL art 45) in bounded memory, data set
 * by data set: `index.html` and `pages/` to read, `data/` for machines, `attachments/`, and `manifest.json` with
 * explanations and checksums. Same input, same bytes. Throws `MailError` `template` at start.
 */
export function loadAccessPackages(folder: string = __dirname): BuildPackage {
  const pages = new Map<Locale, Templates>(
    letterLocales.map((locale) => [
      locale,
      compileTemplates(folder, [indexTemplate, pageTemplate], locale, 'html'),
    ]),
  );
  return async (input, desk) => {
    const templates = pages.get(input.locale);
    if (templates === undefined) throw new Error(`No packages are written in ${input.locale}.`);
    const parts = await finishedParts(input, desk, templates);
    const told = toldStores(input, parts);
    const front = await frontTrack(input, desk, parts, told, templates);
    const tracks = [front, ...parts.flatMap((part) => part.tracks)];
    const attachments = parts.flatMap((part) => part.attachments);
    const files = [...tracks.flatMap((track) => track.files), ...attachments.map(({ packed }) => packed)];
    const manifest = await textTrack(desk, 'manifest', {
      'manifest.json': jsonText(packageManifest(input, parts, told, files)),
    });
    const written = await desk.deliver(zipStream(entriesOf(desk, tracks, attachments, manifest)));
    return { ...written, ...summaryOf(input, parts, [...tracks, manifest]) };
  };
}

async function finishedParts(
  input: PackageInput,
  desk: PackageDesk,
  templates: Templates,
): Promise<readonly FinishedPart[]> {
  const parts: FinishedPart[] = [];
  for (const { store, collections } of input.stores)
    for (const disclosed of collections)
      if (fieldsOfFormat(input, collectionOf(store, disclosed.id)).length > 0)
        parts.push(await finishedPart(input, desk, store, disclosed, templates));
  return parts;
}

/** What stands in front: the page, and for portability the form of the files. */
function frontTrack(
  input: PackageInput,
  desk: PackageDesk,
  parts: readonly FinishedPart[],
  told: ToldStores,
  templates: Templates,
): Promise<Track> {
  const schema = { 'portability.schema.json': jsonText(portabilitySchema) };
  return textTrack(desk, 'front', {
    'index.html': indexPage(input, parts, told, templates),
    ...(input.format === 'portability' ? schema : {}),
  });
}

async function textTrack(
  desk: PackageDesk,
  name: string,
  texts: Readonly<Record<string, string>>,
): Promise<Track> {
  const track = new TrackWriter(desk, name);
  for (const [path, text] of Object.entries(texts)) {
    const file = track.begin(path);
    await file.write(text);
    await file.end();
  }
  return track.end();
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

// eslint-disable-next-line @typescript-eslint/require-await -- what is read of each entry is asynchronous
async function* entriesOf(
  desk: PackageDesk,
  tracks: readonly Track[],
  attachments: readonly { readonly packed: PackedFile; readonly kept: KeptFile }[],
  manifest: Track,
): AsyncGenerator<ZipEntry> {
  for (const track of tracks) yield* trackEntries(desk, track);
  for (const { packed, kept } of attachments) yield { file: packed, content: desk.openFile(kept) };
  yield* trackEntries(desk, manifest);
}

/** Files of a track, each cut out of what lies behind each other on the desk. They must be read in this order. */
function* trackEntries(desk: PackageDesk, { name, pieces, files }: Track): Generator<ZipEntry> {
  let rest: Uint8Array = new Uint8Array();
  let next = 0;
  const take = async function* (count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0;) {
      if (rest.length === 0) {
        if (next >= pieces) throw new Error(`The desk holds less than it should of ${name}.`);
        rest = await desk.get(`${name}/${next}`);
        next += 1;
      }
      const taken = rest.subarray(0, left);
      rest = rest.subarray(taken.length);
      left -= taken.length;
      yield taken;
    }
  };
  for (const file of files) yield { file, content: take(file.packedBytes) };
}

function summaryOf(
  { stores }: PackageInput,
  parts: readonly FinishedPart[],
  tracks: readonly Track[],
): Pick<BuiltPackage, 'counts' | 'leftOnDesk'> {
  const withContent = stores.filter(({ collections }) => collections.length > 0);
  return {
    counts: Object.fromEntries(withContent.map(({ store }) => [store.id, countsOf(parts, store.id)])),
    leftOnDesk: [
      ...parts.map(({ storeId, collection }) => partName(storeId, collection)),
      ...tracks.flatMap(({ name, pieces }) => Array.from({ length: pieces }, (_, at) => `${name}/${at}`)),
    ],
  };
}
