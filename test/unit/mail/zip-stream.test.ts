import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateRawSync } from 'node:zlib';
import * as yauzl from 'yauzl';
import type { PackedFile } from '../../../mail/package/package-file';
import { zipStream } from '../../../mail/package/zip-stream';
import type { ZipEntry } from '../../../mail/package/zip-stream';

// Archives are opened here by somebody else's implementation of the format.

/** An archive as the pieces it came in: many of them may be the same bytes, so that gigabytes fit into memory. */
class Pieces extends yauzl.RandomAccessReader {
  readonly pieces: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  size = 0;

  add(bytes: Uint8Array): void {
    this.pieces.push({ at: this.size, bytes });
    this.size += bytes.length;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const wanted: Uint8Array[] = [];
    for (let at = this.pieceAt(start); at < this.pieces.length; at += 1) {
      const piece = this.pieces[at];
      if (piece === undefined || piece.at >= end) break;
      const from = Math.max(0, start - piece.at);
      wanted.push(piece.bytes.subarray(from, Math.min(piece.bytes.length, end - piece.at)));
    }
    return Readable.from(wanted, { objectMode: false });
  }

  /** The last piece that begins at or before a place. */
  private pieceAt(place: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.pieces[middle]?.at ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

async function archive(entries: readonly ZipEntry[]): Promise<Pieces> {
  const pieces = new Pieces();
  for await (const bytes of zipStream(entries)) pieces.add(bytes);
  return pieces;
}

function entry(path: string, bytes: Uint8Array, change: Partial<PackedFile> = {}): ZipEntry {
  const packed = deflateRawSync(bytes);
  const sizes = { bytes: bytes.length, packedBytes: packed.length };
  const file: PackedFile = { path, ...sizes, method: 8, crc32: crc32(bytes), sha256: '', ...change };
  return { file, content: Readable.from([packed]) };
}

/** Names and sizes of all entries; contents of those asked for. */
function open(pieces: Pieces, wanted: readonly string[]) {
  return new Promise<{ sizes: Map<string, number>; contents: Map<string, string> }>((resolve, reject) => {
    const read = (error: Error | null, zip: yauzl.ZipFile) => {
      if (error) {
        reject(error);
        return;
      }
      const sizes = new Map<string, number>();
      const contents = new Map<string, string>();
      zip.on('error', reject);
      zip.on('end', () => resolve({ sizes, contents }));
      zip.on('entry', (found: yauzl.Entry) => {
        sizes.set(found.fileName, found.uncompressedSize);
        if (!wanted.includes(found.fileName)) {
          zip.readEntry();
          return;
        }
        zip.openReadStream(found, (failure, stream) => {
          if (failure) {
            reject(failure);
            return;
          }
          void buffer(stream).then((bytes) => {
            contents.set(found.fileName, bytes.toString());
            zip.readEntry();
          }, reject);
        });
      });
      zip.readEntry();
    };
    // From one buffer where there are very many small pieces: a stream for each would take minutes.
    if (pieces.size < 2 ** 28)
      yauzl.fromBuffer(Buffer.concat(pieces.pieces.map(({ bytes }) => bytes)), { lazyEntries: true }, read);
    else yauzl.fromRandomAccessReader(pieces, pieces.size, { lazyEntries: true }, read);
  });
}

test('When files are packed, then another program reads their names in any script and their bytes', async () => {
  const pieces = await archive([
    entry('data/店铺/客户.json', Buffer.from('{"name":"林晓雨"}')),
    entry('empty.csv', Buffer.alloc(0)),
  ]);
  const { contents } = await open(pieces, ['data/店铺/客户.json', 'empty.csv']);
  expect([...contents]).toEqual([
    ['data/店铺/客户.json', '{"name":"林晓雨"}'],
    ['empty.csv', ''],
  ]);
});

test('When there are more than 65,535 files, then all of them are found', async () => {
  const files = Array.from({ length: 65_537 }, (_, at) => entry(`f/${at}`, Buffer.from([at % 256])));
  const { sizes, contents } = await open(await archive(files), ['f/65536']);
  expect(sizes.size).toBe(65_537);
  expect(Buffer.from(contents.get('f/65536') ?? '')).toEqual(Buffer.from([0]));
}, 120_000);

test('When a file has more than four gigabytes, then its size stands, and what lies behind it is read', async () => {
  const zeros = new Uint8Array(2 ** 26);
  const times = 65;
  const large = {
    bytes: zeros.length * times,
    packedBytes: zeros.length * times,
    method: 0,
    crc32: 0,
  } as const;
  const content = Readable.from(Array.from({ length: times }, () => zeros));
  const pieces = await archive([
    { file: { path: 'large.bin', sha256: '', ...large }, content },
    entry('behind.txt', Buffer.from('still here')),
  ]);
  expect(pieces.size).toBeGreaterThan(2 ** 32);
  const { sizes, contents } = await open(pieces, ['behind.txt']);
  expect(sizes.get('large.bin')).toBe(large.bytes);
  expect(contents.get('behind.txt')).toBe('still here');
});

test('When a file gives fewer bytes than it promised, then there is no archive that looks whole', async () => {
  await expect(archive([entry('short.json', Buffer.from('{}'), { packedBytes: 99 })])).rejects.toThrow(
    /bytes instead of 99/,
  );
});
