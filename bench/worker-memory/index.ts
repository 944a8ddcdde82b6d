import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { workflowTypes } from '../../contracts/temporal/definitions';
import { requestWorkflowId } from '../../contracts/temporal/ids';
import { coreQueue } from '../../contracts/temporal/queues';
import type { BenchContext, Benchmark } from '../benchmark';
import { countsOf } from '../engine/history';
import { deletionInput } from '../engine/request-script';
import type { Figure } from '../figure';
import type { FromWorker, ToWorker } from './messages';

const startsAtOnce = 20;

/** P4: open requests that wait must cost the worker nothing, or a large controller could not run it. */
export const workerMemory: Benchmark = {
  name: 'worker-memory',
  about: 'memory of a worker with many open requests that wait, cache capped, against few',
  run: async (context) => {
    const sizes = context.quick ? { few: 50, many: 300, cached: 25 } : { few: 200, many: 2_000, cached: 100 };
    const { temporalAddress: address } = await context.servers();
    const worker = await startWorker(context, address, sizes.cached);
    const connection = await Connection.connect({ address });
    const client = new Client({ connection, namespace: worker.namespace });
    try {
      const empty = await worker.rssMb();
      const first = await openRequests(client, worker, 0, sizes.few);
      const few = await worker.rssMb();
      await openRequests(client, worker, sizes.few, sizes.many);
      const many = await worker.rssMb();
      const { events } = await countsOf(client, first);
      return [
        ...memoryFigures(sizes, { empty, few, many }),
        {
          name: 'events of a request at rest',
          nature: 'count',
          value: events,
          target: { of: 'value', atMost: 40 },
        },
        await bundleFigure(context),
      ];
    } finally {
      await connection.close();
      await worker.stop();
    }
  },
};

function memoryFigures(
  { few, many, cached }: { readonly few: number; readonly many: number; readonly cached: number },
  rss: { readonly empty: number; readonly few: number; readonly many: number },
): Figure[] {
  const open = (count: number) => `${count.toLocaleString('en-US')} open requests`;
  return [
    { name: 'RSS without a request', nature: 'measured', value: rss.empty, unit: 'MB' },
    { name: `RSS with ${open(few)}`, nature: 'measured', value: rss.few, unit: 'MB' },
    {
      name: `RSS with ${open(many)}, against ${few}`,
      nature: 'measured',
      value: rss.many,
      unit: 'MB',
      baseline: rss.few,
      target: { of: 'ratio', atMost: 1.1 },
      note: `After garbage collection in every thread; at most ${cached} workflows cached.`,
    },
  ];
}

async function bundleFigure(context: BenchContext): Promise<Figure> {
  const { code } = await context.workflowBundle();
  const sourceMapAt = code.lastIndexOf('\n//# sourceMappingURL=');
  return {
    name: 'workflow bundle without source map',
    nature: 'count',
    value: (sourceMapAt < 0 ? code.length : sourceMapAt) / 1_000,
    unit: 'KB',
    note: 'Every workflow thread loads it. The SDK itself is part of it.',
  };
}

interface MeasuredWorker {
  readonly namespace: string;
  acknowledged(): Promise<number>;
  rssMb(): Promise<number>;
  stop(): Promise<void>;
}

async function startWorker(
  context: BenchContext,
  address: string,
  maxCachedWorkflows: number,
): Promise<MeasuredWorker> {
  const register = join(__dirname, '..', '..', 'bin', 'register.cjs');
  const child = fork(join(__dirname, 'worker-process.ts'), {
    execArgv: ['--expose-gc', '-r', register, '-r', join(__dirname, 'collect-garbage.cjs')],
  });
  const bundle = await context.workflowBundle();
  const ended = once(child, 'exit').then(() => {
    throw new Error('The measured worker ended before it answered.');
  });
  ended.catch(() => undefined);
  const ask = async <K extends FromWorker['kind']>(message: ToWorker, kind: K) => {
    child.send(message);
    return Promise.race([answerOf(child, kind), ended]);
  };
  const { namespace } = await ask({ kind: 'start', address, bundle, maxCachedWorkflows }, 'ready');
  return {
    namespace,
    acknowledged: async () => (await ask({ kind: 'count' }, 'count')).acknowledged,
    rssMb: async () => (await ask({ kind: 'measure' }, 'memory')).rssMb,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.send({ kind: 'stop' } satisfies ToWorker);
      await ended.catch(() => undefined);
    },
  };
}

async function answerOf<K extends FromWorker['kind']>(
  child: ChildProcess,
  kind: K,
): Promise<Extract<FromWorker, { kind: K }>> {
  const [message] = (await once(child, 'message')) as [FromWorker];
  if (message.kind !== kind) throw new Error(`Expected the worker to say ${kind}; got ${message.kind}.`);
  // The kind was just compared.
  return message as Extract<FromWorker, { kind: K }>;
}

/** Starts requests until so many are open, and waits until each waits for its person. Returns the first one's id. */
async function openRequests(
  client: Client,
  worker: MeasuredWorker,
  from: number,
  to: number,
): Promise<string> {
  const ids: string[] = [];
  const lane = async (): Promise<void> => {
    while (from + ids.length < to) {
      const input = deletionInput();
      const workflowId = requestWorkflowId(input.requestId);
      ids.push(workflowId);
      await client.workflow.start(workflowTypes.dataSubjectRequest, {
        taskQueue: coreQueue,
        workflowId,
        args: [input],
      });
    }
  };
  await Promise.all(Array.from({ length: startsAtOnce }, lane));
  while ((await worker.acknowledged()) < to) await delay(500);
  await delay(2_000); // the last reports and workflow tasks
  return ids[0] ?? '';
}
