import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { RequestId } from '../domain/ids';
import { PersistenceError } from '../domain/port-errors';
import type { Vault } from '../domain/ports';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import type { RequestKeys } from './request-keys';
import type { EnvelopeCipher, EvidenceChain } from './seams';
import { count, optionalText, strictSchema, text } from './strict-schema';
import { chunkBytes, createVaultChunks } from './vault-chunks';
import type { VaultChunks } from './vault-chunks';

/** What a slot holds: small content in `sealed`, large content in the chunks of `generation`. */
interface SlotDocument {
  readonly requestId: RequestId;
  readonly slot: string;
  readonly kind: SlotKind;
  readonly bytes: number;
  readonly sealed?: Buffer;
  readonly generation?: string;
  readonly chunks?: number;
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
    requestId: RequestId,
    slot: string,
    kind: SlotKind,
    content: Uint8Array,
  ): Promise<void> => {
    const place = placeOf(requestId, slot);
    const key = await keys.obtain(requestId);
    const head =
      content.length <= chunkBytes
        ? { sealed: Buffer.from(cipher.seal(key, content, place)) }
        : await writeChunks(chunks, key, requestId, slot, content);
    // Flipping the head makes the new content visible as a whole; until then readers see the old one.
    const absent = 'sealed' in head ? { generation: 1, chunks: 1 } : { sealed: 1 };
    const replaced = await repeatOnDuplicate(() =>
      slots
        .findOneAndUpdate(
          { requestId, slot },
          { $set: { kind, bytes: content.length, ...head }, $unset: absent },
          { upsert: true, returnDocument: 'before' },
        )
        .lean<SlotDocument>(),
    );
    if ('generation' in head || replaced?.generation !== undefined)
      await chunks.clear(requestId, slot, replaced?.generation);
  };

  const load = async (
    requestId: RequestId,
    slot: string,
    kind: SlotKind,
  ): Promise<Uint8Array | undefined> => {
    const place = placeOf(requestId, slot);
    for (let attempt = 1; attempt <= readAttempts; attempt += 1) {
      const head = await slots.findOne({ requestId, slot }).lean<SlotDocument>();
      if (head === null) {
        await keys.confirm(requestId);
        return undefined;
      }
      if (head.kind !== kind)
        throw new PersistenceError('invalid', `The slot holds ${head.kind}, not ${kind}.`);
      const key = await keys.existing(requestId);
      if (key === undefined) throw new PersistenceError('missing', `There is no data key for ${requestId}.`);
      if (head.sealed !== undefined) return cipher.open(key, head.sealed, place);
      const content = await chunks.read(key, requestId, slot, head);
      if (content !== undefined) return content;
    }
    throw new PersistenceError('unavailable', 'The slot was replaced again and again while it was read.');
  };

  return {
    put: async (requestId, slot, value) => {
      const content: unknown = JSON.stringify(value);
      if (typeof content !== 'string') throw new PersistenceError('invalid', 'The value is no JSON value.');
      await store(requestId, slot, 'json', Buffer.from(content, 'utf8'));
    },
    get: async (requestId, slot) => {
      const content = await load(requestId, slot, 'json');
      return content === undefined
        ? undefined
        : (JSON.parse(Buffer.from(content).toString('utf8')) as unknown);
    },
    putBytes: (requestId, slot, bytes) => store(requestId, slot, 'bytes', bytes),
    getBytes: (requestId, slot) => load(requestId, slot, 'bytes'),
    remove: async (requestId, slot) => {
      const removed = await slots.findOneAndDelete({ requestId, slot }).lean<SlotDocument>();
      if (removed?.generation !== undefined) await chunks.clear(requestId, slot, removed.generation);
    },
    commitment: async (requestId, value) => cipher.commitment(await keys.obtain(requestId), canonical(value)),
    shred: async (requestId) => {
      // The key first: from then on nothing opens, whatever becomes of the rest.
      await keys.destroy(requestId);
      await slots.deleteMany({ requestId });
      await chunks.clearAll(requestId);
    },
  };
}

async function writeChunks(
  chunks: VaultChunks,
  key: Uint8Array,
  requestId: RequestId,
  slot: string,
  content: Uint8Array,
): Promise<{ generation: string; chunks: number }> {
  const generation = randomUUID();
  return { generation, chunks: await chunks.write(key, requestId, slot, generation, content) };
}

/** Where a sealed value belongs. The request id has a fixed length, so no two places are written the same. */
function placeOf(requestId: RequestId, slot: string): string {
  if (!slotPattern.test(slot)) throw new PersistenceError('invalid', 'The name of the slot is not one.');
  return `${requestId}/${slot}`;
}
