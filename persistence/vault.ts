import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { CaseId } from '../domain/ids';
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
  /** The request or incident; named when there were requests only. */
  readonly requestId: CaseId;
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

  const store = async (caseId: CaseId, slot: string, kind: SlotKind, content: Uint8Array): Promise<void> => {
    const place = placeOf(caseId, slot);
    const key = await keys.obtain(caseId);
    const head =
      content.length <= chunkBytes
        ? { sealed: Buffer.from(cipher.seal(key, content, place)) }
        : await writeChunks(chunks, key, caseId, slot, content);
    // Flipping the head makes the new content visible as a whole; until then readers see the old one.
    const absent = 'sealed' in head ? { generation: 1, chunks: 1 } : { sealed: 1 };
    const replaced = await repeatOnDuplicate(() =>
      slots
        .findOneAndUpdate(
          { requestId: caseId, slot },
          { $set: { kind, bytes: content.length, ...head }, $unset: absent },
          { upsert: true, returnDocument: 'before' },
        )
        .lean<SlotDocument>(),
    );
    if ('generation' in head || replaced?.generation !== undefined)
      await chunks.clear(caseId, slot, replaced?.generation);
  };

  const load = async (caseId: CaseId, slot: string, kind: SlotKind): Promise<Uint8Array | undefined> => {
    const place = placeOf(caseId, slot);
    for (let attempt = 1; attempt <= readAttempts; attempt += 1) {
      const head = await slots.findOne({ requestId: caseId, slot }).lean<SlotDocument>();
      if (head === null) {
        await keys.confirm(caseId);
        return undefined;
      }
      if (head.kind !== kind)
        throw new PersistenceError('invalid', `The slot holds ${head.kind}, not ${kind}.`);
      const key = await keys.existing(caseId);
      if (key === undefined) throw new PersistenceError('missing', `There is no data key for ${caseId}.`);
      if (head.sealed !== undefined) return cipher.open(key, head.sealed, place);
      const content = await chunks.read(key, caseId, slot, head);
      if (content !== undefined) return content;
    }
    throw new PersistenceError('unavailable', 'The slot was replaced again and again while it was read.');
  };

  return {
    put: async (caseId, slot, value) => {
      const content: unknown = JSON.stringify(value);
      if (typeof content !== 'string') throw new PersistenceError('invalid', 'The value is no JSON value.');
      await store(caseId, slot, 'json', Buffer.from(content, 'utf8'));
    },
    get: async (caseId, slot) => {
      const content = await load(caseId, slot, 'json');
      return content === undefined
        ? undefined
        : (JSON.parse(Buffer.from(content).toString('utf8')) as unknown);
    },
    putBytes: (caseId, slot, bytes) => store(caseId, slot, 'bytes', bytes),
    getBytes: (caseId, slot) => load(caseId, slot, 'bytes'),
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

async function writeChunks(
  chunks: VaultChunks,
  key: Uint8Array,
  caseId: CaseId,
  slot: string,
  content: Uint8Array,
): Promise<{ generation: string; chunks: number }> {
  const generation = randomUUID();
  return { generation, chunks: await chunks.write(key, caseId, slot, generation, content) };
}

/** Where a sealed value belongs. Ids of cases have one fixed length, so no two places are written the same. */
function placeOf(caseId: CaseId, slot: string): string {
  if (!slotPattern.test(slot)) throw new PersistenceError('invalid', 'The name of the slot is not one.');
  return `${caseId}/${slot}`;
}
