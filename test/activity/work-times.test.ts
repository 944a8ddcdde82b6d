import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { StoreDeps } from '../../activities';
import { createCoreActivities, createStoreActivities } from '../../activities';
import { StoreFailure } from '../../domain/connector';
import type { RequestId } from '../../domain/ids';
import { parseRequestId } from '../../domain/ids';
import { people } from '../../examples/sample-company/people';
import type { Persona } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import { submit } from '../support/journeys';

const hour = 3_600_000;

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ worker: false });
}, 120_000);
afterAll(() => engine.stop());

/** Runs an activity as a worker would that was slow: it was scheduled an hour ago. */
function run<I, O>(activity: (input: I) => Promise<O>, input: I, activityId = 'a'): Promise<O> {
  const info = { activityId, scheduledTimestampMs: Date.now() - hour };
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') }).run(activity, input);
}

const core = () => createCoreActivities(engine.parts.core);
const stores = (changes: Partial<StoreDeps> = {}) =>
  createStoreActivities({ ...engine.parts.store, ...changes });

async function takenIn(person: Persona): Promise<RequestId> {
  const one = await submit(engine, person, 'deletion');
  const id = parseRequestId(one.requestId)!;
  await run(core().startClocks, { requestId: id });
  await run(stores().identifySubject, { requestId: id });
  return id;
}

const batch = (requestId: RequestId, phase: 'survey' | 'execute' | 'verify', changes?: Partial<StoreDeps>) =>
  run(stores(changes).workOnStores, { requestId, phase, round: 1, from: 0, to: 4 }, `${phase}-1`);

/** Keys under which this store of this map was noted, with whole hours. */
async function noted(storeId: string): Promise<(string | number)[][]> {
  const keys = ['survey', 'execute', 'verify'].map((phase) => `store/${storeId}/${phase}`);
  const records = await engine.parts.books.workTimes.lately(keys);
  return records.map(({ key, tookMs }) => [key, ...tookMs.map((ms) => Math.floor(ms / hour))]);
}

test('When stores were worked on, then what each took counts from the first scheduling, once however often it runs', async () => {
  const [shop] = (await engine.parts.books.dataMaps.find(
    (await engine.parts.books.requests.find(await takenIn(people.decomposed)))!.dataMapVersion,
  ))!.stores;
  const id = await takenIn(people.hostOfGuestWriter);
  await batch(id, 'survey');
  await batch(id, 'survey');
  expect(await noted(shop!.id)).toEqual([[`store/${shop!.id}/survey`, 1]]);
  await batch(id, 'execute');
  await batch(id, 'verify');
  await batch(id, 'verify');
  expect(await noted(shop!.id)).toEqual([
    [`store/${shop!.id}/survey`, 1],
    [`store/${shop!.id}/execute`, 1],
    [`store/${shop!.id}/verify`, 1],
  ]);
  const line = (await engine.parts.books.stores.list(id)).find(({ storeId }) => storeId === shop!.id);
  expect(line?.executedAt).toMatch(/Z$/);
});

test('When a store did not answer, or paper waits for people, then nothing is noted of it', async () => {
  const before = await noted('support-desk');
  const deaf: Partial<StoreDeps> = {
    connectorOf: (store) => {
      const connector = engine.parts.store.connectorOf(store);
      const locate = () => Promise.reject(new StoreFailure('unreachable', 'Nobody is there.'));
      return store.id === 'support-desk' ? { ...connector, locate } : connector;
    },
  };
  const id = await takenIn(people.noOrders);
  const { left } = await batch(id, 'survey', deaf);
  expect(left).toEqual([{ storeId: 'support-desk', reason: 'failed', code: 'unreachable' }]);
  expect(await noted('support-desk')).toEqual(before);
  await batch(id, 'survey');
  const executed = await batch(id, 'execute');
  expect(executed.left.map(({ storeId }) => storeId)).toEqual(['paper-archive']);
  expect((await noted('paper-archive')).map(([key]) => key)).toEqual(['store/paper-archive/survey']);
});

test('When a task is completed, then what it took is noted once, and a new one stands where its request does', async () => {
  const id = await takenIn(people.upperCase);
  const { books } = engine.parts;
  const taskId = `task_${id.slice(4)}_9`;
  const record = core().recordFacts;
  const projection = { phase: 'locating', waiting: ['staff'], tally: {} } as const;
  const facts = { requestId: id, projection, entries: [] };
  const at = new Date().toISOString();
  const forecast = { at, expectedAt: at, likelyBy: at, startBy: at, standing: 'atRisk', stages: [] } as const;
  await books.work.keep(id, forecast);
  await run(record, { ...facts, version: 5, openTasks: [{ taskId, kind: 'recordGuardian' }] });
  const task = (await books.tasks.find(taskId))!;
  expect(task).toMatchObject({ startBy: at, standing: 'atRisk' });
  const later = new Date(Date.parse(task.openedAt) + 2 * hour).toISOString();
  const closing = { ...facts, version: 6, closeTasks: [{ taskId, by: 'wei', at: later, result: 'done' }] };
  await run(record, closing);
  await run(record, closing);
  expect(await books.workTimes.lately(['task/recordGuardian'])).toEqual([
    { key: 'task/recordGuardian', tookMs: [2 * hour] },
  ]);
});

test('When a request closes twice, then its phases are noted once', async () => {
  const id = await takenIn(people.processorOnly);
  const { books } = engine.parts;
  const moments = ['verifying', 'locating', 'assessing', 'reviewing'] as const;
  for (const [n, phase] of moments.entries())
    await books.requests.project(id, 10 + n, { phase }, `2026-03-0${n + 1}T00:00:00Z`);
  const at = '2026-03-06T00:00:00.000Z';
  const outcome = 'fulfilled' as const;
  const input = { requestId: id, version: 20, at, outcome, accepted: true, keepUntil: [], clocks: [] };
  await run(core().closeRequest, input);
  await run(core().closeRequest, input);
  const keys = moments.map((phase) => `phase/${phase}/deletion`);
  const day = 24 * hour;
  expect(await books.workTimes.lately(keys)).toEqual([
    { key: keys[0], tookMs: [day] },
    { key: keys[1], tookMs: [day] },
    { key: keys[2], tookMs: [day] },
    { key: keys[3], tookMs: [2 * day] },
  ]);
});
