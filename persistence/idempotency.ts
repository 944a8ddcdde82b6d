import type { Connection, Model } from 'mongoose';
import type { IdempotencyBook, StoredAnswer } from '../domain/ports';
import { instantOf } from './plain-values';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import type { EnvelopeCipher } from './seams';
import { instant, strictSchema, text } from './strict-schema';

const keptMs = 25 * 60 * 60 * 1000;
/** A first call that did not end within this time has died with its process: the key may be claimed anew. */
const leaseMs = 60_000;

interface ClaimDocument {
  /** Keyed hash of scope and key: callers put anything into a key, addresses included. */
  readonly _id: string;
  readonly bodyHash: string;
  readonly claimedAt: Date;
  /** The first answer; absent while the first call runs. */
  readonly answer?: Buffer;
  readonly removeAt: Date;
}

const schema = strictSchema<ClaimDocument>({
  _id: text,
  bodyHash: text,
  claimedAt: instant,
  answer: { type: Buffer },
  removeAt: instant,
});

/** Keys for what this book stores: one to hash what callers send, one to seal what they were answered. */
export interface IdempotencyKeys {
  readonly hashing: Uint8Array;
  readonly sealing: Uint8Array;
}

/** Idempotency keys in the collection `idempotency`, swept by the database after 25 hours. */
export function createIdempotencyBook(
  connection: Connection,
  cipher: EnvelopeCipher,
  keys: IdempotencyKeys,
): IdempotencyBook {
  const claims = connection.model<ClaimDocument>('IdempotencyClaim', schema, 'idempotency');
  const idOf = (scope: string, key: string): string =>
    cipher.keyedHash(keys.hashing, JSON.stringify(['key', scope, key]));
  const place = (id: string): string => `idempotency/${id}`;

  return {
    begin: async (scope, key, bodyHash, now) => {
      const id = idOf(scope, key);
      const body = cipher.keyedHash(keys.hashing, JSON.stringify(['body', bodyHash]));
      const claimedAt = instantOf(now);
      const isNew = await upsertUnlessExcluded(() =>
        claims.create({ _id: id, bodyHash: body, claimedAt, removeAt: new Date(Date.now() + keptMs) }),
      );
      if (isNew) return { outcome: 'new' };
      const first = await claims.findOne({ _id: id }).lean<ClaimDocument>();
      if (first === null) return { outcome: 'busy' };
      if (first.bodyHash !== body) return { outcome: 'conflict' };
      if (first.answer !== undefined) {
        const answer = cipher.open(keys.sealing, first.answer, place(id));
        return {
          outcome: 'replay',
          answer: JSON.parse(Buffer.from(answer).toString('utf8')) as StoredAnswer,
        };
      }
      return { outcome: (await takeOver(claims, first, claimedAt)) ? 'new' : 'busy' };
    },
    finish: async (scope, key, answer) => {
      const id = idOf(scope, key);
      const plain = Buffer.from(JSON.stringify(answer), 'utf8');
      // The first answer stays, also when two calls ran because the first seemed dead.
      await claims.updateOne(
        { _id: id, answer: null },
        { $set: { answer: Buffer.from(cipher.seal(keys.sealing, plain, place(id))) } },
      );
    },
    release: async (scope, key) => {
      await claims.deleteOne({ _id: idOf(scope, key), answer: null });
    },
  };
}

/** Claims the key of a call that died. Of two who try, the compare-and-set lets one. */
async function takeOver(claims: Model<ClaimDocument>, dead: ClaimDocument, now: Date): Promise<boolean> {
  if (now.getTime() - dead.claimedAt.getTime() < leaseMs) return false;
  const { modifiedCount } = await claims.updateOne(
    { _id: dead._id, answer: null, claimedAt: dead.claimedAt },
    { $set: { claimedAt: now } },
  );
  return modifiedCount === 1;
}
