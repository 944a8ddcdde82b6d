import { trusted } from 'mongoose';
import type { Connection } from 'mongoose';
import type { CaseId } from '../domain/ids';
import { PersistenceError } from '../domain/port-errors';
import { guard } from './driver-errors';
import type { EnvelopeCipher } from './seams';
import { count, instant, sealed, strictSchema, text } from './strict-schema';
import type { Piece } from './vault-pieces';

/** Content above this size is cut. Small enough for several streams at once in little memory; a document may have 16 MB. */
export const chunkBytes = 1024 * 1024;
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

/** What the head of a slot says of its chunks. */
export interface ChunkHead {
  readonly generation: string;
  readonly chunks: number;
  readonly bytes: number;
}

/** Large content in pieces. */
export interface VaultChunks {
  /** Seals and writes one chunk of a new generation, which nobody sees before a head names it. */
  write(key: Uint8Array, place: ChunkPlace, piece: Piece): Promise<void>;
  /**
   * The bytes from `from` to before `to`, chunk by chunk.
   * @throws PersistenceError `missing` when some of it is gone because a newer generation took its place.
   */
  read(
    key: Uint8Array,
    slot: { readonly caseId: CaseId; readonly slot: string },
    head: ChunkHead,
    range: { readonly from: number; readonly to: number },
  ): AsyncGenerator<Uint8Array>;
  /** Removes the generation that was replaced, and what crashes left behind. Only after the head was flipped. */
  clear(caseId: CaseId, slot: string, generation: string | undefined): Promise<void>;
  clearAll(caseId: CaseId): Promise<void>;
}

/** Where a chunk belongs. */
export interface ChunkPlace {
  readonly caseId: CaseId;
  readonly slot: string;
  readonly generation: string;
  readonly index: number;
}

/** Chunks in the collection `vault_chunks`, each sealed to its place and number: none can be left out or moved. */
export function createVaultChunks(connection: Connection, cipher: EnvelopeCipher): VaultChunks {
  const documents = connection.model<ChunkDocument>('VaultChunk', schema, 'vault_chunks');

  const open = async (key: Uint8Array, place: ChunkPlace, last: boolean): Promise<Uint8Array> => {
    const { caseId: requestId, slot, generation, index } = place;
    const chunk = await guard('vault.read', () =>
      documents.findOne({ requestId, slot, generation, index }).lean<ChunkDocument>(),
    );
    if (chunk === null)
      throw new PersistenceError('missing', 'The content of the slot was replaced while it was read.');
    return cipher.open(key, chunk.sealed, nameOf(place, last));
  };

  return {
    write: async (key, place, piece) => {
      const { caseId: requestId, slot, generation, index } = place;
      const bytes = Buffer.from(cipher.seal(key, piece.bytes, nameOf(place, piece.last)));
      // Past Mongoose: its documents would copy each chunk several times.
      await documents.collection.insertOne({
        requestId,
        slot,
        generation,
        index,
        sealed: bytes,
        writtenAt: new Date(),
      });
    },
    read: async function* (key, { caseId, slot }, { generation, chunks, bytes }, { from, to }) {
      for (let index = Math.floor(from / chunkBytes); index * chunkBytes < to; index += 1) {
        const last = index === chunks - 1;
        const piece = await open(key, { caseId, slot, generation, index }, last);
        const expected = last ? bytes - index * chunkBytes : chunkBytes;
        if (piece.length !== expected)
          throw new PersistenceError('invalid', 'A chunk of the slot has not the length that its head says.');
        const start = index * chunkBytes;
        yield piece.subarray(Math.max(0, from - start), Math.min(piece.length, to - start));
      }
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

/** The last chunk is sealed as the last: a content that lost its end does not open. */
function nameOf({ caseId, slot, generation, index }: ChunkPlace, last: boolean): string {
  return `${caseId}/${slot}#${generation}/${index}/${last ? 'last' : 'more'}`;
}
