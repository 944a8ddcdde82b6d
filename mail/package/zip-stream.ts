import type { PackedFile } from './package-file';

/** A file with its packed bytes. */
export interface ZipEntry {
  readonly file: PackedFile;
  /** Exactly `packedBytes` bytes. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** 1 January 1980, midnight: the first time that a zip file can hold, and the same on every repeat. */
const fixedDate = 0x21;
/** Names are UTF-8. */
const flags = 0x0800;
/** Sizes and counts from here on need the fields of zip64. */
const limit32 = 0xffff_ffff;
const limit16 = 0xffff;
/** Made on Unix, by version 4.5 of the format; a regular file that its owner may read and write. */
const madeBy = 0x032d;
const fileMode = 0o100600;

/**
 * Puts packed files into one zip archive, in the order given (APPNOTE 6.3.10). Everything is known before it is written, so
 * nothing has to be mended afterwards; what is too large for the old fields gets those of zip64.
 */
export async function* zipStream(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let at = 0;
  for await (const { file, content } of entries) {
    const header = localHeader(file);
    directory.push(directoryRecord(file, at));
    yield header;
    yield* exactly(file, content);
    at += header.length + file.packedBytes;
  }
  const directoryBytes = directory.reduce((sum, record) => sum + record.length, 0);
  yield* directory;
  yield endRecords(directory.length, directoryBytes, at);
}

async function* exactly(file: PackedFile, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = file.packedBytes;
  for await (const bytes of content) {
    left -= bytes.length;
    yield bytes;
  }
  if (left !== 0)
    throw new Error(
      `A file of the package has ${file.packedBytes - left} bytes instead of ${file.packedBytes}.`,
    );
}

function localHeader(file: PackedFile): Buffer {
  const name = Buffer.from(file.path, 'utf8');
  const extra = sizeExtra(isLarge(file) ? [file.bytes, file.packedBytes] : []);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  commonFields(head, 4, file);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

function directoryRecord(file: PackedFile, offset: number): Buffer {
  const name = Buffer.from(file.path, 'utf8');
  const sizes = isLarge(file) ? [file.bytes, file.packedBytes] : [];
  const extra = sizeExtra(offset >= limit32 ? [...sizes, offset] : sizes);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(madeBy, 4);
  commonFields(head, 6, file);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE((fileMode << 16) >>> 0, 38);
  head.writeUInt32LE(Math.min(offset, limit32), 42);
  return Buffer.concat([head, name, extra]);
}

/** From the version needed to the sizes: the same in both records of a file. */
function commonFields(head: Buffer, at: number, file: PackedFile): void {
  head.writeUInt16LE(isLarge(file) ? 45 : 20, at);
  head.writeUInt16LE(flags, at + 2);
  head.writeUInt16LE(file.method, at + 4);
  head.writeUInt16LE(0, at + 6);
  head.writeUInt16LE(fixedDate, at + 8);
  head.writeUInt32LE(file.crc32, at + 10);
  head.writeUInt32LE(isLarge(file) ? limit32 : file.packedBytes, at + 14);
  head.writeUInt32LE(isLarge(file) ? limit32 : file.bytes, at + 18);
}

function isLarge({ bytes, packedBytes }: PackedFile): boolean {
  return bytes >= limit32 || packedBytes >= limit32;
}

/** The extra field of zip64 with those numbers that did not fit. */
function sizeExtra(numbers: readonly number[]): Buffer {
  if (numbers.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + numbers.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(numbers.length * 8, 2);
  numbers.forEach((number, index) => extra.writeBigUInt64LE(BigInt(number), 4 + index * 8));
  return extra;
}

function endRecords(count: number, directoryBytes: number, directoryAt: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, limit16), 8);
  end.writeUInt16LE(Math.min(count, limit16), 10);
  end.writeUInt32LE(Math.min(directoryBytes, limit32), 12);
  end.writeUInt32LE(Math.min(directoryAt, limit32), 16);
  const fits = count < limit16 && directoryBytes < limit32 && directoryAt < limit32;
  return fits ? end : Buffer.concat([largeEnd(count, directoryBytes, directoryAt), end]);
}

/** End of the directory in 64 bits, and where it lies. */
function largeEnd(count: number, directoryBytes: number, directoryAt: number): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(madeBy, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(directoryBytes), 40);
  end.writeBigUInt64LE(BigInt(directoryAt), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(directoryAt + directoryBytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}
