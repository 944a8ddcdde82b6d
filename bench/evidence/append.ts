import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { Collection } from 'mongodb';
import { cipher } from '../../crypto/cipher';
import { newRequestId } from '../../crypto/ids';
import { createLocalKeyring } from '../../crypto/local-keyring';
import type { EvidenceLog } from '../../domain/ports';
import { evidenceChain } from '../../evidence/chain';
import { createPersistence } from '../../persistence/create-persistence';
import type { BenchContext } from '../benchmark';
import { inTurns } from '../cpu';
import type { Figure } from '../figure';
import { median } from '../statistics';
import { addressOf, startCountingProxy, through } from '../wire/counting-proxy';
import { MongoCommandReader } from '../wire/mongo-wire';
import { chainOf, documentOf, drafts } from './entries';

/** Entries per append: one activity's are one to four; a hundred is a large batch of stores. */
const batches = [1, 4, 100] as const;

/** The log's `append` against `insertMany` of the same documents with the same indexes and write concern. */
export async function appendFigures(context: BenchContext): Promise<Figure[]> {
  const { mongoUri } = await context.servers();
  const database = `habeas_bench_${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'habeas-bench-'));
  const proxy = await startCountingProxy(addressOf(mongoUri), () => new MongoCommandReader());
  const bare = await MongoClient.connect(mongoUri, { writeConcern: { w: 'majority' } });
  const open = async (uri: string) =>
    createPersistence({
      uri,
      database,
      keys: await createLocalKeyring(join(folder, 'keyring.json')),
      cipher,
      chain: evidenceChain,
    });
  const [books, countedBooks] = [await open(mongoUri), await open(through(proxy, mongoUri))];
  try {
    const collection = bare.db(database).collection('bare_evidence');
    await collection.createIndexes([
      { name: 'chain', key: { requestId: 1, seq: 1 }, unique: true },
      { name: 'fact', key: { requestId: 1, key: 1 }, unique: true },
    ]);
    proxy.reset();
    await countedBooks.evidence.append(newRequestId(), drafts(0, 4));
    const operations = proxy.seen.length;
    return [
      {
        name: 'MongoDB operations per append',
        nature: 'count',
        value: operations,
        baseline: 1,
        target: { of: 'value', atMost: 2 },
      },
      ...(await rateFigures(books.evidence, collection, context.quick ? 4 : 12)),
    ];
  } finally {
    await bare.db(database).dropDatabase();
    await Promise.all([books.close(), countedBooks.close(), bare.close()]);
    await proxy.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function rateFigures(log: EvidenceLog, collection: Collection, pairs: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const batch of batches) {
    const calls = batch === 100 ? 5 : 20;
    const append = async () => {
      const requestId = newRequestId();
      for (let call = 0; call < calls; call += 1) await log.append(requestId, drafts(call * batch, batch));
    };
    const insert = async (documents: Record<string, unknown>[]) => {
      for (let call = 0; call < calls; call += 1)
        await collection.insertMany(documents.slice(call * batch, (call + 1) * batch));
    };
    const prepared = Array.from({ length: pairs + 1 }, () => [...chainOf(calls * batch)].map(documentOf));
    await append();
    await insert(prepared.pop() ?? []);
    const costs = await inTurns(pairs, append, () => insert(prepared.pop() ?? []));
    const entries = calls * batch;
    figures.push({
      name: `entries/s appended in batches of ${batch}, against bare insertMany`,
      nature: 'measured',
      value: entries / median(costs.map(({ a }) => a.wallSeconds)),
      baseline: entries / median(costs.map(({ b }) => b.wallSeconds)),
      ...(batch === 100 ? { target: { of: 'ratio', atLeast: 0.8 } as const } : {}),
      note: 'An append reads the head of the chain first: two round trips where insertMany makes one.',
    });
  }
  return figures;
}
