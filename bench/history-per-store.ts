import { commandUpdate, workflowTypes } from '../contracts/temporal/definitions';
import { requestWorkflowId } from '../contracts/temporal/ids';
import type { StorePhase } from '../contracts/temporal/messages';
import { coreQueue } from '../contracts/temporal/queues';
import type { BenchContext, Benchmark } from './benchmark';
import type { FakeWorld } from './engine/fake-activities';
import { fakeActivities } from './engine/fake-activities';
import type { ExecutionCounts } from './engine/history';
import { countsOf, untilAtRest } from './engine/history';
import { startLab } from './engine/lab';
import { deletionCommands, deletionInput } from './engine/request-script';
import type { Figure } from './figure';
import { slope } from './statistics';

const storeCounts = [10, 100, 1_000] as const;
const unhealthyCounts = [1, 5, 10] as const;
/** One batch: how many workflow tasks ten parallel batches share moves from run to run, and would hide a store's few events. */
const storesAroundUnhealthy = 100;
const phases: readonly StorePhase[] = ['survey', 'execute', 'verify'];

/** P2: how the history grows with the number of stores, healthy and not. */
export const historyPerStore: Benchmark = {
  name: 'history-per-store',
  about: 'history events and bytes per store at 10, 100 and 1,000 no-op stores, and per unhealthy store',
  run: async (context) => {
    const healthy: { stores: number; counts: ExecutionCounts }[] = [];
    for (const stores of storeCounts) healthy.push({ stores, counts: await historyOf(context, { stores }) });
    return [
      ...healthy.flatMap(({ stores, counts }) => sizeFigures(stores, counts)),
      ...slopeFigures(healthy),
      ...(await unhealthyFigures(context)),
    ];
  },
};

/** One deletion request of the real workflow over so many stores that do nothing. */
async function historyOf(context: BenchContext, world: FakeWorld): Promise<ExecutionCounts> {
  const { temporalAddress: address } = await context.servers();
  const lab = await startLab({
    address,
    bundle: await context.workflowBundle(),
    activities: fakeActivities(world),
    metricsUrl: context.workerMetricsUrl,
  });
  try {
    const input = deletionInput();
    const workflowId = requestWorkflowId(input.requestId);
    const { client, observer, namespace } = lab;
    const handle = await client.workflow.start(workflowTypes.dataSubjectRequest, {
      taskQueue: coreQueue,
      workflowId,
      args: [input],
    });
    for (const message of deletionCommands) {
      await untilAtRest(observer.connection, namespace, workflowId);
      await handle.executeUpdate(commandUpdate, { args: [message] });
    }
    await handle.result();
    return await countsOf(observer.client, workflowId);
  } finally {
    await lab.stop();
  }
}

function sizeFigures(stores: number, { events, workflowTaskEvents, bytes }: ExecutionCounts): Figure[] {
  const name = `at ${stores.toLocaleString('en-US')} stores`;
  return [
    {
      name: `events ${name}`,
      nature: 'count',
      value: events,
      ...(stores === 1_000 ? { target: { of: 'value', atMost: 500 } as const } : {}),
    },
    { name: `of them workflow-task events ${name}`, nature: 'count', value: workflowTaskEvents },
    { name: `bytes ${name}`, nature: 'count', value: bytes },
  ];
}

function slopeFigures(healthy: readonly { stores: number; counts: ExecutionCounts }[]): Figure[] {
  const perStoreAndPhase = (of: (counts: ExecutionCounts) => number) =>
    slope(healthy.map(({ stores, counts }) => ({ x: stores, y: of(counts) }))) / phases.length;
  return [
    {
      name: 'events per healthy store and phase',
      nature: 'count',
      value: perStoreAndPhase(({ events }) => events),
      target: { of: 'value', atMost: 0.15 },
    },
    {
      name: 'bytes per healthy store and phase',
      nature: 'count',
      value: perStoreAndPhase(({ bytes }) => bytes),
      target: { of: 'value', atMost: 25 },
    },
  ];
}

/** A store that fails once its batch is left leaves it in one phase; one that is never well, in all three. */
async function unhealthyFigures(context: BenchContext): Promise<Figure[]> {
  const healthy = await historyOf(context, { stores: storesAroundUnhealthy });
  const figures: Figure[] = [];
  const perStore = async (count: number, inPhases: readonly StorePhase[]) => {
    const world = { stores: storesAroundUnhealthy, unhealthy: { count, phases: inPhases } };
    const counts = await historyOf(context, world);
    return {
      events: (counts.events - healthy.events) / count,
      bytes: (counts.bytes - healthy.bytes) / count,
    };
  };
  for (const count of context.quick ? [unhealthyCounts[0]] : unhealthyCounts) {
    const each = await perStore(count, ['execute']);
    const who = `${count} of 100 unhealthy in one phase`;
    figures.push(
      {
        name: `further events per unhealthy store, ${who}`,
        nature: 'count',
        value: each.events,
        target: { of: 'value', atMost: 8 },
      },
      { name: `further bytes per unhealthy store, ${who}`, nature: 'count', value: each.bytes },
    );
  }
  const always = await perStore(10, phases);
  figures.push({
    name: 'further events per unhealthy store, 10 of 100 unhealthy in all three phases',
    nature: 'count',
    value: always.events,
    target: { of: 'value', atMost: 8 * phases.length },
    note: 'A store that leaves its batch in every phase pays three times; the limit of eight is for one.',
  });
  return figures;
}
