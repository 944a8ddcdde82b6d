import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createCoreActivities, createStoreActivities } from '../../activities';
import type { CoreActivities, CoreDeps, StoreActivities, StoreDeps } from '../../activities';
import { mailedCode } from '../../cli/demo/journey';
import { engine as engineActor } from '../../domain/actor';
import { reached } from '../../domain/clock-state';
import type { RequestId } from '../../domain/ids';
import { parseRequestId } from '../../domain/ids';
import { people } from '../../examples/sample-company/people';
import type { Persona } from '../../examples/sample-company/people';
import { verifyChain } from '../../evidence/verify';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import { lettersOf, submit } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ worker: false });
}, 120_000);
afterAll(() => engine.stop());

/** Runs an activity as a worker would; `info` says what an earlier attempt left. */
function run<I, O>(
  activity: (input: I) => Promise<O>,
  input: I,
  info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {},
): Promise<O> {
  return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') }).run(activity, input);
}

const core = (changes: Partial<CoreDeps> = {}): CoreActivities =>
  createCoreActivities({ ...engine.parts.core, ...changes });
const stores = (changes: Partial<StoreDeps> = {}): StoreActivities =>
  createStoreActivities({ ...engine.parts.store, ...changes });

/** A request that was taken in, and on which no worker works. */
async function takenIn(person: Persona): Promise<Case & { readonly id: RequestId }> {
  const one = await submit(engine, person, 'deletion');
  const id = parseRequestId(one.requestId)!;
  await run(core().startClocks, { requestId: id });
  return { ...one, id };
}

async function chainOf(id: RequestId) {
  const chain = await engine.parts.books.evidence.read(id);
  expect(verifyChain(chain, { requestId: id })).toMatchObject({ ok: true });
  return chain;
}

const verifying = { phase: 'verifying', waiting: ['subject'], tally: {} } as const;

test('When facts are recorded twice, then they stand there once', async () => {
  const { id } = await takenIn(people.demo);
  const taskId = `task_${id.slice(4)}_1`;
  const at = new Date().toISOString();
  const entry = {
    key: 'event/located/2',
    type: 'located',
    at,
    actor: engineActor,
    facts: { phase: 'assessing' },
  } as const;
  const input = {
    requestId: id,
    version: 2,
    projection: verifying,
    entries: [entry],
    openTasks: [{ taskId, kind: 'resolveIdentity', choices: 2 }],
  } as const;
  await run(core().recordFacts, input);
  const before = [await chainOf(id), await engine.parts.books.requests.find(id)];
  await run(core().recordFacts, input);
  expect([await chainOf(id), await engine.parts.books.requests.find(id)]).toEqual(before);
  const { items } = await engine.parts.books.tasks.page({ requestId: id }, undefined, 10);
  expect(items.map((task) => task.taskId)).toEqual([taskId]);
});

test('When a request is acknowledged twice, then one letter goes out, and its code is the one that counts', async () => {
  const one = await takenIn(people.noOrders);
  const input = { requestId: one.id, version: 2, projection: verifying };
  await run(core().acknowledgeRequest, input);
  await run(core().acknowledgeRequest, input);
  expect(await lettersOf(one)).toHaveLength(1);
  expect((await chainOf(one.id)).filter(({ type }) => type === 'acknowledged')).toHaveLength(1);
  expect(await guess(one)).toBe('right');
});

/** The person enters the code of the newest letter. */
async function guess(one: Case & { readonly id: RequestId }): Promise<string> {
  const code = await mailedCode(engine.company.inbox, one.requestId);
  const { books, core: deps } = engine.parts;
  const hash = deps.hashCode(one.id, 'verifyIdentity', code);
  return books.codes.guess(one.id, 'verifyIdentity', hash, new Date().toISOString());
}

test('When the mail server’s answer is lost, then the repeat is the same message with the same code', async () => {
  const one = await takenIn(people.upperCase);
  const { mailer } = engine.parts.core;
  const deaf: CoreDeps['mailer'] = {
    send: async (letter) => {
      await mailer.send(letter);
      return { status: 'later', replyCode: 0 };
    },
  };
  const input = { requestId: one.id, version: 2, projection: verifying };
  await expect(run(core({ mailer: deaf }).acknowledgeRequest, input)).rejects.toMatchObject({
    type: 'MailLater',
  });
  const first = await mailedCode(engine.company.inbox, one.requestId);
  await run(core().acknowledgeRequest, input);
  const letters = await lettersOf(one);
  expect(letters).toHaveLength(2);
  expect(new Set(letters.map(({ messageId }) => messageId)).size).toBe(1);
  expect(letters.every(({ text }) => text.replace(/\D/g, '').includes(first))).toBe(true);
  expect((await chainOf(one.id)).filter(({ type }) => type === 'noticeAccepted')).toHaveLength(1);
  expect(await guess(one)).toBe('right');
});

test('When a request is closed twice, then one letter goes out and one end is recorded', async () => {
  const one = await takenIn(people.processorOnly);
  const view = (await engine.parts.books.requests.find(one.id))!;
  const ask = { requestId: one.id, at: new Date().toISOString(), ending: 'withdrawn' } as const;
  const answer = await run(core().sendAnswer, ask);
  expect(answer).toMatchObject({ outcome: 'withdrawn', accepted: true });
  expect(await run(core().sendAnswer, ask)).toEqual(answer);
  const clocks = reached(view.clocks, ['answer'], answer.at);
  const { outcome, accepted, at, keepUntil } = answer;
  const input = { requestId: one.id, version: 5, at, outcome, accepted, keepUntil, clocks };
  await run(core().closeRequest, input);
  const before = [await chainOf(one.id), await engine.parts.books.requests.find(one.id)];
  await run(core().closeRequest, input);
  expect([await chainOf(one.id), await engine.parts.books.requests.find(one.id)]).toEqual(before);
  expect(await lettersOf(one)).toHaveLength(1);
  expect(before[1]).toMatchObject({
    phase: 'closed',
    outcome: 'withdrawn',
    clocks: [{ status: 'satisfied' }, { status: 'satisfied' }],
  });
});

test('When a batch is taken up again, then the stores that its heartbeat calls done are left alone', async () => {
  const { id } = await takenIn(people.decomposed);
  await run(stores().identifySubject, { requestId: id });
  const asked: string[] = [];
  const listening = stores({
    connectorOf: (store) => {
      asked.push(store.id);
      return engine.parts.store.connectorOf(store);
    },
  });
  const batch = { requestId: id, phase: 'survey', round: 1, from: 0, to: 4 } as const;
  const heartbeatDetails = { done: '1010', tally: { notFound: 1 }, left: [] };
  const result = await run(listening.workOnStores, batch, { heartbeatDetails, attempt: 2 });
  expect([...asked].sort()).toEqual(['paper-archive', 'support-desk']);
  expect(result.tally['notFound']).toBeGreaterThanOrEqual(1);
});

test('When a new plan is needed after work was done, then that work is proven and not called a search without a find', async () => {
  const { id } = await takenIn(people.hostOfGuestWriter);
  await run(stores().identifySubject, { requestId: id });
  const batch = (phase: 'survey' | 'execute', round: number) =>
    run(
      stores().workOnStores,
      { requestId: id, phase, round, from: 0, to: 2 },
      { activityId: `${phase}-${round}` },
    );
  await batch('survey', 1);
  await batch('execute', 1);
  await batch('survey', 2);
  const lines = await engine.parts.books.stores.list(id);
  expect(lines.map(({ outcome }) => outcome?.proof?.kind)).toEqual(['requery', 'requery']);
  expect(lines.map(({ outcome }) => outcome?.code)).not.toContain('notFound');
  const { hash, found, slots } = await run(core().proposePlan, { requestId: id, round: 2, minor: false });
  expect([found, slots]).toEqual([false, []]);
  expect((await engine.parts.books.requests.find(id))?.plan).toEqual({ hash, stores: [] });
});
