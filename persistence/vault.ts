import { createHash, randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { CaseId } from '../domain/ids';
import { PersistenceError } from '../domain/port-errors';
import type { Vault, VaultContent, WrittenContent } from '../domain/ports';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import type { RequestKeys } from './request-keys';
import type { EnvelopeCipher, EvidenceChain } from './seams';
import { count, optionalText, strictSchema, text } from './strict-schema';
import { chunkBytes, createVaultChunks } from './vault-chunks';
import { piecesOf } from './vault-pieces';

/** What a slot holds: small content in `sealed`, large content in the chunks of `generation`. */
interface SlotDocument {
  /** The request or incident; named when there were requests only. */
  readonly requestId: CaseId;
  readonly slot: string;
  readonly kind: SlotKind;
  readonly bytes: number;
  readonly sealed?: Buffer;
  readonly generation?: string;
  readonly chunks?: number;
  /** SHA-256 of content in chunks, sealed: a bare hash of personal data could be guessed. */
  readonly digest?: Buffer;
}
type SlotKind = 'json' | 'bytes';

const schema = strictSchema<SlotDocument>({
  requestId: text,
  slot: text,
  kind: text,
  bytes: count,
  sealed: { type: Buffer },
  generation: optionalText,
  chunks: { type: Number },
  digest: { type: Buffer },
});

const slotPattern = /^[A-Za-z0-9][A-Za-z0-9_./@:+-]{0,255}$/;
/** A reader may meet a slot that is replaced under its hands; more often than this it is not chance. */
const readAttempts = 5;

/** What the vault is made of. */
export interface VaultParts {
  readonly connection: Connection;
  readonly keys: RequestKeys;
  readonly cipher: EnvelopeCipher;
  readonly canonical: EvidenceChain['canonical'];
}

/** The vault in the collections `vault` and `vault_chunks`; nothing is written that is not sealed. */
export function createVault({ connection, keys, cipher, canonical }: VaultParts): Vault {
  const slots = connection.model<SlotDocument>('VaultSlot', schema, 'vault');
  const chunks = createVaultChunks(connection, cipher);

  const store = async (
    caseId: CaseId,
    slot: string,
    kind: SlotKind,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<WrittenContent> => {
    const place = placeOf(caseId, slot);
    const key = await keys.obtain(caseId);
    const generation = randomUUID();
    const digest = createHash('sha256');
    let bytes = 0;
    let index = 0;
    let small: Buffer | undefined;
    for await (const piece of piecesOf(content, chunkBytes)) {
      bytes += piece.bytes.length;
      digest.update(piece.bytes);
      if (index === 0 && piece.last) small = Buffer.from(cipher.seal(key, piece.bytes, place));
      else await chunks.write(key, { caseId, slot, generation, index }, piece);
      index += 1;
    }
    const sha256 = digest.digest('hex');
    const head =
      small === undefined
        ? { generation, chunks: index, digest: sealedDigest(key, place, generation, sha256) }
        : { sealed: small };
    await flipHead(caseId, slot, { kind, bytes, ...head });
    return { bytes, sha256 };
  };

  const sealedDigest = (key: Uint8Array, place: string, generation: string, sha256: string): Buffer =>
    Buffer.from(cipher.seal(key, Buffer.from(sha256), `${place}#${generation}/digest`));

  /** Makes the new content visible as a whole; until then readers see the old one. */
  const flipHead = async (caseId: CaseId, slot: string, head: Omit<SlotDocument, 'requestId' | 'slot'>) => {
    const absent = head.sealed === undefined ? { sealed: 1 } : { generation: 1, chunks: 1, digest: 1 };
    const replaced = await repeatOnDuplicate(() =>
      slots
        .findOneAndUpdate(
          { requestId: caseId, slot },
          { $set: head, $unset: absent },
          { upsert: true, returnDocument: 'before' },
        )
        .lean<SlotDocument>(),
    );
    if (head.generation !== undefined || replaced?.generation !== undefined)
      await chunks.clear(caseId, slot, replaced?.generation);
  };

  const open = async (caseId: CaseId, slot: string, kind: SlotKind): Promise<VaultContent | undefined> => {
    const place = placeOf(caseId, slot);
    const head = await slots.findOne({ requestId: caseId, slot }).lean<SlotDocument>();
    if (head === null) {
      await keys.confirm(caseId);
      return undefined;
    }
    if (head.kind !== kind)
      throw new PersistenceError('invalid', `The slot holds ${head.kind}, not ${kind}.`);
    const key = await keys.existing(caseId);
    if (key === undefined) throw new PersistenceError('missing', `There is no data key for ${caseId}.`);
    if (head.sealed !== undefined) return wholeContent(cipher.open(key, head.sealed, place));
    const { generation, chunks: total, bytes, digest } = head;
    if (generation === undefined || total === undefined || digest === undefined)
      throw new PersistenceError('invalid', 'The head of the slot names no content.');
    const sha256 = Buffer.from(cipher.open(key, digest, `${place}#${generation}/digest`)).toString();
    return {
      bytes,
      sha256,
      read: (from = 0, to = bytes) =>
        chunks.read(key, { caseId, slot }, { generation, chunks: total, bytes }, { from, to }),
    };
  };

  const load = async (caseId: CaseId, slot: string, kind: SlotKind): Promise<Uint8Array | undefined> => {
    for (let attempt = 1; attempt <= readAttempts; attempt += 1) {
      const content = await open(caseId, slot, kind);
      if (content === undefined) return undefined;
      const whole = await wholeOf(content).catch((error: unknown) => {
        if (error instanceof PersistenceError && error.kind === 'missing') return undefined;
        throw error;
      });
      if (whole !== undefined) return whole;
    }
    throw new PersistenceError('unavailable', 'The slot was replaced again and again while it was read.');
  };

  return {
    put: async (caseId, slot, value) => {
      const content: unknown = JSON.stringify(value);
      if (typeof content !== 'string') throw new PersistenceError('invalid', 'The value is no JSON value.');
      await store(caseId, slot, 'json', [Buffer.from(content, 'utf8')]);
    },
    get: async (caseId, slot) => {
      const content = await load(caseId, slot, 'json');
      return content === undefined
        ? undefined
        : (JSON.parse(Buffer.from(content).toString('utf8')) as unknown);
    },
    putBytes: async (caseId, slot, bytes) => {
      await store(caseId, slot, 'bytes', [bytes]);
    },
    getBytes: (caseId, slot) => load(caseId, slot, 'bytes'),
    putStream: (caseId, slot, content) => store(caseId, slot, 'bytes', content),
    getStream: (caseId, slot) => open(caseId, slot, 'bytes'),
    remove: async (caseId, slot) => {
      const removed = await slots.findOneAndDelete({ requestId: caseId, slot }).lean<SlotDocument>();
      if (removed?.generation !== undefined) await chunks.clear(caseId, slot, removed.generation);
    },
    commitment: async (caseId, value) => cipher.commitment(await keys.obtain(caseId), canonical(value)),
    shred: async (caseId) => {
      // The key first: from then on nothing opens, whatever becomes of the rest.
      await keys.destroy(caseId);
      await slots.deleteMany({ requestId: caseId });
      await chunks.clearAll(caseId);
    },
  };
}

/** Content that is in memory already. */
function wholeContent(content: Uint8Array): VaultContent {
  return {
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous, memory is not
    read: async function* (from = 0, to = content.length) {
      if (from < to) yield content.subarray(from, to);
    },
  };
}

async function wholeOf(content: VaultContent): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafe(content.bytes);
  let at = 0;
  for await (const bytes of content.read()) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}

/** Where a sealed value belongs. Ids of cases have one fixed length, so no two places are written the same. */
function placeOf(caseId: CaseId, slot: string): string {
  if (!slotPattern.test(slot)) throw new PersistenceError('invalid', 'The name of the slot is not one.');
  return `${caseId}/${slot}`;
}
