import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { PackageDesk } from '../../domain/access-package';
import type { PackedFile, Track } from './package-file';

const deflate = promisify(deflateRaw);
/** Characters that are packed at once. */
const blockLength = 128 * 1024;
/** How far back deflate looks for what was there before (RFC 1951). */
const windowBytes = 32 * 1024;
/** Bytes that are kept on the desk as one piece. */
const pieceBytes = 256 * 1024;
/** An empty last block: ends what consists of blocks that each end on a byte. */
const endOfDeflate = Buffer.of(3, 0);

/** Packs texts into files that follow each other, and keeps what is packed on the desk. */
export class TrackWriter {
  private readonly desk: PackageDesk;
  private readonly name: string;
  private readonly files: PackedFile[] = [];
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private pieces = 0;

  constructor(desk: PackageDesk, name: string) {
    this.desk = desk;
    this.name = name;
  }

  /** Begins the next file. The one before must have been ended. */
  begin(path: string): TextFile {
    return new TextFile(path, {
      keep: (packed) => this.keep(packed),
      ended: (file) => void this.files.push(file),
    });
  }

  async end(): Promise<Track> {
    if (this.waitingBytes > 0) await this.flush();
    return { name: this.name, pieces: this.pieces, files: this.files };
  }

  private async keep(packed: Buffer): Promise<void> {
    this.waiting.push(packed);
    this.waitingBytes += packed.length;
    if (this.waitingBytes >= pieceBytes) await this.flush();
  }

  private async flush(): Promise<void> {
    const piece = Buffer.concat(this.waiting);
    this.waiting = [];
    this.waitingBytes = 0;
    await this.desk.put(`${this.name}/${this.pieces}`, piece);
    this.pieces += 1;
  }
}

interface FileTarget {
  readonly keep: (packed: Buffer) => Promise<void>;
  readonly ended: (file: PackedFile) => void;
}

/**
 * One file as it is written. Its text is packed block by block, each block beside the formatting of the next; every block
 * knows the end of the one before, and together they are one deflate stream.
 */
export class TextFile {
  private readonly path: string;
  private readonly target: FileTarget;
  private readonly digest = createHash('sha256');
  private text: string[] = [];
  private length = 0;
  private before: Buffer | undefined;
  private packing: Promise<void> = Promise.resolve();
  private bytes = 0;
  private packedBytes = 0;
  private checksum = 0;

  constructor(path: string, target: FileTarget) {
    this.path = path;
    this.target = target;
  }

  async write(text: string): Promise<void> {
    this.text.push(text);
    this.length += text.length;
    if (this.length >= blockLength) await this.pack();
  }

  async end(): Promise<void> {
    if (this.length > 0) await this.pack();
    await this.packing;
    await this.target.keep(endOfDeflate);
    this.packedBytes += endOfDeflate.length;
    this.target.ended({
      path: this.path,
      bytes: this.bytes,
      packedBytes: this.packedBytes,
      method: 8,
      crc32: this.checksum,
      sha256: this.digest.digest('hex'),
    });
  }

  private async pack(): Promise<void> {
    const block = Buffer.from(this.text.join(''), 'utf8');
    this.text = [];
    this.length = 0;
    this.digest.update(block);
    this.checksum = crc32(block, this.checksum);
    this.bytes += block.length;
    const known = this.before === undefined ? {} : { dictionary: this.before };
    this.before = Buffer.from(block.subarray(Math.max(0, block.length - windowBytes)));
    const packed = deflate(block, { ...known, finishFlush: constants.Z_SYNC_FLUSH });
    // One block is packed while the next is written; never more, so memory stays bounded.
    await this.packing;
    this.packing = packed.then(async (bytes) => {
      this.packedBytes += bytes.length;
      await this.target.keep(bytes);
    });
    // Whoever writes next, or ends, learns of a failure.
    this.packing.catch(() => undefined);
  }
}
