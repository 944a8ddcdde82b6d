import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { CaseId } from '../domain/ids';
import type { EnvelopeCipher } from './seams';
import { count, instant, sealed, strictSchema, text } from './strict-schema';

/** Content above this size is cut; a document may have 16 MB at most. */
export const chunkBytes = 4 * 1024 * 1024;
/** A generation that nobody made visible for so long was left behind by a crash. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;

interface ChunkDocument {
  /** The request or incident; named when there were requests only. */
  readonly requestId: CaseId;
  readonly slot: string;
  readonly generation: string;
  readonly index: number;
  readonly sealed: Buffer;
  readonly writtenAt: Date;
}

const schema = strictSchema<ChunkDocument>({
  requestId: text,
  slot: text,
  generation: text,
  index: count,
  sealed,
  writtenAt: instant,
});

/** Large content in pieces. */
export interface VaultChunks {
  /** Writes the chunks of a new generation, which nobody sees before a head names it. Returns their number. */
  write(
    key: Uint8Array,
    caseId: CaseId,
    slot: string,
    generation: string,
    content: Uint8Array,
  ): Promise<number>;
  /** The content of a generation; `undefined` when some of it is gone because a newer one took its place. */
  read(
    key: Uint8Array,
    caseId: CaseId,
    slot: string,
    head: { readonly generation?: string; readonly chunks?: number; readonly bytes: number },
  ): Promise<Uint8Array | undefined>;
  /** Removes the generation that was replaced, and what crashes left behind. Only after the head was flipped. */
  clear(caseId: CaseId, slot: string, generation: string | undefined): Promise<void>;
  clearAll(caseId: CaseId): Promise<void>;
}

/** Chunks in the collection `vault_chunks`, each sealed to its place and number: none can be left out or moved. */
export function createVaultChunks(connection: Connection, cipher: EnvelopeCipher): VaultChunks {
  const documents = connection.model<ChunkDocument>('VaultChunk', schema, 'vault_chunks');
  return {
    write: async (key, caseId, slot, generation, content) => {
      const total = Math.ceil(content.length / chunkBytes);
      for (let index = 0; index < total; index += 1) {
        const piece = content.subarray(index * chunkBytes, (index + 1) * chunkBytes);
        const place = chunkPlace(caseId, slot, generation, index, total);
        const bytes = Buffer.from(cipher.seal(key, piece, place));
        await documents.create({
          requestId: caseId,
          slot,
          generation,
          index,
          sealed: bytes,
          writtenAt: new Date(),
        });
      }
      return total;
    },
    read: async (key, caseId, slot, { generation, chunks: total, bytes }) => {
      if (generation === undefined || total === undefined) return undefined;
      const content = Buffer.allocUnsafe(bytes);
      for (let index = 0; index < total; index += 1) {
        const chunk = await documents
          .findOne({ requestId: caseId, slot, generation, index })
          .lean<ChunkDocument>();
        if (chunk === null) return undefined;
        const place = chunkPlace(caseId, slot, generation, index, total);
        content.set(cipher.open(key, chunk.sealed, place), index * chunkBytes);
      }
      return content;
    },
    clear: async (caseId, slot, generation) => {
      // Never "all but mine": another writer's generation may be about to become visible.
      const abandoned = { writtenAt: trusted({ $lt: new Date(Date.now() - abandonedAfterMs) }) };
      const replaced = generation === undefined ? [] : [{ generation }];
      await documents.deleteMany({ requestId: caseId, slot, $or: [abandoned, ...replaced] });
    },
    clearAll: async (caseId) => {
      await documents.deleteMany({ requestId: caseId });
    },
  };
}

function chunkPlace(caseId: CaseId, slot: string, generation: string, index: number, total: number): string {
  return `${caseId}/${slot}#${generation}/${index}/${total}`;
}
