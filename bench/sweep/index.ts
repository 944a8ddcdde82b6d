import { MongoClient } from 'mongodb';
import { sweepBounds, sweepLedger } from '../../activities/sweep-deadlines';
import type { BenchContext, Benchmark } from '../benchmark';
import { costOf } from '../cpu';
import type { Figure } from '../figure';
import { liveGrowthMb } from '../live-memory';
import { median } from '../statistics';
import { keysOfTick } from './keys-examined';
import type { BenchLedger } from './ledger';
import { openLedger, sweptAt } from './ledger';

/** Lines that are due at once. */
const dues = [0, 100, 10_000] as const;

/** Both ledgers that are compared: many lines that wait, and a hundredth of them. */
interface Ledgers {
  readonly large: BenchLedger;
  readonly small: BenchLedger;
}

/** P6: a sweep must cost what is due, not what is open, or deadlines would be missed where there are many requests. */
export const sweep: Benchmark = {
  name: 'sweep',
  about:
    'one sweep of the ledger with 0, 100 and 10,000 lines due: keys, memory, time among many lines and few',
  run: async (context) => {
    const { mongoUri } = await context.servers();
    const open = context.quick ? 20_000 : 1_000_000;
    const bare = await MongoClient.connect(mongoUri);
    const opened: BenchLedger[] = [];
    const ledgerOf = async (waiting: number): Promise<BenchLedger> => {
      const startedAt = performance.now();
      const ledger = await openLedger(mongoUri, bare, waiting);
      opened.push(ledger);
      context.say(`  ${text(waiting)} lines in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
      return ledger;
    };
    try {
      const ledgers = { large: await ledgerOf(open), small: await ledgerOf(open / 100) };
      return await figuresOf(context, ledgers);
    } finally {
      for (const ledger of opened) await ledger.drop();
      await bare.close();
    }
  },
};

async function figuresOf(context: BenchContext, ledgers: Ledgers): Promise<Figure[]> {
  const times: Figure[] = [];
  for (const due of dues) times.push(...(await timeFigures(context, ledgers, due)));
  const keys: Figure[] = [];
  for (const due of dues) keys.push(await keysFigure(ledgers.large, due));
  return [...keys, ...times, await memoryFigure(ledgers.large)];
}

async function keysFigure(ledger: BenchLedger, due: number): Promise<Figure> {
  await ledger.lay(due);
  const { keys, isCounted, plan } = await keysOfTick(ledger);
  return {
    name: `index keys read to find ${text(due)} due among ${text(ledger.waiting)}`,
    nature: isCounted ? 'count' : 'measured',
    value: keys,
    baseline: due,
    target: { of: 'difference', atMost: 1 },
    note: isCounted
      ? 'Marking a line reads one more key of its own, by its id.'
      : `This server's explain counts no keys: they follow from its plan (${plan}) and the lines within its bounds.`,
  };
}

async function timeFigures(context: BenchContext, { large, small }: Ledgers, due: number): Promise<Figure[]> {
  const rounds = context.quick || due > 1_000 ? 3 : 9;
  const ticks = { large: [] as number[], small: [] as number[] };
  const finds = { large: [] as number[], small: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? (['large', 'small'] as const) : (['small', 'large'] as const);
    for (const size of order) await { large, small }[size].lay(due);
    for (const size of order) finds[size].push(await msOf(() => findBare({ large, small }[size], due)));
    for (const size of order) ticks[size].push(await msOf(() => tick({ large, small }[size], due)));
  }
  // The first round pays for connections and caches.
  const ms = (all: readonly number[]): number => median(all.slice(1));
  const among = `${text(due)} due, among ${text(large.waiting)} against ${text(small.waiting)}`;
  const figure = { nature: 'measured', unit: 'ms' } as const;
  return [
    {
      name: `tick: ${among}`,
      ...figure,
      value: ms(ticks.large),
      baseline: ms(ticks.small),
      target: { of: 'ratio', atMost: 1.5 },
    },
    { name: `bare find: ${among}`, ...figure, value: ms(finds.large), baseline: ms(finds.small) },
    {
      name: `tick against bare find: ${text(due)} due among ${text(large.waiting)}`,
      ...figure,
      value: ms(ticks.large),
      baseline: ms(finds.large),
      ...(due === 100 ? { target: { of: 'value', atMost: 50 } as const } : {}),
      note: 'The bare find only reads the lines, all at once; a tick raises an alert for each of them and marks it.',
    },
  ];
}

async function memoryFigure(ledger: BenchLedger): Promise<Figure> {
  const growth: number[] = [];
  for (const due of [10_000, 100]) {
    await ledger.lay(due);
    growth.push(await liveGrowthMb((look) => tick(ledger, due, look)));
  }
  const [most = 0, least = 0] = growth;
  return {
    name: 'memory in use at the end of a batch beyond that before the tick: 10,000 due against 100',
    nature: 'measured',
    value: most,
    unit: 'MB',
    baseline: least,
    target: { of: 'difference', atMost: 10 },
    note: `After garbage collection; a batch has ${text(sweepBounds.batch)} lines.`,
  };
}

async function tick({ books }: BenchLedger, due: number, onBatch?: () => void): Promise<void> {
  const swept = await sweepLedger({ books, now: () => sweptAt }, 'sweep', sweptAt, sweepBounds, onBatch);
  if (swept.lines !== due || swept.raised !== due)
    throw new Error(`Expected ${due} lines and alerts; swept ${swept.lines} lines, raised ${swept.raised}.`);
}

async function findBare({ lines }: BenchLedger, due: number): Promise<void> {
  const filter = { status: 'running', dueAt: { $lte: new Date(sweptAt) } } as const;
  const found = await lines.find(filter).sort({ dueAt: 1 }).toArray();
  if (found.length !== due) throw new Error(`Expected ${due} lines; found ${found.length}.`);
}

async function msOf(work: () => Promise<void>): Promise<number> {
  return (await costOf(work)).wallSeconds * 1_000;
}

const text = (count: number): string => count.toLocaleString('en-US');
