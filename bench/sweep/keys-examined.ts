import mongoose from 'mongoose';
import type { Document, Filter, FindOptions } from 'mongodb';
import { sweepBounds, sweepLedger } from '../../activities/sweep-deadlines';
import type { DeadlineLedger } from '../../domain/ports';
import type { BenchLedger, LineDocument } from './ledger';
import { sweptAt } from './ledger';

/** What finding the due lines read in the index over one tick. */
export interface KeysExamined {
  readonly keys: number;
  /** False when the server's `explain` counts nothing, so that its plan had to say. */
  readonly isCounted: boolean;
  /** What the plans do, e.g. `Sort, Bitmap Index Scan`. */
  readonly plan: string;
}

/** A query as the ledger sends it. */
interface SentFind {
  readonly filter: Filter<LineDocument>;
  readonly options: FindOptions;
}

/** Sweeps the ledger once, and has every query with which it finds due lines explained, before they are marked. */
export async function keysOfTick(ledger: BenchLedger): Promise<KeysExamined> {
  const explained: KeysExamined[] = [];
  const { deadlines } = ledger.books;
  const due: DeadlineLedger['due'] = async (until, limit) => {
    const { found, sent } = await observed(() => deadlines.due(until, limit));
    explained.push(await explain(ledger, sent, found.length));
    return found;
  };
  const books = { ...ledger.books, deadlines: { ...deadlines, due } };
  await sweepLedger({ books, now: () => sweptAt }, 'sweep', sweptAt, sweepBounds);
  return {
    keys: explained.reduce((sum, { keys }) => sum + keys, 0),
    isCounted: explained.every(({ isCounted }) => isCounted),
    plan: [...new Set(explained.map(({ plan }) => plan))].join('; '),
  };
}

/** Runs a query of the ledger, and tells what it sent: what is explained must be what is swept with. */
async function observed<T>(query: () => Promise<T>): Promise<{ readonly found: T; readonly sent: SentFind }> {
  let sent: SentFind | undefined;
  mongoose.set(
    'debug',
    (_collection: string, method: string, filter: SentFind['filter'], options: object) => {
      if (method === 'find') sent = { filter, options };
    },
  );
  try {
    const found = await query();
    if (sent === undefined) throw new Error('The ledger was read without a find.');
    return { found, sent };
  } finally {
    mongoose.set('debug', false);
  }
}

async function explain(
  { lines }: BenchLedger,
  { filter, options }: SentFind,
  returned: number,
): Promise<KeysExamined> {
  const { sort, limit } = options;
  const answer = await lines.find(filter, { sort, limit } as FindOptions).explain('executionStats');
  const reading = readingOf(answer);
  if (reading.reads === 'counted') return { keys: reading.keys, isCounted: true, plan: 'counted' };
  const keys = {
    all: () => lines.estimatedDocumentCount(),
    withinBounds: () => lines.countDocuments(filter),
    returned: () => Promise.resolve(returned),
  }[reading.reads];
  return { keys: await keys(), isCounted: false, plan: reading.plan };
}

/** What a query read: as the server counted it, or as far as its plan tells. */
export type Reading =
  | { readonly reads: 'counted'; readonly keys: number }
  | { readonly reads: 'all' | 'withinBounds' | 'returned'; readonly plan: string };

/** Reads an answer to `explain`: MongoDB counts the keys, the stand-in gives PostgreSQL's plan without having run it. */
export function readingOf(answer: Document): Reading {
  const counted = (answer['executionStats'] as { totalKeysExamined?: number } | undefined)?.totalKeysExamined;
  const { Plan } = answer['queryPlanner'] as { Plan?: Document };
  // A server that scans the whole collection reads no key at all, which must not look like a success.
  const scans = JSON.stringify(answer['queryPlanner']).includes('"COLLSCAN"');
  if (scans) return { reads: 'all', plan: 'COLLSCAN' };
  if (counted !== undefined) return { reads: 'counted', keys: counted };
  if (Plan === undefined)
    throw new Error('Expected keys that were counted, or a plan; explain gave neither.');
  const nodes = nodesOf(Plan);
  const plan = nodes.filter((node) => node === 'Sort' || node.endsWith('Scan')).join(', ');
  if (nodes.some((node) => node.endsWith('Seq Scan'))) return { reads: 'all', plan };
  // A sort needs all entries within the bounds, whatever the limit; an index in order needs those that it returns.
  return { reads: nodes.some((node) => node.endsWith('Sort')) ? 'withinBounds' : 'returned', plan };
}

/** The kinds of PostgreSQL's nodes in a plan of the stand-in. */
function nodesOf(plan: Document): string[] {
  const below = (plan['Plans'] as Document[] | undefined) ?? [];
  return [String(plan['Node Type']), ...below.flatMap(nodesOf)].filter((node) => node !== 'Custom Scan');
}
