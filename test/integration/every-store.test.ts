import { diffChecksums } from '../../examples/sample-company/seed';
import type { Checksums, ChecksumDiff } from '../../examples/sample-company/seed';
import { people } from '../../examples/sample-company/people';
import type { RequestKind } from '../../domain/right';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { FurtherStores } from '../support/further-stores';
import { startFurtherStores } from '../support/further-stores';
import type { VerifiedCase } from '../support/journeys';
import {
  approve,
  asSubject,
  closed,
  complete,
  completePaper,
  fourEyes,
  openTask,
  proposed,
  statusWhen,
  storesOf,
  submit,
  submitVerified,
  untouched,
} from '../support/journeys';

// Every right on every kind of store at once: what differs afterwards is exactly what the right was for, record by record.

let further: FurtherStores;
let engine: Engine;
beforeAll(async () => {
  further = await startFurtherStores();
  engine = await startEngine({ env: { ...further.env, DSR_STORE_SURVEY: 'by-letter' } });
}, 300_000);
afterAll(async () => {
  await engine.stop();
  await further.stop();
}, 60_000);

jest.setTimeout(300_000);

async function allStores(): Promise<Checksums> {
  return new Map([...(await storesOf(engine)), ...(await further.checksums())]);
}
const since = async (before: Checksums): Promise<ChecksumDiff> => diffChecksums(before, await allStores());

const answerHash = 'ab'.repeat(32);
/** The processor answers by letter, and staff write its answer down. */
async function answerByLetter(one: VerifiedCase, result: 'done' | 'nothingFound'): Promise<void> {
  await complete(one, await openTask(one, 'processorAnswer'), {
    result,
    witnesses: [],
    certificateHash: answerHash,
  });
}

const markedRecords = (customer: string): string[] => [
  `crm/contacts/${customer}`,
  `documents/leads/${customer}`,
  `kiosk/visits/${customer}`,
  `sessions/profile:${customer}`,
];

const storeCodes = async (one: VerifiedCase): Promise<Readonly<Record<string, string>>> => {
  const { stores } = await statusWhen(one, 'the end', ({ phase }) => phase === 'closed');
  return Object.fromEntries(stores.map(({ storeId, outcome }) => [storeId, outcome?.code ?? 'none']));
};

test('When a person asks for access, then every store discloses and none changes', async () => {
  const before = await allStores();
  const one = await submitVerified(engine, people.noOrders, 'access');
  await completePaper(one, 'nothingFound');
  await answerByLetter(one, 'nothingFound');
  await approve(one, ['wei-operator'], (await proposed(one, 'package')).proposal?.hash);
  await closed(one);
  expect(await storeCodes(one)).toMatchObject({
    shop: 'disclosed',
    crm: 'disclosed',
    kiosk: 'disclosed',
    sessions: 'disclosed',
    documents: 'disclosed',
    survey: 'notFound',
    'paper-archive': 'notFound',
  });
  expect(await since(before)).toEqual(untouched);
});

test('When a person has the name corrected everywhere, then exactly those fields change', async () => {
  const before = await allStores();
  const newValue = '何静雯';
  const fields = [
    'shop.customers.name',
    'crm.contacts.name',
    'kiosk.visits.name',
    'sessions.profiles.name',
    'documents.leads.name',
  ];
  const changes = fields.map((field) => ({ field, newValue }));
  const one = await submitVerified(engine, people.guestWriter, 'correction', { changes });
  await proposed(one, 'plan');
  const { hash } = await asSubject<{ hash: string }>(one, 'GET', '/change');
  await asSubject(one, 'POST', '/change-confirmation', { body: { hash } });
  await approve(one, fourEyes);
  expect(await closed(one)).toMatchObject({ outcome: 'fulfilled' });
  const customer = people.guestWriter.customerNumber;
  expect(await since(before)).toEqual({
    ...untouched,
    changed: [...markedRecords(customer), `customers/${customer}`].sort(),
  });
});

test('When a person has everything deleted, then exactly their records are gone from every store', async () => {
  const before = await allStores();
  const one = await submitVerified(engine, people.demo, 'deletion');
  await approve(one, fourEyes, (await proposed(one, 'plan')).proposal?.hash);
  await completePaper(one);
  await answerByLetter(one, 'done');
  expect(await closed(one)).toMatchObject({ outcome: 'partlyFulfilled' });
  const customer = people.demo.customerNumber;
  const codes = await storeCodes(one);
  expect(codes).toMatchObject({
    crm: 'deleted',
    kiosk: 'deleted',
    sessions: 'deleted',
    documents: 'deleted',
    newsletter: 'deleted',
    survey: 'deleted',
  });
  const after = await since(before);
  const isFurther = (key: string) => /^(crm|kiosk|sessions|documents)\//.test(key);
  expect(after.added).toEqual([]);
  expect(after.changed.filter(isFurther)).toEqual([]);
  expect(after.removed.filter(isFurther)).toEqual(
    [
      ...markedRecords(customer),
      'crm/notes/9007199254740993',
      `sessions/session:${customer}:web`,
      `documents/invoices/${customer}/1.pdf`,
    ].sort(),
  );
});

test('When a person has processing restricted, then every record is marked and nothing else is touched', async () => {
  const before = await allStores();
  const one = await submitVerified(engine, people.coreSensitive, 'restriction');
  await completePaper(one);
  await answerByLetter(one, 'done');
  await closed(one);
  const customer = people.coreSensitive.customerNumber;
  const after = await since(before);
  expect(after).toMatchObject({ removed: [], added: [] });
  expect(after.changed).toEqual(
    expect.arrayContaining([...markedRecords(customer), `customers/${customer}`]),
  );
  expect(after.changed.filter((key) => /^(crm|kiosk|sessions|documents)\//.test(key))).toEqual(
    markedRecords(customer),
  );
});

test('When a person objects to direct marketing, then every switch is off and nothing else is touched', async () => {
  const before = await allStores();
  const one = await submit(engine, people.processorOnly, 'objection' satisfies RequestKind, {
    purposes: ['marketing'],
  });
  expect(await closed(one)).toMatchObject({ outcome: 'fulfilled' });
  const customer = people.processorOnly.customerNumber;
  expect(await since(before)).toEqual({
    ...untouched,
    changed: [...markedRecords(customer), `subscribers/${customer}`].sort(),
  });
});
