import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import type { Persona } from '../../examples/sample-company/people';
import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  changesSince,
  closed,
  complete,
  completePaper,
  evidenceOf,
  fourEyes,
  lettersOf,
  openTask,
  proposed,
  storesOf,
  submitVerified,
} from '../support/journeys';

const patience = 240_000;

let engine: Engine;
let shop: Client;
let desk: MongoClient;

beforeAll(async () => {
  engine = await startEngine();
  shop = new Client({ connectionString: engine.pgUrl });
  await shop.connect();
  desk = await new MongoClient(engine.mongoUri).connect();
}, patience);

afterAll(async () => {
  await shop.end();
  await desk.close();
  await engine.stop();
});

/** A deletion that is approved, with the paper archive done: what is left is what the stores answer. */
async function approvedDeletion(person: Persona): Promise<Case> {
  const one = await submitVerified(engine, person, 'deletion');
  await proposed(one, 'plan');
  await approve(one, fourEyes);
  await completePaper(one);
  return one;
}

const outcomeOn = (status: Awaited<ReturnType<typeof closed>>, id: string) =>
  status.stores.find(({ storeId }) => storeId === id)?.outcome;

/** Attempts at the effect, by the evidence: one per time that staff had it tried. */
async function attemptsOn(one: Case, id: string): Promise<number> {
  const chain = await evidenceOf(one);
  return chain.filter(({ type, facts }) => type === 'storeOperationStarted' && facts['storeId'] === id)
    .length;
}

test(
  'When a foreign key refuses in the middle of a deletion, then nothing of it happened, staff are told which, and the letter says so',
  async () => {
    const { customerNumber } = people.noOrders;
    await shop.query('create table shop.loans (customer_id text references shop.customers)');
    await shop.query('insert into shop.loans values ($1)', [customerNumber]);
    const before = await storesOf(engine);
    const one = await approvedDeletion(people.noOrders);

    const task = await openTask(one, 'storeTrouble');
    expect(task).toMatchObject({
      storeId: 'shop',
      reason: 'constraint:loans_customer_id_fkey in customers',
    });
    const changed = await changesSince(engine, before);
    const inShop = /^(customers|addresses|orders|payments|newsletter_subscriptions)\//;
    expect([...changed.changed, ...changed.removed].filter((name) => inShop.test(name))).toEqual([]);
    expect(await attemptsOn(one, 'shop')).toBe(1);

    // Tried again because staff say so, and refused again: a second task, not an endless repeat.
    await complete(one, task, { result: 'retry', witnesses: [] });
    const again = await openTask(one, 'storeTrouble');
    expect(again.taskId).not.toBe(task.taskId);
    expect(await attemptsOn(one, 'shop')).toBe(2);

    await complete(one, again, { result: 'cannotBeDone', witnesses: [] });
    const status = await closed(one);
    expect(status).toMatchObject({ outcome: 'partlyFulfilled' });
    expect(outcomeOn(status, 'shop')).toMatchObject({ code: 'refusedByStore', reason: 'cannotBeDone' });
    expect(new Set(outcomeOn(status, 'shop')?.collections.map(({ code }) => code))).toEqual(
      new Set(['refusedByStore']),
    );
    const letter = (await lettersOf(one)).at(-1)?.text ?? '';
    expect(letter).toMatch(/Customer record[^]{0,80}The system did not carry this out\./);
    expect(letter).not.toMatch(/loans_customer_id_fkey|constraint/);
  },
  patience,
);

test(
  'When a rule for documents refuses in the middle of a deletion, then what was done and what was not is told apart',
  async () => {
    const tickets = desk.db().collection('tickets');
    const { customerNumber } = people.guestWriter;
    await desk.db().command({
      collMod: 'tickets',
      validator: { subject: { $ne: '***' } },
      validationLevel: 'strict',
    });
    const one = await approvedDeletion(people.guestWriter);

    const task = await openTask(one, 'storeTrouble');
    expect(task).toMatchObject({ storeId: 'support-desk', reason: 'validation in tickets' });
    expect(await attemptsOn(one, 'support-desk')).toBe(1);
    await complete(one, task, { result: 'cannotBeDone', witnesses: [] });
    const status = await closed(one);
    expect(status).toMatchObject({ outcome: 'partlyFulfilled' });
    const outcome = outcomeOn(status, 'support-desk');
    expect(outcome).toMatchObject({ code: 'refusedByStore', reason: 'cannotBeDone' });
    const onTickets = outcome?.collections.filter(({ collection }) => collection === 'tickets');
    expect(onTickets?.map(({ code, ground }) => [code, ground])).toEqual([
      ['deleted', undefined],
      ['refusedByStore', 'validation'],
    ]);
    expect(await tickets.countDocuments({ customerNumber })).toBeGreaterThan(0);
  },
  patience,
);
