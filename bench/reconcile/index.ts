import { MongoClient } from 'mongodb';
import { compareBooks } from '../../activities/reconcile';
import { collectRunning } from '../../activities/running-set';
import type { Executions } from '../../domain/ports';
import type { BenchContext, Benchmark } from '../benchmark';
import { inTurns } from '../cpu';
import type { Figure } from '../figure';
import { liveGrowthMb, settledMb } from '../live-memory';
import { madeRequestId } from '../many-documents';
import { median } from '../statistics';
import type { BenchBooks } from './requests';
import { openBooks } from './requests';

/** Workflow ids in one answer of a Temporal server. */
const pageSize = 1_000;
/** So many executions must fit into the memory of any worker. */
const manyRunning = 1_000_000;

/** P6: books and engine are compared as a whole, which must not cost more than reading the books. */
export const reconcile: Benchmark = {
  name: 'reconcile',
  about: 'all open requests compared with the running executions, against a bare scan of the same collection',
  run: async (context) => {
    const { mongoUri } = await context.servers();
    const sizes = context.quick ? [2_000, 20_000] : [20_000, 200_000];
    const bare = await MongoClient.connect(mongoUri);
    const figures: Figure[] = [];
    try {
      for (const size of sizes) figures.push(...(await figuresOf(context, mongoUri, bare, size)));
    } finally {
      await bare.close();
    }
    return [...figures, await runningSetFigure()];
  },
};

async function figuresOf(
  context: BenchContext,
  mongoUri: string,
  bare: MongoClient,
  size: number,
): Promise<Figure[]> {
  const startedAt = performance.now();
  const books = await openBooks(mongoUri, bare, size);
  try {
    context.say(`  ${text(size)} requests in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    return [await rateFigure(context, books), await memoryFigure(books)];
  } finally {
    await books.drop();
  }
}

async function rateFigure(context: BenchContext, books: BenchBooks): Promise<Figure> {
  await scan(books);
  const costs = await inTurns(
    context.quick ? 3 : 5,
    () => pass(books),
    () => scan(books),
  );
  return {
    name: `open requests compared per second, of ${text(books.open)}, against a bare scan`,
    nature: 'measured',
    value: books.open / median(costs.map(({ a }) => a.wallSeconds)),
    baseline: books.open / median(costs.map(({ b }) => b.wallSeconds)),
    target: { of: 'ratio', atLeast: 0.8 },
    note: 'The executions come from a generator, not from Temporal: this is what the side of the books costs.',
  };
}

async function memoryFigure(books: BenchBooks): Promise<Figure> {
  return {
    name: `memory in use during a pass over ${text(books.open)} beyond that before it`,
    nature: 'measured',
    value: await liveGrowthMb((look) => pass(books, look), 10),
    unit: 'MB',
    target: { of: 'value', atMost: 150 },
    note: 'After garbage collection.',
  };
}

/** What the set of executions alone holds, where there are very many. */
async function runningSetFigure(): Promise<Figure> {
  const before = await settledMb();
  const running = await collectRunning(executionsOf(manyRunning).running());
  const held = ((await settledMb()) - before) * 2 ** 20;
  return {
    name: `bytes held per running execution, of ${text(running.size)}`,
    nature: 'measured',
    value: held / running.size,
    unit: 'B',
    target: { of: 'value', atMost: 32 },
  };
}

/** The whole comparison. Books and engine agree here: what confirming a difference costs is another matter. */
async function pass({ books, open }: BenchBooks, onProgress?: () => void): Promise<void> {
  const deps = { books, executions: executionsOf(open), now: () => new Date().toISOString() };
  const compared = await compareBooks(deps, () => Promise.resolve(), onProgress);
  if (compared.open !== open || compared.running !== open || compared.differences !== 0)
    throw new Error(`Expected ${open} requests that all run; compared ${JSON.stringify(compared)}.`);
}

/** The least that any comparison must read. */
async function scan({ requests, open }: BenchBooks): Promise<void> {
  let read = 0;
  const found = requests.find({ open: true }, { projection: { receivedAt: 1, disagreement: 1 } });
  for await (const _request of found) read += 1;
  if (read !== open) throw new Error(`Expected ${open} requests; read ${read}.`);
}

/** So many executions, the latest first, as the requests with the same numbers have them. */
function executionsOf(count: number): Executions {
  return {
    async *running() {
      for (let left = count; left > 0; left -= pageSize)
        yield await Promise.resolve(
          Array.from({ length: Math.min(pageSize, left) }, (_, at) => `dsr/${madeRequestId(left - 1 - at)}`),
        );
    },
    describe: () => Promise.reject(new Error('Books and engine agree: there is nothing to confirm.')),
  };
}

const text = (count: number): string => count.toLocaleString('en-US');
