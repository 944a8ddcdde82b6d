import { randomUUID } from 'node:crypto';
import { trusted, mongo } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { alertLevels } from '../domain/alert';
import type { AlertDraft, AlertLevel } from '../domain/alert';
import type { Alert, AlertBook, AlertChannel, AlertDigest } from '../domain/ports';
import { isDuplicate } from './driver-errors';
import { keysetPage, pageOf } from './keyset';
import { boundedLimit, instantOf } from './plain-values';
import { instant, optionalText, strictSchema, text } from './strict-schema';

interface AlertDocument extends Omit<Alert, 'alertId'> {
  readonly _id: string;
  /** `raisedAt` for sorting. */
  readonly orderAt: Date;
  /** For the partial index: in no digest yet. */
  readonly waiting: boolean;
  /** The one message that carries it; once set, never changed. */
  readonly digestId?: string;
}

interface DigestDocument {
  readonly _id: string;
  readonly level: AlertLevel;
  /** Alerts that it meant to carry; it carries those of them that no other digest was quicker to take. */
  readonly candidates: readonly string[];
  /** Until then it belongs to whoever claimed it. */
  readonly leaseUntil: Date;
  /** For the partial index: not delivered yet. */
  readonly pending: boolean;
  readonly takenBy: readonly AlertChannel['name'][];
}

interface Books {
  readonly alerts: Model<AlertDocument>;
  readonly digests: Model<DigestDocument>;
}

const alertSchema = strictSchema<AlertDocument>({
  _id: text,
  kind: text,
  level: text,
  caseId: optionalText,
  regime: optionalText,
  clock: optionalText,
  threshold: optionalText,
  deadlineAt: optionalText,
  about: optionalText,
  raisedAt: text,
  raisedBy: text,
  status: text,
  acknowledgedBy: optionalText,
  acknowledgedAt: optionalText,
  deliveredAt: optionalText,
  orderAt: instant,
  waiting: { type: Boolean, required: true },
  digestId: optionalText,
});

const digestSchema = strictSchema<DigestDocument>({
  _id: text,
  level: text,
  candidates: { type: [String], required: true },
  leaseUntil: instant,
  pending: { type: Boolean, required: true },
  takenBy: { type: [String], required: true },
});

/** Alerts in the collection `alerts`, keyed by their id, and the messages that carry them in `alert_digests`. */
export function createAlertBook(connection: Connection): AlertBook {
  const alerts = connection.model<AlertDocument>('Alert', alertSchema, 'alerts');
  const digests = connection.model<DigestDocument>('AlertDigest', digestSchema, 'alert_digests');
  const books: Books = { alerts, digests };
  return {
    raise: (drafts) => raise(alerts, drafts),
    claim: (now, leaseMs, limit) => claim(books, { now: instantOf(now), leaseMs, limit }),
    taken: async (digestId, channel) => {
      await digests.updateOne({ _id: digestId }, { $addToSet: { takenBy: channel } });
    },
    delivered: async (digestId, at) => {
      // The alerts first: after a crash in between the digest goes out once more, under the same id.
      await alerts.updateMany({ digestId }, { $set: { deliveredAt: at } });
      await digests.updateOne({ _id: digestId }, { $set: { pending: false } });
    },
    find: async (alertId) => {
      const found = await alerts.findOne({ _id: alertId }).lean<AlertDocument>();
      return found === null ? undefined : toAlert(found);
    },
    page: async (chosen, cursor, limit) => {
      const { filter, sort, limit: readLimit } = keysetPage(cursor, limit, -1);
      const found = await alerts
        .find({ ...filter, ...chosen })
        .sort(sort)
        .limit(readLimit)
        .lean<AlertDocument[]>();
      return pageOf(found, limit, toAlert);
    },
    acknowledge: async (alertId, by, at) => {
      // Who saw it first stays.
      const { matchedCount } = await alerts.updateOne(
        { _id: alertId, status: 'open' },
        { $set: { status: 'acknowledged', acknowledgedBy: by, acknowledgedAt: at } },
      );
      return matchedCount === 1 || (await alerts.exists({ _id: alertId })) !== null;
    },
  };
}

async function raise(alerts: Model<AlertDocument>, drafts: readonly AlertDraft[]): Promise<number> {
  if (drafts.length === 0) return 0;
  const inserts = drafts.map(({ alertId, ...members }) => {
    const orderAt = instantOf(members.raisedAt);
    return {
      insertOne: { document: { ...members, _id: alertId, status: 'open' as const, orderAt, waiting: true } },
    };
  });
  try {
    const options = { ordered: false, throwOnValidationError: true } as const;
    return (await alerts.bulkWrite(inserts, options)).insertedCount;
  } catch (error) {
    return newAmongDuplicates(error);
  }
}

/** How many were new where only duplicates stood in the way of the others. Any other failure is thrown on. */
function newAmongDuplicates(error: unknown): number {
  if (!(error instanceof mongo.MongoBulkWriteError) || !isDuplicate(error)) throw error;
  const refusals = [error.writeErrors].flat();
  if (refusals.some(({ code }) => code !== duplicateKey)) throw error;
  return error.insertedCount;
}

const duplicateKey = 11000;

interface Claim {
  readonly now: Date;
  readonly leaseMs: number;
  readonly limit: number;
}

/** First what somebody left behind, then what waits, the highest level before the others. */
async function claim(books: Books, wanted: Claim): Promise<AlertDigest | undefined> {
  for (;;) {
    const digest = (await takeOver(books, wanted)) ?? (await open(books, wanted));
    if (digest === undefined) return undefined;
    const carried = await fill(books, digest);
    const { _id: digestId, level, takenBy } = digest;
    if (carried.length > 0) return { digestId, level, alerts: carried, takenBy };
    // Others were quicker with every one of them: this digest carries nothing and is done with.
    await books.digests.updateOne({ _id: digestId }, { $set: { pending: false } });
  }
}

async function takeOver({ digests }: Books, { now, leaseMs }: Claim): Promise<DigestDocument | undefined> {
  const found = await digests
    .findOneAndUpdate(
      { pending: true, leaseUntil: trusted({ $lte: now }) },
      { $set: { leaseUntil: leaseEnd(now, leaseMs) } },
      { sort: { leaseUntil: 1 } },
    )
    .lean<DigestDocument>();
  return found ?? undefined;
}

async function open({ alerts, digests }: Books, claimed: Claim): Promise<DigestDocument | undefined> {
  for (const level of [...alertLevels].reverse()) {
    const candidates = await alerts
      .find({ level, waiting: true })
      .sort({ orderAt: 1 })
      .limit(boundedLimit(claimed.limit))
      .select({ _id: 1 })
      .lean<Pick<AlertDocument, '_id'>[]>();
    if (candidates.length === 0) continue;
    const digest: DigestDocument = {
      _id: `digest_${randomUUID()}`,
      level,
      candidates: candidates.map(({ _id }) => _id),
      leaseUntil: leaseEnd(claimed.now, claimed.leaseMs),
      pending: true,
      takenBy: [],
    };
    await digests.create(digest);
    return digest;
  }
  return undefined;
}

/**
 * Takes the candidates that no other digest has. Once this has run through, by whoever claimed the digest, each of them
 * has its digest for good: a repeat finds the same alerts, so that a message never changes under its id.
 */
async function fill({ alerts }: Books, { _id, candidates }: DigestDocument): Promise<Alert[]> {
  await alerts.bulkWrite(
    candidates.map((alertId) => ({
      updateOne: {
        filter: { _id: alertId, waiting: true },
        update: { $set: { waiting: false, digestId: _id } },
      },
    })),
    { ordered: false },
  );
  const carried = await alerts.find({ digestId: _id }).sort({ orderAt: 1, _id: 1 }).lean<AlertDocument[]>();
  return carried.map(toAlert);
}

function leaseEnd(now: Date, leaseMs: number): Date {
  return new Date(now.getTime() + leaseMs);
}

function toAlert(document: AlertDocument): Alert {
  const { _id, orderAt: _orderAt, waiting: _waiting, digestId: _digestId, ...alert } = document;
  return { alertId: _id, ...alert };
}
