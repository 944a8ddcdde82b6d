import { setTimeout as delay } from 'node:timers/promises';
import { bundleWorkflowCode } from '@temporalio/worker';
import { createStoreActivities } from '../../activities';
import { commandUpdate, workflowTypes } from '../../contracts/temporal/definitions';
import { requestWorkflowId } from '../../contracts/temporal/ids';
import { coreQueue } from '../../contracts/temporal/queues';
import type { BenchContext, Benchmark } from '../benchmark';
import type { FakeActivities } from '../engine/fake-activities';
import { fakeActivities } from '../engine/fake-activities';
import { countsOf, untilAtRest } from '../engine/history';
import type { Lab } from '../engine/lab';
import { startLab } from '../engine/lab';
import { deletionCommands, deletionInput } from '../engine/request-script';
import type { Figure } from '../figure';
import { median } from '../statistics';
import type { BareFanOut } from './bare-workflow';
import type { NoOpOptions, NoOpStores } from './no-op-stores';
import { noOpStores } from './no-op-stores';

const stores = 1_000;
/** A store in the middle of a batch. */
const silentIndex = 550;
/** Time in ms after which the stores of the second question answer: a near database. */
const answersIn = 20;

/** What a fan-out costs, and whether one store holds up the others. */
export const fanOut: Benchmark = {
  name: 'fan-out',
  about: '1,000 no-op stores against one activity per store; one silent store among 1,000',
  run: async (context) => [...(await speedFigures(context)), ...(await silentFigures(context))],
};

interface Timed {
  readonly ms: number;
  readonly events: number;
}

async function speedFigures(context: BenchContext): Promise<Figure[]> {
  const bareBundle = await bundleBare();
  const ours: Timed[] = [];
  const bare: Timed[] = [];
  for (let pair = 0; pair < (context.quick ? 1 : 3); pair += 1) {
    ours.push(await inLab(context, await context.workflowBundle(), noOpStores({ stores }), ourRequest));
    bare.push(await inBareLab(context, bareBundle, noOpStores({ stores })));
    context.say(
      `pair ${pair + 1}: ${Math.round(ours.at(-1)?.ms ?? 0)} ms, bare ${Math.round(bare.at(-1)?.ms ?? 0)} ms`,
    );
  }
  const ratios = ours.map(({ ms }, at) => (bare[at]?.ms ?? Number.NaN) / ms);
  return [
    {
      name: 'times faster than one activity per store: whole deletion over 1,000 no-op stores, three phases',
      nature: 'measured',
      value: median(ratios),
      target: { of: 'value', atLeast: 8 },
      note: 'Median of interleaved pairs. Ours includes intake, approvals and closing; the twin is the phases alone.',
    },
    {
      name: 'ms of such a request',
      nature: 'measured',
      value: median(ours.map(({ ms }) => ms)),
      baseline: median(bare.map(({ ms }) => ms)),
    },
    {
      name: 'events in its history',
      nature: 'count',
      value: median(ours.map(({ events }) => events)),
      baseline: median(bare.map(({ events }) => events)),
      target: { of: 'ratio', atMost: 0.125 },
    },
  ];
}

/** With one store that takes its order and never answers: are the others done as soon as without it? */
async function silentFigures(context: BenchContext): Promise<Figure[]> {
  const ratios: number[] = [];
  const spans = { silent: [] as number[], none: [] as number[] };
  let applied = stores;
  let provenMeanwhile = stores;
  for (let pair = 0; pair < (context.quick ? 1 : 5); pair += 1) {
    const none = await spanOfOthers(context, { stores: stores - 1, answersIn });
    const silent = await spanOfOthers(context, { stores, answersIn, silent: silentIndex });
    spans.none.push(none.ms);
    spans.silent.push(silent.ms);
    ratios.push(silent.ms / none.ms);
    applied = Math.min(applied, silent.appliedWhenGivenUp);
    provenMeanwhile = Math.min(provenMeanwhile, silent.verified);
    context.say(
      `pair ${pair + 1}: others done in ${Math.round(silent.ms)} ms, without the silent store ${Math.round(none.ms)} ms`,
    );
  }
  return [
    {
      name: 'stores of 999 whose effect was done before the silent one was first given up',
      nature: 'count',
      value: applied,
      target: { of: 'value', atLeast: stores - 1 },
    },
    {
      name: 'time from the first to the last effect of the other 999, against 999 without a silent one',
      nature: 'measured',
      value: median(ratios),
      target: { of: 'value', atMost: 1.01 },
      note: 'Median of interleaved pairs; one lane of sixteen in one batch of ten is held for ten seconds, then free.',
    },
    { name: 'ms of it', nature: 'measured', value: median(spans.silent), baseline: median(spans.none) },
    {
      name: 'stores of 999 whose effect was proven while the silent one was being waited for',
      nature: 'count',
      value: provenMeanwhile,
      note: 'Proofs begin when every store has executed, or staff have settled the one that has not.',
    },
  ];
}

interface OthersSpan {
  readonly ms: number;
  readonly appliedWhenGivenUp: number;
  readonly verified: number;
}

async function spanOfOthers(context: BenchContext, options: NoOpOptions): Promise<OthersSpan> {
  const world = noOpStores(options);
  const others = options.silent === undefined ? options.stores : options.stores - 1;
  return inLab(context, await context.workflowBundle(), world, async (lab) => {
    const workflowId = await startOurs(lab);
    await commandAll(lab, workflowId);
    const { seen } = world;
    while (seen.applied < others || (options.silent !== undefined && seen.givenUpAt === undefined))
      await delay(5);
    if (options.silent !== undefined) await delay(1_000); // proofs, if any, would come now
    await lab.observer.client.workflow.getHandle(workflowId).terminate();
    return {
      ms: (seen.lastAppliedAt ?? Number.NaN) - (seen.firstAppliedAt ?? Number.NaN),
      appliedWhenGivenUp: seen.appliedWhenGivenUp ?? others,
      verified: seen.verified,
    };
  });
}

function bundleBare(): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: require.resolve('./bare-workflow'),
    failureConverterPath: require.resolve('../../temporal/failure-converter'),
    logger: silent,
  });
}

const ignore = (): void => undefined;
const silent = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Runs something with the product's own activities for stores; the bookkeeping around them does nothing. */
async function inLab<T>(
  context: BenchContext,
  bundle: { readonly code: string },
  world: NoOpStores,
  work: (lab: Lab, world: NoOpStores) => Promise<T>,
): Promise<T> {
  const { temporalAddress: address } = await context.servers();
  const fake = fakeActivities({ stores: world.storeIds.length });
  const { workOnStores, workOnStore } = createStoreActivities(world.deps);
  const activities: FakeActivities = { core: fake.core, store: { ...fake.store, workOnStores, workOnStore } };
  const lab = await startLab({ address, bundle, activities });
  try {
    return await work(lab, world);
  } finally {
    await lab.stop();
  }
}

async function ourRequest(lab: Lab): Promise<Timed> {
  const startedAt = performance.now();
  const workflowId = await startOurs(lab);
  await commandAll(lab, workflowId);
  await lab.client.workflow.getHandle(workflowId).result();
  const ms = performance.now() - startedAt;
  return { ms, events: (await countsOf(lab.observer.client, workflowId)).events };
}

async function startOurs({ client }: Lab): Promise<string> {
  const input = deletionInput();
  const workflowId = requestWorkflowId(input.requestId);
  await client.workflow.start(workflowTypes.dataSubjectRequest, {
    taskQueue: coreQueue,
    workflowId,
    args: [input],
  });
  return workflowId;
}

async function commandAll({ client, observer, namespace }: Lab, workflowId: string): Promise<void> {
  for (const message of deletionCommands) {
    await untilAtRest(observer.connection, namespace, workflowId);
    await client.workflow.getHandle(workflowId).executeUpdate(commandUpdate, { args: [message] });
  }
}

/** The twin with activities that call the store and do nothing else: no books, no evidence. */
async function inBareLab(
  context: BenchContext,
  bundle: { readonly code: string },
  { storeIds, plainStep }: NoOpStores,
): Promise<Timed> {
  const { temporalAddress: address } = await context.servers();
  const fake = fakeActivities({ stores: storeIds.length });
  const activities: FakeActivities = { core: fake.core, store: { ...fake.store, workOnStore: plainStep } };
  const lab = await startLab({ address, bundle, activities });
  try {
    return await bareRequest(lab, storeIds);
  } finally {
    await lab.stop();
  }
}

async function bareRequest({ client, observer }: Lab, storeIds: readonly string[]): Promise<Timed> {
  const { requestId } = deletionInput();
  const input: BareFanOut = { requestId, storeIds };
  const startedAt = performance.now();
  const handle = await client.workflow.start('bareFanOutWorkflow', {
    taskQueue: coreQueue,
    workflowId: `bare-${requestId}`,
    args: [input],
  });
  await handle.result();
  const ms = performance.now() - startedAt;
  return { ms, events: (await countsOf(observer.client, handle.workflowId)).events };
}
