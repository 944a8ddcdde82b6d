import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { coreQueue } from '../../contracts/temporal/queues';
import { workflowTypes } from '../../contracts/temporal/definitions';
import type { RequestId } from '../../domain/ids';
import { parseRequestId } from '../../domain/ids';
import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import {
  approve,
  changesSince,
  closed,
  completePaper,
  evidenceOf,
  fourEyes,
  letterOf,
  lettersOf,
  storesOf,
  submitVerified,
  untouched,
} from '../support/journeys';
import type { VerifiedCase } from '../support/journeys';

let engine: Engine;
let one: VerifiedCase;
let requestId: RequestId;
beforeAll(async () => {
  const file = join(__dirname, '..', '..', 'examples', 'sample-company', 'data-map.yaml');
  const map =
    (await readFile(file, 'utf8')).replace(/( +)period: P10Y\n/g, '$&$1whenOver: delete\n') + copies;
  const deferring = join(await mkdtemp(join(tmpdir(), 'habeas-map-')), 'data-map.yaml');
  await writeFile(deferring, map);
  engine = await startEngine({ env: { DSR_DATA_MAP_FILE: deferring } });
  one = await submitVerified(engine, people.demo, 'deletion');
  requestId = parseRequestId(one.requestId)!;
  await approve(one, fourEyes);
  await completePaper(one);
}, 240_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

const copies = `
copies:
  - { id: nightly, kind: backup, title: { zh-CN: 夜间备份, en: Nightly backup }, of: [shop], residual: P35D, clearedBy: expiry }
  - { id: lists, kind: export, title: { zh-CN: 打印清单, en: Printed lists }, of: [shop], residual: P10D, clearedBy: hand }
  - { id: tapes, kind: backup, title: { zh-CN: 档案磁带, en: Archive tapes }, of: [paper-archive], residual: P1Y, clearedBy: expiry }
`;

const doneSubject = 'What had to be kept is deleted now';

describe('When records must be kept for now and the map has them deleted afterwards', () => {
  test('then the letter names the day, the records are marked, and the debt stands in the book', async () => {
    expect(await closed(one)).toMatchObject({ outcome: 'partlyFulfilled', tally: { deferred: 1 } });
    const { text } = await letterOf(one, 'The result of your personal data request');
    expect(text).toContain('afterwards we delete them and write to you (3)');
    expect(text).toContain('The last of them must be kept until 1 May 2036.');
    expect(text).toMatch(/Nightly backup: may still hold a copy; it is overwritten by .+ at the latest/);
    expect(text).toMatch(/Printed lists: is cleared by our staff by hand/);
    expect(await debts()).toEqual([
      ['orders', 3, 'waiting'],
      ['payments', 3, 'waiting'],
    ]);
    const marked = await shop<{ count: string }>(
      `SELECT count(*) FROM shop.orders WHERE processing_restricted AND customer_id IN
        (SELECT customer_id FROM shop.customers WHERE customer_id = $1)`,
      [people.demo.customerNumber],
    );
    expect(marked).toEqual([{ count: '3' }]);
    const types = (await evidenceOf(one)).map(({ type }) => type);
    expect(types.filter((type) => type === 'deletionDeferred')).toHaveLength(2);
  });

  test('then nothing happens before the day', async () => {
    const before = await storesOf(engine);
    await runRound('early');
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect((await lettersOf(one)).filter(({ subject }) => subject.startsWith(doneSubject))).toEqual([]);
  });

  test('then what is free goes when the first duty ends, the rest waits for its own end, and nobody is told yet', async () => {
    const before = await storesOf(engine);
    const orders = await ordersOf();
    await letTimePass(orders.slice(0, 2));
    await runRound('first');
    const { removed, changed, added } = await changesSince(engine, before);
    expect(removed.filter((name) => name.startsWith('orders/'))).toEqual(
      orders.slice(0, 2).map((order) => `orders/${order}`),
    );
    expect([...changed, ...added]).toEqual([]);
    expect(await debts()).toEqual(expect.arrayContaining([['orders', 1, 'waiting']]));
    expect((await lettersOf(one)).filter(({ subject }) => subject.startsWith(doneSubject))).toEqual([]);
  });

  test('then a constraint that refuses becomes a task, and the store is asked again another day', async () => {
    await letTimePass(await ordersOf());
    await shop(`CREATE TABLE shop.disputes (order_id text REFERENCES shop.orders (order_id))`);
    await shop(`INSERT INTO shop.disputes SELECT order_id FROM shop.orders WHERE order_id = ANY($1)`, [
      await ordersOf(),
    ]);
    const before = await storesOf(engine);
    await runRound('refused');
    const { items } = await engine.parts.books.tasks.page({ requestId, status: 'open' }, undefined, 100);
    expect(items.map(({ kind, storeId }) => [kind, storeId])).toEqual([
      ['storeTrouble', 'shop'],
      ['storeTrouble', 'shop'],
    ]);
    expect(items.map(({ reason }) => reason)).toContain('copyByHand');
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect((await debts()).map(([, , state]) => state)).toContain('waiting');
    await shop(`DROP TABLE shop.disputes`);
  });

  test('then the last goes too, the person is told once, and a second run or a killed one does nothing more', async () => {
    const lines = await engine.parts.books.deferrals.list(requestId);
    await moveDueDate();
    await runRound('last');
    const { text } = await letterOf(one, doneSubject);
    expect(text).toContain('they are now deleted');
    expect(text).toContain('Orders');
    expect(await ordersOf()).toEqual([]);
    expect((await debts()).map(([, , state]) => state)).toEqual(['done', 'done']);
    const after = await storesOf(engine);

    // As after a kill between the effect and the book: the line is still open, under another run.
    for (const line of lines) await engine.parts.books.deferrals.put({ ...line, until: '2019-12-31' });
    await runRound('again');
    expect(await changesSince(engine, after)).toEqual(untouched);
    expect((await debts()).map(([, , state]) => state)).toEqual(['done', 'done']);
    expect((await lettersOf(one)).filter(({ subject }) => subject.startsWith(doneSubject))).toHaveLength(1);
    const types = (await evidenceOf(one)).map(({ type }) => type);
    expect(types.filter((type) => type === 'deferredDeletionDone')).toHaveLength(1);
  });
});

async function debts(): Promise<[string, number, string][]> {
  const lines = await engine.parts.books.deferrals.list(requestId);
  return lines.map(({ collection, count, state }) => [collection, count, state]);
}

/** Orders that the request kept: they still carry the mark. */
async function ordersOf(): Promise<string[]> {
  const rows = await shop<{ order_id: string }>(
    'SELECT order_id FROM shop.orders WHERE customer_id = $1 ORDER BY order_id',
    [people.demo.customerNumber],
  );
  return rows.map(({ order_id }) => order_id);
}

/** Ten years pass for these orders and their payments, and the book notices. */
async function letTimePass(orders: readonly string[]): Promise<void> {
  await shop(`UPDATE shop.orders SET ordered_at = '2014-01-01T00:00:00Z' WHERE order_id = ANY($1)`, [orders]);
  await shop(`UPDATE shop.payments SET paid_at = '2014-01-01T00:00:00Z' WHERE order_id = ANY($1)`, [orders]);
  await moveDueDate();
}

async function moveDueDate(): Promise<void> {
  for (const line of await engine.parts.books.deferrals.list(requestId))
    await engine.parts.books.deferrals.put({ ...line, until: nextPast() });
}

let past = 0;
/** Another day in the past each time: a round is named after the day that made it due. */
function nextPast(): string {
  past += 1;
  return `2024-01-${String(past).padStart(2, '0')}`;
}

/** One run of the schedule, with all that it starts. */
async function runRound(name: string): Promise<void> {
  const { client } = engine.temporal;
  const due = await engine.parts.books.deferrals.due(new Date().toISOString().slice(0, 10), 100);
  await client.workflow.execute(workflowTypes.startDeferredDeletions, {
    taskQueue: coreQueue,
    workflowId: `deferrals-${name}`,
    args: [],
  });
  for (const { until } of due) await client.workflow.getHandle(`deferred/${requestId}/${until}`).result();
}

async function shop<T extends object>(statement: string, values: readonly unknown[] = []): Promise<T[]> {
  const client = new Client({ connectionString: engine.pgUrl });
  await client.connect();
  try {
    return (await client.query<T>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}
