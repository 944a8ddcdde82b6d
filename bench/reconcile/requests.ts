import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collection, Document, MongoClient } from 'mongodb';
import { cipher } from '../../crypto/cipher';
import { createLocalKeyring } from '../../crypto/local-keyring';
import type { Persistence } from '../../domain/ports';
import { evidenceChain } from '../../evidence/chain';
import { createPersistence } from '../../persistence/create-persistence';
import { insertMade, madeRequestId } from '../many-documents';

/** A request as the collection `requests` holds it. */
interface RequestDocument extends Document {
  readonly _id: string;
}

/** Open requests in a database of their own. */
export interface BenchBooks {
  readonly open: number;
  readonly books: Persistence;
  readonly requests: Collection<RequestDocument>;
  drop(): Promise<void>;
}

/** Migrated books with so many open requests, made from the numbers below it. */
export async function openBooks(uri: string, bare: MongoClient, open: number): Promise<BenchBooks> {
  const database = `habeas_bench_${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'habeas-bench-'));
  const books = await createPersistence({
    uri,
    database,
    keys: await createLocalKeyring(join(folder, 'keyring.json')),
    cipher,
    chain: evidenceChain,
  });
  const requests = bare.db(database).collection<RequestDocument>('requests');
  await insertMade(requests, open, requestDocument);
  return {
    open,
    books,
    requests,
    drop: async () => {
      await books.close();
      await bare.db(database).dropDatabase();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const firstReceipt = Date.UTC(2026, 0, 2);

/** One every ten seconds, as they look while stores are at work. */
function requestDocument(index: number): RequestDocument {
  const at = new Date(firstReceipt + index * 10_000);
  const receivedAt = at.toISOString();
  return {
    _id: madeRequestId(index),
    controllerId: 'example',
    right: 'erasure',
    regimes: ['EU-GDPR'],
    locale: 'en',
    channel: 'web',
    receivedAt,
    dataMapVersion: 'c'.repeat(64),
    verificationNeeded: true,
    requesterTokenHash: index.toString(16).padStart(64, '0'),
    phase: 'execute',
    version: 9,
    waiting: [],
    clocks: [{ regime: 'EU-GDPR', clock: 'answer', deadlineAt: new Date(at.getTime() + 30 * 86_400_000) }],
    tally: { done: 4, open: 6 },
    verifiedAt: receivedAt,
    startedAt: receivedAt,
    started: true,
    open: true,
    orderAt: at,
    workAt: at,
    forecastAt: at,
  };
}
