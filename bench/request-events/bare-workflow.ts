import { condition, setHandler } from '@temporalio/workflow';
import { commandUpdate } from '../../contracts/temporal/definitions';
import type { CommandAnswer } from '../../contracts/temporal/messages';
import { books, letters, singleStore, storeBatches } from '../../workflows/activity-stubs';

/** Payload sizes of the workflow that it is the twin of. */
export interface BareInput {
  /** Bytes of each activity's input, in order. */
  readonly inputs: readonly number[];
  readonly pad: string;
}

/**
 * The twin of a deletion request, written by hand without an engine: the same activities with the same options and
 * inputs of the same size, in the same order, and the same three Updates. No state, no rules, no clocks, no timers.
 */
export async function bareRequestWorkflow({ inputs }: BareInput): Promise<{ outcome: string }> {
  const sizes = inputs[Symbol.iterator]();
  const next = () => padded(sizes.next().value ?? 0);
  let commands = 0;
  setHandler(commandUpdate, async () => {
    await bare(books.recordFacts)(next());
    commands += 1;
    return { version: commands, phase: 'assessing' } satisfies CommandAnswer;
  });
  await bare(books.startClocks)(next());
  await bare(letters.acknowledgeRequest)(next());
  await condition(() => commands === 1);
  await bare(singleStore.identifySubject)(next());
  await bare(storeBatches.workOnStores)(next());
  await bare(books.recordFacts)(next());
  await bare(books.proposePlan)(next());
  await bare(books.recordFacts)(next());
  await condition(() => commands === 3);
  await bare(books.recordFacts)(next());
  await bare(storeBatches.workOnStores)(next());
  await bare(storeBatches.workOnStores)(next());
  await bare(books.recordFacts)(next());
  await bare(letters.sendAnswer)(next());
  await bare(books.closeRequest)(next());
  return { outcome: 'fulfilled' };
}

/** The activity as the bare twin sees it: something that takes a few bytes. */
const bare = (activity: unknown) => activity as (input: unknown) => Promise<unknown>;

/** A JSON value that takes `bytes` bytes. */
function padded(bytes: number): unknown {
  return { pad: 'x'.repeat(Math.max(0, bytes - '{"pad":""}'.length)) };
}
