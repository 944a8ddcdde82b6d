import type { Connection } from 'mongoose';
import type { CaseId } from '../domain/ids';
import { KeyDestroyed, PersistenceError } from '../domain/port-errors';
import type { KeyProvider } from '../domain/ports';
import { createKeyCache } from './key-cache';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { optionalText, strictSchema, text } from './strict-schema';

interface KeyDocument {
  readonly _id: CaseId;
  readonly wrapped?: string;
  readonly keyId?: string;
  readonly createdAt?: Date;
  readonly destroyedAt?: Date;
}

const schema = strictSchema<KeyDocument>({
  _id: text,
  wrapped: optionalText,
  keyId: optionalText,
  createdAt: { type: Date },
  destroyedAt: { type: Date },
});

/** The data keys of requests and incidents, one each. */
export interface RequestKeys {
  /** The key of the case; made on first use. @throws {@link KeyDestroyed} */
  obtain(caseId: CaseId): Promise<Uint8Array>;
  /** The key of the case, or `undefined` when none was ever made. @throws {@link KeyDestroyed} */
  existing(caseId: CaseId): Promise<Uint8Array | undefined>;
  /** The same past the cache: notices at once what another process has destroyed. */
  confirm(caseId: CaseId): Promise<void>;
  /** Destroys the key for good, also one that was never made: none is made afterwards. */
  destroy(caseId: CaseId): Promise<void>;
}

/**
 * Data keys in the collection `request_keys`, wrapped by the key provider. An unwrapped key stays in memory for at most
 * a minute: after a destruction in another process, this one can still open what it has read for that long.
 */
export function createRequestKeys(connection: Connection, provider: KeyProvider): RequestKeys {
  const documents = connection.model<KeyDocument>('RequestKey', schema, 'request_keys');
  const cache = createKeyCache();

  const read = async (caseId: CaseId): Promise<Uint8Array | undefined> => {
    const found = await documents.findOne({ _id: caseId }).lean<KeyDocument>();
    if (found === null) return undefined;
    if (found.destroyedAt !== undefined) {
      cache.forget(caseId);
      throw new KeyDestroyed(caseId);
    }
    if (found.wrapped === undefined || found.keyId === undefined)
      throw new PersistenceError('invalid', `The key record of ${caseId} is damaged.`);
    const key = await provider.unwrap(found.wrapped, found.keyId, caseId);
    cache.keep(caseId, key);
    return key;
  };

  const create = async (caseId: CaseId): Promise<Uint8Array> => {
    const { key, wrapped, keyId } = await provider.generate(caseId);
    const created = await upsertUnlessExcluded(() =>
      documents.create({ _id: caseId, wrapped, keyId, createdAt: new Date() }),
    );
    if (created) {
      cache.keep(caseId, key);
      return key;
    }
    // Another creator was quicker: both go on with its key.
    const theirs = await read(caseId);
    if (theirs === undefined)
      throw new PersistenceError('unavailable', 'The key record vanished; try again.');
    return theirs;
  };

  const existing = async (caseId: CaseId): Promise<Uint8Array | undefined> =>
    cache.find(caseId) ?? (await read(caseId));

  return {
    existing,
    obtain: async (caseId) => (await existing(caseId)) ?? (await create(caseId)),
    confirm: async (caseId) => {
      await read(caseId);
    },
    destroy: async (caseId) => {
      cache.forget(caseId);
      // The record stays as a tombstone. When it is one already the filter excludes it, and the first instant stays.
      await upsertUnlessExcluded(() =>
        documents.updateOne(
          { _id: caseId, destroyedAt: null },
          { $set: { destroyedAt: new Date() }, $unset: { wrapped: 1, keyId: 1 } },
          { upsert: true },
        ),
      );
      cache.forget(caseId);
    },
  };
}
