import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as unseal, seal } from '../../crypto/envelope';
import type { Vault } from '../../domain/ports';
import { chunkBytes } from '../../persistence/vault-chunks';
import { piecesOf } from '../../persistence/vault-pieces';

/** What sealing adds to a piece. */
const sealBytes = 29;

/** A vault in files: sealed piece by piece as the real one, without a database between. For measuring. */
export interface FileVault extends Pick<
  Vault,
  'get' | 'put' | 'getBytes' | 'putBytes' | 'getStream' | 'putStream' | 'remove'
> {
  close(): Promise<void>;
}

/** Opens a vault in a folder of its own. What goes to `sinkSlot` is sealed, hashed and dropped. */
export async function openFileVault(sinkSlot: string): Promise<FileVault> {
  const folder = await mkdtemp(join(tmpdir(), 'habeas-bench-vault-'));
  const key = randomBytes(32);
  const sizes = new Map<string, { bytes: number; sha256: string }>();
  const fileOf = (slot: string) => join(folder, slot.replaceAll('/', '~'));
  const putStream: Vault['putStream'] = async (_case, slot, content) => {
    const digest = createHash('sha256');
    let bytes = 0;
    const file = slot === sinkSlot ? undefined : await open(fileOf(slot), 'w');
    for await (const piece of piecesOf(content, chunkBytes)) {
      digest.update(piece.bytes);
      bytes += piece.bytes.length;
      const sealed = seal(key, piece.bytes, slot);
      await file?.write(sealed);
    }
    await file?.close();
    const written = { bytes, sha256: digest.digest('hex') };
    sizes.set(slot, written);
    return written;
  };
  const read = async function* (slot: string, from: number, to: number) {
    const file = await open(fileOf(slot), 'r');
    try {
      for (let index = Math.floor(from / chunkBytes); index * chunkBytes < to; index += 1) {
        const sealed = Buffer.allocUnsafe(chunkBytes + sealBytes);
        const { bytesRead } = await file.read(sealed, 0, sealed.length, index * sealed.length);
        const piece = unseal(key, sealed.subarray(0, bytesRead), slot);
        const start = index * chunkBytes;
        yield piece.subarray(Math.max(0, from - start), Math.min(piece.length, to - start));
      }
    } finally {
      await file.close();
    }
  };
  const getBytes = async (slot: string) =>
    sizes.has(slot) ? unseal(key, await readFile(fileOf(slot)), slot) : undefined;
  const putBytes = async (slot: string, bytes: Uint8Array) => {
    sizes.set(slot, { bytes: bytes.length, sha256: '' });
    await writeFile(fileOf(slot), seal(key, bytes, slot));
  };
  return {
    putStream,
    getStream: (_case, slot) => {
      const written = sizes.get(slot);
      if (written === undefined) return Promise.resolve(undefined);
      return Promise.resolve({ ...written, read: (from = 0, to = written.bytes) => read(slot, from, to) });
    },
    getBytes: (_case, slot) => getBytes(slot),
    putBytes: (_case, slot, bytes) => putBytes(slot, bytes),
    get: async (_case, slot) => {
      const bytes = await getBytes(slot);
      return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as unknown);
    },
    put: (_case, slot, value) => putBytes(slot, Buffer.from(JSON.stringify(value))),
    remove: async (_case, slot) => {
      if (sizes.delete(slot) && slot !== sinkSlot) await unlink(fileOf(slot));
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
