import { ObjectId } from 'mongodb';
import { createConnector } from '../../connectors';
import type { Connector } from '../../domain/connector';
import { testServers } from '../support/servers';
import { shared, sole, storeCall } from './maps';
import { deskMap, deskZoe, startMongodbWorld } from './mongodb-world';
import type { MongodbRig } from './mongodb-world';
import { carryOut, collect, failureOf, options, planFor } from './journeys';
import { itConforms } from './suite';

itConforms('MongoDB', () => startMongodbWorld(testServers().mongoUri));

describe('MongoDB', () => {
  let rig: MongodbRig;
  let connector: Connector;
  beforeAll(async () => {
    rig = await startMongodbWorld(testServers().mongoUri);
    connector = createConnector(rig.store, rig.connection, options);
  });
  beforeEach(() => rig.reset());
  afterAll(async () => {
    await connector.close();
    await rig.stop();
  });
  const deletion = { right: 'deletion' } as const;
  const ticket = (n: number) =>
    rig.db.collection('tickets').findOne({ _id: new ObjectId(String(n).padStart(24, '0')) });

  test('When others wrote in a document, then it is masked without the person, and theirs keeps their words', async () => {
    const work = await planFor(connector, deletion, deskZoe);
    expect(work.steps).toEqual([
      { collection: 'notes', action: 'delete', count: 1, promises: 'deleted' },
      { collection: 'drafts', action: 'delete', count: 1, promises: 'deleted' },
      { collection: 'tickets', action: 'removeElements', count: 2, promises: 'deleted' },
      { collection: 'tickets', action: 'mask', count: 1, promises: 'anonymised' },
      { collection: 'tickets', action: 'delete', count: 1, promises: 'deleted' },
    ]);
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await ticket(1)).toBeNull();
    expect(await ticket(2)).toMatchObject({
      customerNumber: expect.stringMatching(/^hmac_.{22}$/) as unknown,
      requester: { email: null, name: '***' },
      messages: [{ id: '4' }, { id: '5' }],
    });
    expect(await ticket(3)).toMatchObject({ customerNumber: 'CN-4', messages: [{ id: '6' }, { id: '8' }] });
  });

  test('When documents are extracted, then the words of others are left out and counted', async () => {
    const located = await connector.locate(storeCall(), deskZoe);
    const records = await collect(connector.extract(storeCall(), located, deskZoe));
    const texts = (key: number) => {
      const record = records.find((one) => one.key === String(key).padStart(24, '0'))!;
      return [record.withheld, (record.values['messages'] as { text: string }[]).map(({ text }) => text)];
    };
    expect(texts(1)).toEqual([0, ['Zoë asks', 'Staff answers']]);
    expect(texts(2)).toEqual([1, ['Zoë asks again', 'Staff']]);
    expect(texts(3)).toEqual([2, ['Zoë helps']]);
    expect(records.find(({ collection }) => collection === 'notes')?.values).toEqual({
      text: 'Zoë called',
      cost: '0.10',
      seconds: '9007199254740993',
      at: '2026-01-02T03:04:05.678Z',
    });
  });

  test('When a document carries a shared address only, then it is counted once and never returned', async () => {
    const father = [sole('customerNumber', 'CN-2'), shared('email', 'family@example.com')];
    expect((await connector.locate(storeCall(), father)).collections).toMatchObject([
      { collection: 'tickets', keys: ['5'.padStart(24, '0')], ambiguous: 1 },
    ]);
  });

  test('When a document changed hands, or somebody wrote in it, since the plan, then the deletion drifts', async () => {
    const id = new ObjectId('1'.padStart(24, '0'));
    for (const change of [
      { $set: { customerNumber: 'CN-4' } },
      { $push: { messages: { id: '99', author: 'CN-4', text: 'Ben too' } } },
      { $push: { messages: { id: '98', author: 'CN-1', text: 'Zoë again' } } },
    ]) {
      await rig.reset();
      const work = await planFor(connector, deletion, deskZoe);
      await rig.db.collection('tickets').updateOne({ _id: id }, change as never);
      const attempt = connector.apply(storeCall(), work);
      const isOwn = JSON.stringify(change).includes('Zoë');
      if (isOwn) expect(await attempt).toMatchObject({ status: 'done' });
      else expect(await failureOf(attempt)).toMatchObject({ kind: 'drift' });
      expect((await ticket(1)) === null).toBe(isOwn);
    }
  });

  test('When the store refuses a part, then the answer says what happened before and what did not', async () => {
    const changes = [
      { collection: 'notes', field: 'text', newValue: 'Zoë called thrice' },
      { collection: 'notes', field: 'at', newValue: 'yesterday' },
    ];
    const work = await planFor(connector, { right: 'correction', changes }, deskZoe);
    expect(await connector.apply(storeCall(), work)).toEqual({
      status: 'refused',
      reason: 'value:type',
      collection: 'notes',
      collections: [
        { collection: 'notes', code: 'corrected', count: 1 },
        { collection: 'notes', code: 'refusedByStore', count: 1, ground: 'value:type' },
      ],
    });
  });

  test('When values have types, then a correction keeps them', async () => {
    const changes = [
      { collection: 'notes', field: 'seconds', newValue: '9007199254740995' },
      { collection: 'notes', field: 'at', newValue: '2026-01-03T00:00:00.000Z' },
    ];
    expect(
      (await carryOut(connector, await planFor(connector, { right: 'correction', changes }, deskZoe))).status,
    ).toBe('proven');
    const note = await rig.db.collection('notes').findOne({ _id: 1 as never }, { promoteLongs: false });
    expect([String(note!['seconds']), note!['at']]).toEqual([
      '9007199254740995',
      new Date('2026-01-03T00:00:00Z'),
    ]);
    const wrong = [{ collection: 'notes', field: 'at', newValue: 'yesterday' }];
    const work = await planFor(connector, { right: 'correction', changes: wrong }, deskZoe);
    expect(await connector.apply(storeCall(), work)).toMatchObject({
      status: 'refused',
      reason: 'value:type',
    });
  });

  test('When processing is restricted, then documents are marked and the others are left to the register', async () => {
    const work = await planFor(connector, { right: 'restriction', lift: false }, deskZoe);
    expect(work.steps.map(({ collection, count, ground }) => [collection, count, ground])).toEqual([
      ['tickets', 2, undefined],
      ['notes', 1, 'register'],
      ['drafts', 1, 'register'],
    ]);
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await ticket(1)).toMatchObject({ restricted: true });
    expect(await ticket(3)).not.toHaveProperty('restricted');
  });

  test('When the database has not a mapped collection, then nothing passes for empty', async () => {
    const collections = deskMap.collections.map((one) =>
      one.id === 'drafts' ? { ...one, source: 'gone' } : one,
    );
    const wrong = createConnector({ ...deskMap, collections }, rig.connection, options);
    expect(await wrong.probe(storeCall().signal)).toEqual([{ code: 'noTable', collection: 'drafts' }]);
    expect(await failureOf(wrong.locate(storeCall(), deskZoe))).toMatchObject({ kind: 'wrongAddress' });
    await wrong.close();
  });

  test('When an identifier looks like a pattern or an operator, then it is only text', async () => {
    for (const value of ['.*', '^', '$ne', '{"$gt":""}', 'a|b', '(', '\\'])
      for (const kind of ['customerNumber', 'email'] as const)
        expect((await connector.locate(storeCall(), [sole(kind, value)])).collections).toEqual([]);
  });
});
