import { randomBytes } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import { createCoreActivities, createStoreActivities } from '../../activities';
import type { CoreDeps, StoreDeps } from '../../activities';
import * as slots from '../../activities/vault-slots';
import { createConnector } from '../../connectors';
import { collection, field, link, sole, storeMap } from '../../connector-kit/maps';
import type { Identifier, PlannedWork } from '../../domain/connector';
import type { DataMap, IdentifierKind } from '../../domain/data-map';
import type { RequestId } from '../../domain/ids';
import type { RequestView } from '../../domain/ports';
import { fakePersistence } from '../support/fake-persistence';
import { testServers } from '../support/servers';

const suffix = randomBytes(6).toString('hex');
const database = `habeas_waves_${suffix}`;
const identityField = (name: string, identity: IdentifierKind) => field(name, { identity });

const shop = storeMap({
  id: 'shop',
  kind: 'postgres',
  collections: [
    collection('customers', {
      source: 'public.customers',
      subjects: true,
      lookups: [
        { kind: 'customerNumber', field: 'number' },
        { kind: 'email', field: 'email' },
        { kind: 'phone', field: 'phone' },
      ],
      fields: [
        identityField('number', 'customerNumber'),
        identityField('email', 'email'),
        identityField('phone', 'phone'),
      ],
    }),
    collection('members', {
      source: 'public.members',
      links: [link('customer', 'customers', 'id')],
      fields: [identityField('account', 'accountId')],
    }),
  ],
});
const app = storeMap({
  id: 'app',
  kind: 'mongodb',
  collections: [
    collection('profiles', {
      key: '_id',
      lookups: [{ kind: 'accountId', field: 'account' }],
      fields: [identityField('device.id', 'deviceId'), identityField('oldPhone', 'phone')],
    }),
  ],
});
const events = storeMap({
  id: 'events',
  kind: 'postgres',
  collections: [
    collection('logins', {
      source: 'public.logins',
      lookups: [
        { kind: 'deviceId', field: 'device' },
        { kind: 'phone', field: 'phone' },
      ],
      fields: [identityField('device', 'deviceId'), field('place')],
    }),
  ],
});
const quiet = storeMap({
  id: 'quiet',
  kind: 'postgres',
  collections: [
    collection('mailings', {
      source: 'public.mailings',
      lookups: [{ kind: 'email', field: 'email' }],
      fields: [identityField('email', 'email')],
    }),
  ],
});
const map = { version: 'v', stores: [shop, app, events, quiet] } as unknown as DataMap;

const requestId = `req_${'0'.repeat(20)}` as RequestId;
const view = {
  requestId,
  right: 'deletion',
  receivedAt: '2026-03-02T01:00:00Z',
  dataMapVersion: 'v',
  phase: 'locating',
} as unknown as RequestView;

let pg: Client;
let admin: Client;
let mongo: MongoClient;
let connections: Record<string, string>;
beforeAll(async () => {
  const { postgresUrl, mongoUri } = testServers();
  admin = new Client({ connectionString: postgresUrl });
  await admin.connect();
  await admin.query(`create database ${database}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${database}`;
  pg = new Client({ connectionString: url.href });
  await pg.connect();
  await pg.query(`
    create table customers (id text primary key, number text, email text, phone text);
    create table members (id text primary key, customer text references customers, account text);
    create table logins (id text primary key, device text, phone text, place text);
    create table mailings (id text primary key, email text);
    insert into customers values ('1', 'C1', 'li@example.com', '16100000001'),
      ('2', 'C2', 'wang@example.com', '16100000005');
    insert into members values ('x', '1', 'acc-1'), ('y', '2', 'acc-2');
    insert into logins values ('a', 'dev-1', null, 'Example City'), ('b', 'dev-2', null, 'Other City'),
      ('c', null, '+86 161 0000 0005', 'Third City'), ('d', 'Dev-1', null, 'Case matters');
    insert into mailings values ('m', 'LI@example.com')`);
  mongo = await new MongoClient(mongoUri).connect();
  await mongo
    .db(database)
    .collection<{ _id: string }>('profiles')
    .insertMany([
      // The number that Li had once is Wang's today.
      { _id: 'p1', account: 'acc-1', device: { id: 'dev-1' }, oldPhone: '16100000005' },
      { _id: 'p2', account: 'acc-2', device: { id: 'dev-2' } },
    ] as never[]);
  const desk = new URL(mongoUri.replace(/^mongodb:/, 'http:'));
  desk.pathname = `/${database}`;
  const toDesk = desk.href.replace(/^http:/, 'mongodb:');
  connections = { shop: url.href, events: url.href, quiet: url.href, app: toDesk };
}, 60_000);
afterAll(async () => {
  await mongo.db(database).dropDatabase();
  await mongo.close();
  await pg.end();
  await admin.query(`drop database ${database} with (force)`);
  await admin.end();
});

async function engineOver(claims: readonly Identifier[]) {
  const books = fakePersistence();
  books.memory.requests.set(requestId, view);
  await books.vault.put(requestId, 'claims', { identifiers: claims });
  const connectors = map.stores.map((store) =>
    createConnector(store, connections[store.id] ?? '', { erasureKey: Buffer.alloc(32, 'k') }),
  );
  const deps = {
    books: { ...books, dataMaps: { ...books.dataMaps, find: () => Promise.resolve(map) } },
    connectorOf: ({ id }: { id: string }) => connectors.find(({ store }) => store.id === id)!,
    settings: { clocks: { zone: 'Asia/Shanghai' }, guardianAge: 14 },
    now: () => '2026-03-02T02:00:00Z',
  } as unknown as StoreDeps & CoreDeps;
  const run = <I, O>(activity: (input: I) => Promise<O>, input: I): Promise<O> =>
    new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(activity, input);
  const store = createStoreActivities(deps);
  const survey = (kinds?: readonly IdentifierKind[]) => {
    const input = { requestId, phase: 'survey' as const, round: 1, from: 0, to: 4 };
    return run(store.workOnStores, kinds === undefined ? input : { ...input, kinds });
  };
  const join = (wave: number, stores: readonly string[]) =>
    run(store.joinIdentity, { requestId, wave, version: 3, stores, isLast: false });
  const planned = async (id: string): Promise<PlannedWork> =>
    (await slots.plannedWork(id).read(books.vault, requestId))!;
  const known = async () => (await slots.identity.read(books.vault, requestId))!.identifiers;
  const identify = () => run(store.identifySubject, { requestId });
  const stop = () => Promise.all(connectors.map((one) => one.close()));
  return { books, run, identify, survey, join, planned, known, stop, core: createCoreActivities(deps) };
}

const keysIn = ({ scope }: PlannedWork) =>
  scope.located.collections.map(({ collection: id, keys }) => [id, keys]);

test('When one store tells an account, and another by it a device, then a third is found by the device', async () => {
  const engine = await engineOver([sole('email', 'li@example.com')]);
  try {
    expect(await engine.identify()).toEqual({ identity: 'resolved', guardianNeeded: false });
    expect(await engine.survey()).toMatchObject({ learned: ['shop'] });
    expect(keysIn(await engine.planned('app'))).toEqual([]);
    expect(await engine.join(1, ['shop'])).toEqual({ kinds: ['accountId'] });
    const second = await engine.survey(['accountId']);
    expect(second.learned).toEqual(['app']);
    expect(keysIn(await engine.planned('app'))).toEqual([['profiles', ['p1']]]);
    // A repeat after a lost answer says the same again, and knows no more than before.
    for (const _ of [1, 2]) expect(await engine.join(2, ['app'])).toEqual({ kinds: ['phone', 'deviceId'] });
    const third = await engine.survey(['phone', 'deviceId']);
    expect(third.learned).toBeUndefined();
    expect(keysIn(await engine.planned('events'))).toEqual([['logins', ['a']]]);
    // The register knows another owner of the number that stood in Li's profile: what it leads to is a question.
    expect(third.questions).toEqual([{ storeId: 'events', count: 1, reason: 'sharedIdentifier' }]);
    expect(await engine.known()).toEqual(
      expect.arrayContaining([
        sole('accountId', 'acc-1'),
        sole('deviceId', 'dev-1'),
        { kind: 'phone', value: '+8616100000005', sharing: 'shared' },
      ]),
    );
    const waves = engine.books.memory.evidence.get(requestId) ?? [];
    expect(waves.map(({ type, facts }) => [type, facts])).toEqual([
      ['waveSearched', { wave: 1, told: { accountId: 1 }, toldBy: 1, ended: 'goesOn' }],
      ['waveSearched', { wave: 2, told: { phone: 1, deviceId: 1 }, toldBy: 1, ended: 'goesOn' }],
    ]);
  } finally {
    await engine.stop();
  }
});

test('When staff answer about a record, then the next search counts it as theirs, or asks no more', async () => {
  const engine = await engineOver([sole('email', 'li@example.com')]);
  try {
    await engine.identify();
    await engine.survey();
    await engine.join(1, ['shop']);
    await engine.survey(['accountId']);
    await engine.join(2, ['app']);
    await engine.survey(['phone']);
    const asked = await slots.doubtfulRecords('events').read(engine.books.vault, requestId);
    expect(asked).toEqual([
      {
        collection: 'logins',
        key: 'c',
        rule: 'sharedIdentifier',
        values: { device: null, place: 'Third City' },
      },
    ]);
    const answer = async (theirs: readonly string[], notTheirs: readonly string[]) => {
      const answersHash = `${theirs.join('')}-${notTheirs.join('')}`;
      const rows = { theirs: { logins: theirs }, notTheirs: { logins: notTheirs } };
      await slots.recordAnswers(answersHash).write(engine.books.vault, requestId, rows);
      await engine.run(engine.core.recordFacts, {
        requestId,
        version: 4,
        projection: { phase: 'locating', waiting: [], tally: {} },
        entries: [],
        assignment: { storeId: 'events', answersHash },
      });
      return engine.survey(['phone']);
    };
    const refused = await answer([], ['c']);
    expect(refused.questions).toEqual([{ storeId: 'events', count: 0, reason: '' }]);
    expect(keysIn(await engine.planned('events'))).toEqual([['logins', ['a']]]);
    await answer(['c'], []);
    const planned = await engine.planned('events');
    expect(keysIn(planned)).toEqual([['logins', ['a', 'c']]]);
    expect(planned.scope.located.assigned).toEqual({ logins: ['c'] });
  } finally {
    await engine.stop();
  }
});

test('When identifiers lead to nobody, then nothing is told and nothing is found', async () => {
  const engine = await engineOver([sole('email', 'nobody@example.org')]);
  try {
    expect(await engine.identify()).toEqual({ identity: 'resolved', guardianNeeded: false });
    expect(await engine.survey()).toEqual({ tally: { notFound: 4 }, left: [] });
  } finally {
    await engine.stop();
  }
});

test('When identifiers lead to two people, then staff are asked under the rule that made it a question', async () => {
  const claims = [sole('email', 'li@example.com'), sole('phone', '+8616100000005')];
  const engine = await engineOver(claims);
  try {
    expect(await engine.identify()).toEqual({
      identity: 'ambiguous',
      choices: 2,
      reason: 'contradictoryIdentifiers',
      guardianNeeded: false,
    });
  } finally {
    await engine.stop();
  }
});
