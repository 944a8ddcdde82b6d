import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { waitUntil } from '../../cli/demo/journey';
import { people } from '../../examples/sample-company/people';
import { seededRandom } from '../../examples/sample-company/seeded-random';
import type { EvidenceEntry } from '../../domain/evidence';
import { parseRequestId } from '../../domain/ids';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  changesSince,
  closed,
  completePaper,
  effectsSince,
  evidenceOf,
  fourEyes,
  lettersOf,
  proposed,
  storesOf,
  submit,
  submitVerified,
  verify,
} from '../support/journeys';
import { PersistentClient } from '../support/persistent-client';
import type { UrlProxy } from '../support/tcp-proxy';
import { startUrlProxy } from '../support/tcp-proxy';
import type { WorkerProcess } from '../support/worker-process';
import { startWorkerProcess } from '../support/worker-process';

const patience = 360_000;

let engine: Engine;
let books: UrlProxy;
let worker: WorkerProcess | undefined;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  engine = await startEngine({ worker: false });
  stops.push(() => engine.stop());
  books = await startUrlProxy(engine.env['DSR_MONGODB_URI']!);
  stops.push(
    () => books.stop(),
    async () => worker?.kill(),
  );
}, patience);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** Only the worker's own books are behind the wire: the stores and Temporal are reached as ever. */
function startWorker(): void {
  worker = startWorkerProcess({ ...engine.env, DSR_MONGODB_URI: books.url });
}

/** The chain as it stands, read past the worker's wire. */
async function chainOf(one: Case): Promise<readonly EvidenceEntry[]> {
  return engine.parts.books.evidence.read(parseRequestId(one.requestId)!);
}

/** Waits until something of this type is in the chain. */
function recorded(one: Case, wanted: EvidenceEntry['type']): Promise<EvidenceEntry> {
  const look = async () => (await chainOf(one)).find(({ type }) => type === wanted);
  return waitUntil(wanted, look, patience);
}

const startsIn = (chain: readonly EvidenceEntry[], storeId: string) =>
  chain.filter(({ type, facts }) => type === 'storeOperationStarted' && facts['storeId'] === storeId);

/** Keeps the person's customer row locked, so that the shop's transaction waits; the returned call lets it go. */
async function lockCustomer(customerNumber: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: engine.pgUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM shop.customers WHERE customer_id = $1 FOR UPDATE', [customerNumber]);
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
}

async function hasChangedShop(before: Awaited<ReturnType<typeof storesOf>>, customerNumber: string) {
  const { changed, removed } = await changesSince(engine, before);
  return [...changed, ...removed].includes(`customers/${customerNumber}`) ? true : undefined;
}

test(
  'When a worker is killed between a store’s effect and its report, then there is one effect and both attempts are known',
  async () => {
    const { customerNumber } = people.demo;
    const before = await storesOf(engine);
    const sent = engine.company.newsletter.effects().length;
    startWorker();
    const one = await submitVerified(engine, people.demo, 'deletion');
    await proposed(one, 'plan');
    const unlock = await lockCustomer(customerNumber);
    await approve(one, fourEyes);
    await waitUntil('the begun work', async () => startsIn(await chainOf(one), 'shop')[0]);

    books.hold();
    await unlock();
    await waitUntil('the effect', () => hasChangedShop(before, customerNumber));
    await worker?.kill();
    const shopAfterKill = await changesSince(engine, before);
    books.drop();
    books.mend();
    startWorker();

    await completePaper(one);
    const status = await closed(one);
    expect(status.outcome).toBe('partlyFulfilled');
    const chain = await evidenceOf(one);
    const attempts = startsIn(chain, 'shop').map(({ facts }) => facts['attempt']);
    expect(attempts.length).toBeGreaterThanOrEqual(2);
    expect(new Set(attempts).size).toBe(attempts.length);
    expect(new Set(startsIn(chain, 'shop').map(({ facts }) => facts['operationId'])).size).toBe(1);
    expect(effectsSince(engine, sent).map(({ kind }) => kind)).toEqual(['erasure']);
    const after = await changesSince(engine, before);
    expect(after.added).toEqual([]);
    expect(after.changed.filter(isOfShop)).toEqual(shopAfterKill.changed.filter(isOfShop));
    expect(after.removed.filter(isOfShop)).toEqual(shopAfterKill.removed.filter(isOfShop));
    await expectOneClosingLetter(one);
  },
  patience,
);

const isOfShop = (name: string) =>
  /^(customers|addresses|orders|payments|newsletter_subscriptions)\//.test(name);

/** One letter of completion; a repeat would be the very same message. */
async function expectOneClosingLetter(one: Case): Promise<void> {
  const messageId = engine.parts.core.messageIdOf(`${one.requestId}/completion/1`);
  const letters = (await lettersOf(one)).filter((mail) => mail.messageId === messageId);
  expect(letters.length).toBeGreaterThanOrEqual(1);
  expect((await lettersOf(one)).filter(({ text }) => text.includes('System by system'))).toEqual(letters);
}

/** Rows that the plan deletes, by what every store's first attempt announced. */
function plannedDeletions(chain: readonly EvidenceEntry[]): number {
  const started = chain.filter(({ type }) => type === 'storeOperationStarted');
  const byStore = new Map(started.map(({ facts }) => [facts['storeId'], facts['steps']]));
  const steps = [...byStore.values()].flat() as { action: string; count: number }[];
  return steps.filter(({ action }) => action === 'delete').reduce((sum, { count }) => sum + count, 0);
}

/** Kills the worker each time the chain has grown to one of the lengths, and starts another. */
async function killAt(lengths: readonly number[], one: Case, pauseMs: () => number): Promise<void> {
  for (const length of lengths) {
    await waitUntil(
      `${length} entries of evidence`,
      async () => {
        const chain = await chainOf(one);
        return chain.length >= length || chain.some(({ type }) => type === 'closed') ? true : undefined;
      },
      patience,
    );
    await delay(pauseMs());
    await worker?.kill();
    startWorker();
  }
}

test.each([[7, people.decomposed]])(
  'When workers are killed at random moments (seed %i), then the request closes with one effect',
  async (seed, person) => {
    const random = seededRandom(seed);
    const before = await storesOf(engine);
    const sent = engine.company.newsletter.effects().length;
    await worker?.kill();
    startWorker();
    const one = await submit(
      { ...engine, api: new PersistentClient(engine.api.baseUrl) },
      person,
      'deletion',
    );
    const lengths = [random.below(4), 4 + random.below(6), 10 + random.below(12)];
    const killing = killAt(lengths, one, () => random.below(400));

    // Each step waits for the chain first, longer than a killed attempt takes to be noticed (a minute for letters).
    await recorded(one, 'acknowledged');
    await verify(one);
    await recorded(one, 'planPrepared');
    await approve(one, fourEyes);
    await recorded(one, 'taskOpened');
    await completePaper(one);
    await recorded(one, 'closed');
    await closed(one);
    await killing;

    const chain = await evidenceOf(one);
    expect(chain.filter(({ type }) => type === 'closed')).toHaveLength(1);
    expect(effectsSince(engine, sent).map(({ kind }) => kind)).toEqual(['erasure']);
    const after = await changesSince(engine, before);
    expect(after.added).toEqual([]);
    expect(after.removed).toHaveLength(plannedDeletions(chain));
    await expectOneClosingLetter(one);
  },
  patience,
);
