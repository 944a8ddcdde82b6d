import type { Connection } from 'mongoose';
import { trusted } from 'mongoose';
import type { ScannedRecord } from '../domain/connector';
import { matchesOf, soleIdentifiers } from '../domain/deletion-ledger';
import type { Fingerprint, LedgeredDeletion } from '../domain/deletion-ledger';
import type { DeletionLedger, LedgerFilter } from '../domain/ports';
import { instantOf } from './plain-values';
import { repeatOnDuplicate } from './repeat-on-duplicate';
import type { EnvelopeCipher } from './seams';
import { instant, strictSchema, text } from './strict-schema';

interface DeletionDocument extends LedgeredDeletion {
  /** `<requestId>/<storeId>` */
  readonly _id: string;
  /** `deletedAt` for comparing. */
  readonly orderAt: Date;
}

interface ReleaseDocument {
  readonly _id: Fingerprint;
  readonly releasedAt: string;
  readonly by: string;
  /** `releasedAt` for comparing. */
  readonly orderAt: Date;
}

type Scanned = ScannedRecord['identifiers'][number];

const deletionSchema = strictSchema<DeletionDocument>({
  _id: text,
  requestId: text,
  storeId: text,
  collections: { type: [String], required: true },
  deletedAt: text,
  orderAt: instant,
  fingerprints: { type: [String], required: true },
});

const releaseSchema = strictSchema<ReleaseDocument>({
  _id: text,
  releasedAt: text,
  by: text,
  orderAt: instant,
});

/** The books of the ledger. */
function ledgerIn(connection: Connection) {
  return {
    deletions: connection.model<DeletionDocument>('LedgeredDeletion', deletionSchema, 'deletion_ledger'),
    releases: connection.model<ReleaseDocument>('LedgerRelease', releaseSchema, 'ledger_releases'),
  };
}
type Ledger = ReturnType<typeof ledgerIn>;

/** The deletion ledger in the collections `deletion_ledger` and `ledger_releases`; `key` is its own, not a request's. */
export function createDeletionLedger(
  connection: Connection,
  cipher: EnvelopeCipher,
  key: Uint8Array,
): DeletionLedger {
  const ledger = ledgerIn(connection);
  const { deletions, releases } = ledger;
  const fingerprintOf = ({ kind, value }: Scanned): Fingerprint =>
    `${kind}:${cipher.blindIndex(key, kind, value)}`;
  return {
    enter: async (deletion, identifiers) => {
      const fingerprints = soleIdentifiers(identifiers).map(fingerprintOf);
      if (fingerprints.length === 0) return;
      const _id = `${deletion.requestId}/${deletion.storeId}`;
      const orderAt = instantOf(deletion.deletedAt);
      const { collections, ...line } = deletion;
      // What was kept longer is deleted later: the line grows, and keeps what it knew.
      const grown = { collections: { $each: [...collections] }, fingerprints: { $each: fingerprints } };
      await repeatOnDuplicate(() =>
        deletions.updateOne({ _id }, { $set: { ...line, orderAt }, $addToSet: grown }, { upsert: true }),
      );
    },
    renew: async (requestId, storeId, deletedAt) => {
      const orderAt = instantOf(deletedAt);
      // An earlier instant than the one that stands there comes from a late writer, and turns nothing back.
      await deletions.updateOne(
        { _id: `${requestId}/${storeId}`, orderAt: trusted({ $lt: orderAt }) },
        { $set: { deletedAt, orderAt } },
      );
    },
    match: async (records, filter) => {
      const marked = records.map(({ identifiers }) => ({
        identifiers: identifiers.map((of) => ({ of, fingerprint: fingerprintOf(of) })),
      }));
      const asked = marked.flatMap(({ identifiers }) => identifiers.map(({ fingerprint }) => fingerprint));
      const found = await inForce(ledger, asked, filter);
      return marked.map((record) => matchesOf(record, found));
    },
    erasures: async (identifiers) => {
      const asked = identifiers.map(fingerprintOf);
      const found = await inForce(ledger, asked, {});
      return asked.map((fingerprint) => {
        const dates = found.flatMap(({ fingerprints, deletedAt }) =>
          fingerprints.includes(fingerprint) ? [deletedAt] : [],
        );
        const erasedAt = dates.sort(byInstant).at(-1);
        return erasedAt === undefined ? undefined : { erasedAt };
      });
    },
    release: async (identifier, { by, at }) => {
      const _id = fingerprintOf(identifier);
      const found = await inForce(ledger, [_id], {});
      if (found.length === 0) return [];
      const release = { _id, releasedAt: at, by, orderAt: instantOf(at) };
      await repeatOnDuplicate(() => releases.replaceOne({ _id }, release, { upsert: true }));
      return [...new Set(found.map(({ requestId }) => requestId))].sort();
    },
  };
}

/** Deletions that concern any of the fingerprints, each without the fingerprints that were released after it. */
async function inForce(
  { deletions, releases }: Ledger,
  asked: readonly Fingerprint[],
  { storeId, since }: LedgerFilter,
): Promise<readonly LedgeredDeletion[]> {
  const wanted = [...new Set(asked)];
  if (wanted.length === 0) return [];
  const found = await deletions
    .find({
      fingerprints: trusted({ $in: wanted }),
      ...(storeId === undefined ? {} : { storeId }),
      ...(since === undefined ? {} : { orderAt: trusted({ $gte: instantOf(since) }) }),
    })
    .lean<DeletionDocument[]>();
  const released = await releases.find({ _id: trusted({ $in: wanted }) }).lean<ReleaseDocument[]>();
  const releasedAt = new Map(released.map(({ _id, orderAt }) => [_id, orderAt.getTime()]));
  return found.map(({ _id, orderAt, fingerprints, ...deletion }) => ({
    ...deletion,
    fingerprints: fingerprints.filter((one) => (releasedAt.get(one) ?? -Infinity) < orderAt.getTime()),
  }));
}

/** Instants as texts do not sort by time. */
function byInstant(a: string, b: string): number {
  return instantOf(a).getTime() - instantOf(b).getTime();
}
