import { ZipFile } from 'yazl';
import type { PackageFile } from './package-manifest';

/** Midnight of 1 January 1980 wherever we run: the first time that a zip file can hold, and the same on every repeat. */
const fixedTime = new Date(1980, 0, 1);

/** Packs files into one zip, in the order given; the same files give the same bytes. Grows into zip64 by itself. */
export async function zipArchive(files: readonly PackageFile[]): Promise<Uint8Array> {
  const zip = new ZipFile();
  const failed = new Promise<never>((_resolve, reject) => zip.once('error', reject));
  for (const { path, bytes } of files)
    zip.addBuffer(bytes, path, { mtime: fixedTime, forceDosTimestamp: true, mode: 0o100600 });
  zip.end();
  return Promise.race([collected(zip.outputStream), failed]);
}

async function collected(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
