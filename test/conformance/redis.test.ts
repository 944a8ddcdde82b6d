import { createConnector } from '../../connectors';
import type { Connector } from '../../domain/connector';
import { carryOut, collect, failureOf, options, planFor } from './journeys';
import { shared, sole, storeCall } from './maps';
import { sessionsMap, sessionsZoe, startRedisWorld } from './redis-world';
import type { RedisRig } from './redis-world';
import { itConforms } from './suite';

itConforms('Redis', startRedisWorld);

describe('Redis', () => {
  let rig: RedisRig;
  let connector: Connector;
  beforeAll(async () => {
    rig = await startRedisWorld();
    connector = createConnector(rig.store, rig.connection, options);
  });
  beforeEach(() => rig.reset());
  afterAll(async () => {
    await connector.close();
    await rig.stop();
  });
  const deletion = { right: 'deletion' } as const;
  const correct = (field: string, newValue: string) =>
    planFor(
      connector,
      { right: 'correction', changes: [{ collection: 'profiles', field, newValue }] },
      sessionsZoe,
    );

  test('When the key name carries the customer number, then no scan is needed where it says all', async () => {
    const before = rig.proxy!.countOf(/SCAN/);
    const store = { ...sessionsMap, collections: sessionsMap.collections.filter(({ id }) => id === 'carts') };
    const carts = store.collections.map((one) => ({
      ...one,
      links: [],
      lookups: [{ kind: 'accountId' as const, field: 'accountId' }],
    }));
    const direct = createConnector({ ...store, collections: carts }, rig.connection, options);
    const located = await direct.locate(storeCall(), [sole('accountId', 'a1')]);
    await direct.close();
    expect(located.collections).toMatchObject([{ collection: 'carts', keys: ['cart:a1'] }]);
    expect(rig.proxy!.countOf(/SCAN/)()).toBe(0);
    expect(before()).toBe(0);
  });

  test('When an identifier has signs of a pattern, then they are only text', async () => {
    for (const value of ['*', 'CN-?', '[cC]N-1', 'CN-1:*', '\\', 'a}b{'])
      expect((await connector.locate(storeCall(), [sole('customerNumber', value)])).collections).toEqual([]);
  });

  test('When a value is rewritten, then its expiry, its digits and its unmapped fields stay', async () => {
    expect((await carryOut(connector, await correct('contact.name', 'Zoë Wang'))).status).toBe('proven');
    const text = await rig.redis.get('profile:a1');
    expect(text).toBe(
      '{"customerNumber":"cn-1","contact":{"email":"ZOË.li@example.com","name":"Zoë Wang"},' +
        '"points":90071992547409930001,"rate":1.50,"offers":true,"secret":"unmapped-profile"}',
    );
    expect(await rig.redis.ttl('profile:a1')).toBeGreaterThan(80_000);
  });

  test('When a number is corrected, then it stays a number with all its digits, and words are refused', async () => {
    const work = await correct('points', '90071992547409930003');
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await rig.redis.get('profile:a1')).toContain('"points":90071992547409930003,');
    expect(await connector.apply(storeCall(), await correct('points', 'many'))).toMatchObject({
      status: 'refused',
      reason: 'value:type',
    });
  });

  test('When records are extracted, then numbers are exact and only own elements of others are shown', async () => {
    const located = await connector.locate(storeCall(), sessionsZoe);
    const records = await collect(connector.extract(storeCall(), located, sessionsZoe));
    const of = (key: string) => records.find((one) => one.key === key)!;
    expect(of('profile:a1').values).toMatchObject({ points: '90071992547409930001', accountId: 'a1' });
    expect(of('chat:1')).toMatchObject({
      withheld: 2,
      values: { members: [{ id: 'm2', text: 'Zoë helps' }] },
    });
    expect(of('cart:a1').values['members']).toEqual([
      { article: 'tea', price: '12.30' },
      { member: 'plain' },
    ]);
    expect(of('segment:news').values['members']).toEqual([{ member: 'Zoë.Li@example.com' }]);
  });

  test('When processing is restricted, then hashes and objects are marked and expire as before', async () => {
    const work = await planFor(connector, { right: 'restriction', lift: false }, sessionsZoe);
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await rig.redis.hGet('session:CN-1:x', 'restricted')).toBe('true');
    expect(await rig.redis.ttl('session:CN-1:x')).toBeGreaterThan(80_000);
    expect(await rig.redis.get('profile:a1')).toContain('"restricted":true');
    expect(await rig.redis.hGet('session:CN-4:CN-1', 'restricted')).toBeNull();
  });

  test('When a key changes hands after the plan, then the deletion drifts and nothing is gone', async () => {
    const work = await planFor(connector, deletion, sessionsZoe);
    const theirs = (await rig.redis.get('profile:a1'))!.replace('cn-1', 'CN-4');
    await rig.redis.set('profile:a1', theirs);
    const before = await rig.content(false);
    expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({ kind: 'drift' });
    expect(await rig.content(false)).toBe(before);
  });

  test('When somebody else writes into a key all the time, then neither change is lost', async () => {
    let isOver = false;
    const writer = rig.redis.duplicate();
    await writer.connect();
    const busy = (async () => {
      for (let count = 0; !isOver; count += 1) {
        await writer.rPush('chat:1', `{"id":"b${count}","author":"CN-4","text":"Ben again"}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const work = await planFor(connector, deletion, sessionsZoe);
    const answer = await connector.apply(storeCall(), work).catch((error: unknown) => error);
    isOver = true;
    await busy;
    writer.destroy();
    expect(answer instanceof Error ? answer : (answer as { status: string }).status).not.toBe('refused');
    expect((await carryOut(connector, work)).status).toBe('proven');
    const left = (await rig.redis.lRange('chat:1', 0, -1)).map(
      (one) => (JSON.parse(one) as { id: string }).id,
    );
    expect(left).not.toContain('m2');
    expect(left.slice(0, 2)).toEqual(['m1', 'm3']);
    expect(left.slice(2)).toEqual(left.slice(2).map((_, at) => `b${at}`));
  });

  test('When a key carries a shared address only, then it is counted and never returned', async () => {
    const located = await connector.locate(storeCall(), [shared('email', 'zoë.li@example.com')]);
    expect(located.collections.find(({ collection }) => collection === 'profiles')).toMatchObject({
      keys: [],
      ambiguous: 1,
    });
  });

  test('When no key fits the pattern, then the probe says so', async () => {
    await rig.redis.flushDb();
    expect(await connector.probe(storeCall().signal)).toEqual(
      sessionsMap.collections.map(({ id }) => ({ code: 'noTable', collection: id })),
    );
  });
});
