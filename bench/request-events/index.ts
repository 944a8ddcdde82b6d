import { bundleWorkflowCode } from '@temporalio/worker';
import { commandUpdate, workflowTypes } from '../../contracts/temporal/definitions';
import { requestWorkflowId } from '../../contracts/temporal/ids';
import { coreQueue } from '../../contracts/temporal/queues';
import type { BenchContext, Benchmark } from '../benchmark';
import type { FakeActivities } from '../engine/fake-activities';
import { fakeActivities } from '../engine/fake-activities';
import type { ExecutionCounts, StepSizes } from '../engine/history';
import { countsOf, stepSizesOf, untilAtRest } from '../engine/history';
import type { Lab } from '../engine/lab';
import { startLab } from '../engine/lab';
import type { RpcCounts } from '../engine/rpc-counts';
import { addedRequests, totalRequests } from '../engine/rpc-counts';
import { deletionCommands, deletionInput } from '../engine/request-script';
import type { Figure } from '../figure';
import { median } from '../statistics';
import type { BareInput } from './bare-workflow';

const stores = 10;

/** What one request cost. */
interface RequestCost extends ExecutionCounts {
  readonly requests: RpcCounts;
}

/** P1: what the engine adds to a request, in counts, with payload codec on and off. */
export const requestEvents: Benchmark = {
  name: 'request-events',
  about: 'events, bytes, state transitions and RPCs per deletion request, against a bare workflow',
  run: async (context) => {
    const runs = context.quick ? 3 : 10;
    const bareBundle = await bundleBare();
    const sizes = await sizesOfPlainRequest(context);
    const figures: Figure[] = [];
    for (const codec of [true, false]) {
      const ours = await measure(context, codec, runs, await context.workflowBundle(), startRequest);
      const bare = await measure(context, codec, runs, bareBundle, startBare(sizes), answering(sizes.steps));
      figures.push(...compare(ours, bare, `codec ${codec ? 'on' : 'off'}`));
      if (codec) context.say(differences(ours, bare));
    }
    return [...figures, { name: 'activities per request', nature: 'count', value: sizes.steps.length }];
  },
};

function bundleBare(): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: require.resolve('./bare-workflow'),
    failureConverterPath: require.resolve('../../temporal/failure-converter'),
    logger: silent,
  });
}

const ignore = (): void => undefined;
const silent = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

type Start = (lab: Lab) => Promise<string>;

async function measure(
  context: BenchContext,
  codec: boolean,
  runs: number,
  bundle: { readonly code: string },
  start: Start,
  activities: FakeActivities = fakeActivities({ stores }),
): Promise<RequestCost[]> {
  const { temporalAddress: address } = await context.servers();
  const lab = await startLab({ address, bundle, activities, codec, metricsUrl: context.workerMetricsUrl });
  try {
    await carryThrough(lab, start); // the first one pays for connections and caches
    const costs: RequestCost[] = [];
    for (let run = 0; run < runs; run += 1) {
      const before = await lab.requests();
      const workflowId = await carryThrough(lab, start);
      const requests = addedRequests(before, await lab.requests());
      costs.push({ ...(await countsOf(lab.observer.client, workflowId)), requests });
    }
    return costs;
  } finally {
    await lab.stop();
  }
}

/** One request from start to end; people act when the engine rests, so that the counts repeat. */
async function carryThrough(lab: Lab, start: Start): Promise<string> {
  const { observer, namespace, client } = lab;
  const workflowId = await start(lab);
  for (const [at, message] of deletionCommands.entries()) {
    await untilAtRest(observer.connection, namespace, workflowId);
    await client.workflow
      .getHandle(workflowId)
      .executeUpdate(commandUpdate, { updateId: `command-${at}`, args: [message] });
  }
  await observer.client.workflow.getHandle(workflowId).result();
  return workflowId;
}

const startRequest: Start = async ({ client }) => {
  const input = deletionInput();
  const workflowId = requestWorkflowId(input.requestId);
  await client.workflow.start(workflowTypes.dataSubjectRequest, {
    taskQueue: coreQueue,
    workflowId,
    args: [input],
  });
  return workflowId;
};

interface Sizes {
  readonly input: number;
  readonly steps: readonly StepSizes[];
}

/** Sizes are read from one request of ours without codec, so that the twin moves the same bytes. */
async function sizesOfPlainRequest(context: BenchContext): Promise<Sizes> {
  const { temporalAddress: address } = await context.servers();
  const lab = await startLab({
    address,
    bundle: await context.workflowBundle(),
    activities: fakeActivities({ stores }),
    codec: false,
    metricsUrl: context.workerMetricsUrl,
  });
  try {
    const workflowId = await carryThrough(lab, startRequest);
    const steps = await stepSizesOf(lab.observer.client, workflowId);
    return { input: JSON.stringify(deletionInput()).length, steps };
  } finally {
    await lab.stop();
  }
}

function startBare(sizes: Sizes): Start {
  const inputs = sizes.steps.map(({ input }) => input);
  const pad = 'x'.repeat(Math.max(0, sizes.input - JSON.stringify({ inputs, pad: '' }).length));
  return async ({ client }) => {
    const workflowId = requestWorkflowId(deletionInput().requestId);
    const args: [BareInput] = [{ inputs, pad }];
    await client.workflow.start('bareRequestWorkflow', { taskQueue: coreQueue, workflowId, args });
    return workflowId;
  };
}

/** Activities that answer with as many bytes as those of ours did, whichever call of theirs it is. */
function answering(steps: readonly StepSizes[]): FakeActivities {
  const names = [...new Set(steps.map(({ name }) => name))];
  const answers = names.map((name) => {
    const sizes = steps.filter((step) => step.name === name).map(({ result }) => result);
    let calls = 0;
    const answer = () => {
      const size = sizes[calls % sizes.length] ?? 0;
      calls += 1;
      return Promise.resolve(size === 0 ? undefined : 'x'.repeat(Math.max(0, size - '""'.length)));
    };
    return [name, answer] as const;
  });
  // By name and nothing else: the bare workflow asks for no other.
  const activities = Object.fromEntries(answers) as unknown as FakeActivities['core'] &
    FakeActivities['store'];
  return { core: activities, store: activities };
}

function compare(ours: readonly RequestCost[], bare: readonly RequestCost[], when: string): Figure[] {
  const figure = (name: string, of: (cost: RequestCost) => number, rest: Partial<Figure> = {}): Figure => ({
    name: `${name}, ${when}`,
    nature: 'count',
    value: median(ours.map(of)),
    baseline: median(bare.map(of)),
    ...rest,
  });
  return [
    figure('events without workflow tasks', (cost) => cost.events - cost.workflowTaskEvents, {
      target: { of: 'difference', atMost: 2 },
    }),
    figure('workflow-task events', (cost) => cost.workflowTaskEvents),
    figure('history bytes', (cost) => cost.bytes),
    figure('state transitions', (cost) => cost.stateTransitions, { target: { of: 'ratio', atMost: 1.05 } }),
    figure('RPCs without polls', (cost) => totalRequests(cost.requests), {
      target: { of: 'ratio', atMost: 1.05 },
    }),
  ];
}

/** Which events and requests the engine adds, by name. */
function differences(ours: readonly RequestCost[], bare: readonly RequestCost[]): string {
  const text = (of: (cost: RequestCost) => Readonly<Record<string, number>>) => {
    const [mine, twin] = [ours.at(-1), bare.at(-1)].map((cost) => (cost === undefined ? {} : of(cost)));
    const names = [...new Set([...Object.keys(mine ?? {}), ...Object.keys(twin ?? {})])];
    const changed = names.flatMap((name) => {
      const difference = (mine?.[name] ?? 0) - (twin?.[name] ?? 0);
      return difference === 0 ? [] : [`${name} ${difference > 0 ? '+' : ''}${difference}`];
    });
    return changed.length === 0 ? 'none' : changed.join(', ');
  };
  return `Beyond the bare twin: events ${text((cost) => cost.byType)}; RPCs ${text((cost) => cost.requests)}.`;
}
