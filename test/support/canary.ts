import { join } from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import { BSON, MongoClient } from 'mongodb';

/** A place that was searched: its bytes, by name. */
export type Places = ReadonlyMap<string, Uint8Array>;

/** Every form in which a text may lie around: as it is, in other cases and Unicode forms, encoded. */
export function formsOf(text: string): readonly Buffer[] {
  // A short text in lower case may be a piece of some hash.
  const cases = text.length > 8 ? [text, text.toLowerCase(), text.toUpperCase()] : [text];
  const spelled = cases.flatMap((one) => [one, one.normalize('NFC'), one.normalize('NFD')]);
  const written = [...new Set(spelled)].flatMap((one) => [
    one,
    encodeURIComponent(one),
    encodeURIComponent(one).toLowerCase(),
    asciiJson(one),
    ...base64Cores(Buffer.from(one)),
    Buffer.from(one).toString('hex'),
  ]);
  const wide = spelled.map((one) => Buffer.from(one, 'utf16le'));
  return [...[...new Set(written)].map((one) => Buffer.from(one)), ...wide];
}

/** Non-ASCII characters as `\uXXXX`, as some JSON writers do. */
function asciiJson(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^\u0020-\u007e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What of a text stands in base64 whatever came before and comes after it: one form per alignment. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last digits also hold bits of the neighbours.
    const core = padded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Which canary is where: `place: canary`. Empty when none sang. */
export function singing(canaries: readonly string[], places: Places): readonly string[] {
  const forms = canaries.map((canary) => ({ canary, forms: formsOf(canary) }));
  return [...places].flatMap(([place, bytes]) => {
    const haystack = Buffer.from(bytes);
    return forms
      .filter((one) => one.forms.some((form) => haystack.includes(form)))
      .map(({ canary }) => `${place}: ${canary}`);
  });
}

/** Every document of every collection of a database, as the bytes that are stored. */
export async function documentsOf(uri: string, database: string): Promise<Places> {
  const client = await MongoClient.connect(uri);
  try {
    const places = new Map<string, Uint8Array>();
    for (const { name } of await client.db(database).listCollections().toArray()) {
      const documents = await client.db(database).collection(name).find().toArray();
      places.set(`collection ${name}`, Buffer.concat(documents.map((one) => BSON.serialize(one))));
    }
    return places;
  } finally {
    await client.close();
  }
}

/** Every file under a folder: its name, and its bytes. */
export async function filesUnder(folder: string): Promise<Places> {
  const places = new Map<string, Uint8Array>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    places.set(`name of ${path}`, Buffer.from(entry.name));
    if (entry.isFile()) places.set(`file ${path}`, await readFile(path));
  }
  return places;
}
