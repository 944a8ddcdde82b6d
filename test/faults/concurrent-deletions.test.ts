import { Client } from 'pg';
import { waitUntil } from '../../cli/demo/journey';
import { requestContext } from '../../activities/deps';
import * as slots from '../../activities/vault-slots';
import type { PlannedWork } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { parseRequestId } from '../../domain/ids';
import type { RequestId } from '../../domain/ids';
import { diffChecksums } from '../../examples/sample-company/seed';
import { addSharedTicket, expectedAfter, twentyPeople } from '../support/deletion-twin';
import type { Stores } from '../support/deletion-twin';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case, VerifiedCase } from '../support/journeys';
import {
  approve,
  closed,
  completePaper,
  fourEyes,
  proposed,
  storesOf,
  submitVerified,
  untouched,
} from '../support/journeys';

const patience = 600_000;
jest.setTimeout(patience);

let engine: Engine;
let twin: Stores;
beforeAll(async () => {
  engine = await startEngine({ answerAfterMs: 0 });
  twin = { pgUrl: `${engine.pgUrl}_twin`, mongoUri: `${engine.mongoUri}_twin` };
}, patience);
afterAll(async () => {
  await engine.stop();
});

interface Applied {
  readonly one: VerifiedCase;
  readonly store: StoreMap;
  readonly work: PlannedWork;
}

/** What the engine was about to do, as it stood in the vault when staff approved it. */
async function plansOf(one: VerifiedCase): Promise<readonly Applied[]> {
  const requestId = one.requestId as RequestId;
  const { map } = await requestContext(engine.parts.books, requestId);
  const plans = map.stores.map(async (store) => {
    const work = await slots.plannedWork(store.id).read(engine.parts.books.vault, requestId);
    return work === undefined || store.kind === 'manual' ? [] : [{ one, store, work }];
  });
  return (await Promise.all(plans)).flat();
}

/** Applies a plan once more past the engine, and says how that ended. */
async function applyAgain({ one, store, work }: Applied): Promise<string> {
  const call = {
    operationId: `${one.requestId}/execute/again/${store.id}`,
    signal: AbortSignal.timeout(60_000),
    cutOffAt: new Date().toISOString(),
  };
  const connector = engine.parts.store.connectorOf(store);
  const answer = await connector.apply(call, work);
  if (answer.status === 'pending')
    await waitUntil('the answer to the repeat', async () => {
      const { status } = await connector.verify(call, work, answer.receipt);
      return status === 'pending' ? undefined : status;
    });
  return `${store.id} ${answer.status}`;
}

async function deadlocks(): Promise<number> {
  const client = new Client({ connectionString: engine.pgUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.deadlocks ?? 0);
  } finally {
    await client.end();
  }
}

/** How many are not closed yet; asked of the books, so that twenty who wait do not slow down what they wait for. */
async function openOf(cases: readonly Case[]): Promise<number> {
  const views = await Promise.all(
    cases.map(({ requestId }) => engine.parts.books.requests.find(parseRequestId(requestId)!)),
  );
  return views.filter((view) => view?.phase !== 'closed').length;
}

test('When twenty people whose records meet are deleted at once, then all stores are exactly as they must be, and no repeat changes them', async () => {
  const people = twentyPeople();
  expect(people).toHaveLength(20);
  await addSharedTicket(engine.mongoUri, people);
  const before = await storesOf(engine);

  const cases = await Promise.all(people.map((person) => submitVerified(engine, person, 'deletion')));
  await Promise.all(cases.map((one) => proposed(one, 'plan')));
  const plans = (await Promise.all(cases.map(plansOf))).flat();
  expect(diffChecksums(before, await storesOf(engine))).toEqual(untouched);

  await Promise.all(cases.map((one) => approve(one, fourEyes)));
  await Promise.all(cases.map((one) => completePaper(one)));
  await waitUntil('every end', async () => ((await openOf(cases)) === 0 ? true : undefined), 300_000);
  const ends = await Promise.all(cases.map(closed));
  for (const end of ends) {
    expect(['fulfilled', 'partlyFulfilled']).toContain(end.outcome);
    expect(end.tally).not.toHaveProperty('unknown');
    expect(end.tally).not.toHaveProperty('refusedByStore');
  }

  const after = await storesOf(engine);
  const expected = await expectedAfter(twin, engine, people);
  expect(diffChecksums(expected, after)).toEqual(untouched);
  expect(diffChecksums(before, after).removed.length).toBeGreaterThan(60);

  expect(plans.length).toBeGreaterThan(40);
  const answers = await Promise.all(plans.map(applyAgain));
  expect(answers.filter((answer) => answer.endsWith('refused'))).toEqual([]);
  expect(diffChecksums(after, await storesOf(engine))).toEqual(untouched);
  expect(await deadlocks()).toBeLessThan(20);
});
