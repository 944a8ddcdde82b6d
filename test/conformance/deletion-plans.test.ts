import { createPostgresConnector } from '../../connectors/postgres/postgres-connector';
import type { Connector, Located, PlannedWork } from '../../domain/connector';
import type { CollectionMap, StoreMap } from '../../domain/data-map';
import { testServers } from '../support/servers';
import { ada, plansMap, startPlansWorld } from './deletion-plans-world';
import type { PlansWorld } from './deletion-plans-world';
import { carryOut, failureOf, options } from './journeys';
import { field, storeCall } from './maps';

let world: PlansWorld;
const open: Connector[] = [];
beforeAll(async () => {
  world = await startPlansWorld(testServers().postgresUrl);
});
beforeEach(() => world.reset());
afterAll(async () => {
  for (const connector of open) await connector.close();
  await world.stop();
});

const deletion = { right: 'deletion' } as const;

/** A connector over the world with some collections changed. */
function connectorWith(...changed: readonly CollectionMap[]): Connector {
  const collections = plansMap.collections.map((one) => changed.find(({ id }) => id === one.id) ?? one);
  const connector = createPostgresConnector({ ...plansMap, collections }, world.connection, options);
  open.push(connector);
  return connector;
}

const mapOf = (id: string, store: StoreMap = plansMap) => store.collections.find((one) => one.id === id)!;

async function planOf(
  connector: Connector,
  change: (located: Located) => Located = (one) => one,
): Promise<PlannedWork> {
  const located = await connector.locate(storeCall(), ada);
  return connector.plan(storeCall(), deletion, change(located), ada);
}

const stepsOn = (work: PlannedWork, id: string) =>
  work.steps
    .filter(({ collection }) => collection === id)
    .map(({ action, count, promises, ground, until }) => [action, count, promises, ground, until]);

describe('Retention', () => {
  test('When a duty covers some fields, then these are kept with ground and end, and the others are erased at once', async () => {
    const connector = connectorWith();
    const work = await planOf(connector);
    expect(stepsOn(work, 'orders')).toEqual([
      ['retain', 1, 'retained', 'CN-TAX-LEDGER', '2035-01-31'],
      ['mask', 1, 'anonymised', undefined, undefined],
      ['delete', 1, 'deleted', undefined, undefined],
    ]);
    const answer = await carryOut(connector, work);
    expect(answer).toMatchObject({ status: 'proven', proof: { remaining: 0 } });
    expect(
      answer.status === 'proven' && answer.collections.filter(({ collection }) => collection === 'orders'),
    ).toEqual([
      { collection: 'orders', code: 'retained', count: 1, ground: 'CN-TAX-LEDGER', until: '2035-01-31' },
      { collection: 'orders', code: 'anonymised', count: 1 },
      { collection: 'orders', code: 'deleted', count: 1 },
    ]);
    expect(await world.rows('orders')).toEqual([
      '(1,a,99.90,"2025-01-31 12:00:00+00",***,)',
      '(3,b,55.00,"2025-01-31 12:00:00+00","Ben Zhao, Other Street 1",)',
    ]);
  });

  test('When a duty covers whole rows, then nothing of them changes', async () => {
    const { fields: _, ...whole } = mapOf('orders').retention!;
    const connector = connectorWith({ ...mapOf('orders'), retention: whole });
    const before = await world.rows('orders', '2');
    const work = await planOf(connector);
    expect(stepsOn(work, 'orders').map(([action]) => action)).toEqual(['retain', 'delete']);
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await world.rows('orders')).toEqual(before);
  });

  test('When rows are to go after their duty, then they are deferred, marked as restricted, and each keeps its own end', async () => {
    const connector = connectorWith();
    const work = await planOf(connector);
    expect(stepsOn(work, 'invoices')).toEqual([
      ['defer', 2, 'deferred', 'CN-TAX-LEDGER', '2035-06-30'],
      ['delete', 1, 'deleted', undefined, undefined],
    ]);
    expect(work.scope.retained['invoices']).toEqual([
      { key: '1', until: '2034-06-30' },
      { key: '2', until: '2035-06-30' },
    ]);
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await world.rows('invoices')).toEqual([
      '(1,a,99.90,2024-06-30,t)',
      '(2,a,5.00,2025-06-30,t)',
      '(4,b,55.00,2025-01-31,f)',
    ]);
    await world.db.query('update invoices set restricted = false where id = 2');
    expect(await connector.verify(storeCall(), work)).toMatchObject({
      status: 'disproven',
      reason: 'remaining',
    });
  });

  test('When a deferred collection has no marker, then its rows are left to the register and stay as they are', async () => {
    const { restrictionMarker: _, ...unmarked } = mapOf('invoices');
    const connector = connectorWith(unmarked);
    const work = await planOf(connector);
    expect(await carryOut(connector, work)).toMatchObject({ status: 'proven' });
    expect(await world.rows('invoices')).toEqual([
      '(1,a,99.90,2024-06-30,f)',
      '(2,a,5.00,2025-06-30,f)',
      '(4,b,55.00,2025-01-31,f)',
    ]);
  });
});

describe('Strategies', () => {
  test('When a row stays, then every field holds what its strategy leaves, and others are as before', async () => {
    const connector = connectorWith();
    const ben = await world.rows('customers', 'a');
    const work = await planOf(connector);
    expect(stepsOn(work, 'customers')).toEqual([['mask', 1, 'anonymised', undefined, undefined]]);
    const call = storeCall();
    const first = await connector.apply(call, work);
    const row = await world.db.query<Record<string, string>>(
      `select *, born::text as born, lat::text as lat from customers where id = 'a'`,
    );
    expect(row.rows[0]).toEqual({
      id: 'a',
      email: expect.stringMatching(/^tok_[\w-]{24}$/) as string,
      name: '***',
      national_id: expect.stringMatching(/^[A-Z]{2}-\d{6}-\d[A-Z]$/) as string,
      born: '1990-01-01',
      lat: '31.200000',
      plan: 'none',
      nickname: null,
      referral: expect.stringMatching(/^hmac_/) as string,
    });
    expect(row.rows[0]?.['national_id']).not.toBe('ID-310101-9X');
    const masked = await world.rows('customers');
    expect(await connector.apply(call, work)).toEqual(first);
    expect(await world.rows('customers')).toEqual(masked);
    expect((await connector.verify(call, work)).status).toBe('proven');
    expect(await world.rows('customers', 'a')).toEqual(ben);
    await world.db.query(`update customers set national_id = 'ID-310101-9X' where id = 'a'`);
    expect(await connector.verify(call, work)).toMatchObject({ status: 'disproven', reason: 'remaining' });
  });
});

describe('Order', () => {
  test('When rows refer to each other in trees and circles, then all of the person go and all of others stay', async () => {
    const connector = connectorWith();
    const tables = ['comments', 'folders', 'wishlists', 'wishes'];
    const others = [];
    for (const table of tables) others.push((await world.rows(table)).at(-1));
    const work = await planOf(connector);
    expect(
      tables.flatMap((table) => stepsOn(work, table).map((step) => [table, ...step.slice(0, 2)])),
    ).toEqual([
      ['comments', 'delete', 3],
      ['folders', 'delete', 3],
      ['wishlists', 'delete', 1],
      ['wishes', 'delete', 2],
    ]);
    expect(await carryOut(connector, work)).toMatchObject({ status: 'proven', proof: { remaining: 0 } });
    const after = [];
    for (const table of tables) after.push(...(await world.rows(table)));
    expect(after).toEqual(others);
  });

  test('When a tree is larger than a batch, then it still goes as a whole', async () => {
    await world.db.query(`
      insert into comments select 100 + n, 'a', case n when 1 then 3 else 99 + n end, 'chain' from generate_series(1, 1200) n;
      insert into folders select 100 + n, 'a', case n when 1 then 3 else 99 + n end, 'chain' from generate_series(1, 1200) n`);
    const connector = connectorWith();
    expect((await carryOut(connector, await planOf(connector))).status).toBe('proven');
    expect([await world.rows('comments'), await world.rows('folders')]).toEqual([
      ['(4,b,,ben)'],
      ['(4,b,4,ben)'],
    ]);
  });

  test('When no reference of a circle may be null, then the plan is refused and names it, before anything happens', async () => {
    await world.db.query(`update wishlists set best_id = 1 where best_id is null;
      alter table wishlists alter column best_id set not null`);
    try {
      expect(await failureOf(planOf(connectorWith()))).toMatchObject({
        kind: 'refused',
        message: expect.stringMatching(
          /acme\/wish(lists|es), acme\/wish(lists|es) refer to each other/,
        ) as string,
      });
    } finally {
      await world.db.query('alter table wishlists alter column best_id drop not null');
    }
  });
});

describe('Shared rows', () => {
  /** Rows of several people, as the search tells them apart. */
  const withShared = (located: Located): Located => ({
    ...located,
    collections: [
      ...located.collections.filter(
        ({ collection }) => collection !== 'transfers' && collection !== 'testimonials',
      ),
      { collection: 'transfers', keys: [], sharedKeys: ['1', '2'], ambiguous: 0 },
      { collection: 'testimonials', keys: ['1'], ambiguous: 0 },
    ],
  });

  test('When rows are shared, then only what names the person is erased in them, and rows of third parties stay', async () => {
    const connector = connectorWith();
    const before = await world.rows('testimonials');
    const work = await planOf(connector, withShared);
    expect(stepsOn(work, 'testimonials')).toEqual([]);
    expect(stepsOn(work, 'transfers')).toEqual([
      ['mask', 1, 'anonymised', undefined, undefined],
      ['mask', 1, 'anonymised', undefined, undefined],
    ]);
    expect((await connector.apply(storeCall(), work)).status).toBe('done');
    expect(await world.rows('transfers')).toEqual([
      expect.stringMatching(/^\(1,hmac_[\w-]{22},ben@example.com,7.00,lunch\)$/) as string,
      '(2,ben@example.com,,8.00,dinner)',
      '(3,ben@example.com,cleo@example.com,9.00,book)',
    ]);
    expect(await world.rows('testimonials')).toEqual(before);
  });

  test('When what names the person in a shared row has no erasure, then the plan is refused and names the field', async () => {
    const transfers = mapOf('transfers');
    const fields = transfers.fields.map((one) =>
      one.name === 'sender' ? field('sender', { identity: 'email' }) : one,
    );
    expect(await failureOf(planOf(connectorWith({ ...transfers, fields }), withShared))).toMatchObject({
      kind: 'refused',
      collection: 'transfers',
      message: expect.stringContaining('Field sender of acme/transfers names the person') as string,
    });
  });
});

describe('Very many rows', () => {
  const visits = 25_000;
  beforeEach(async () => {
    await world.db.query(
      `insert into visits select 100 + n, 'a', 'page' from generate_series(1, ${visits}) n`,
    );
  });
  const left = async () => (await world.rows('visits')).length;

  test('When one person has very many rows, then they go part by part with progress, and nobody else is touched', async () => {
    const connector = connectorWith();
    const work = await planOf(connector);
    expect(stepsOn(work, 'visits')).toEqual([['delete', visits, 'deleted', undefined, undefined]]);
    const progress: number[] = [];
    const call = storeCall({ heartbeat: ({ done }) => progress.push(done) });
    const first = await connector.apply(call, work);
    expect(first).toMatchObject({ status: 'done' });
    expect(progress.length).toBeGreaterThan(3);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(await world.rows('visits')).toEqual(['(1,b,ben)']);
    expect(await connector.apply(call, work)).toEqual(first);
    expect((await connector.verify(call, work)).status).toBe('proven');
  });

  test('When the call ends in the middle, then its parts stay done, and a repeat goes on from there', async () => {
    const connector = connectorWith();
    const work = await planOf(connector);
    const controller = new AbortController();
    const reason = new Error('cancelled by the test');
    const call = storeCall({
      signal: controller.signal,
      heartbeat: ({ done }) => {
        if (done > 2_000) controller.abort(reason);
      },
    });
    expect(await failureOf(connector.apply(call, work))).toBe(reason);
    expect(await left()).toBeGreaterThan(1);
    expect(await left()).toBeLessThan(visits);
    expect(await world.rows('customers', 'b')).toMatchObject([expect.stringContaining('Ada Young')]);
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await world.rows('visits')).toEqual(['(1,b,ben)']);
  });

  test('When one of them changed its owner, or one more came, since the plan, then the deletion drifts', async () => {
    const connector = connectorWith();
    const work = await planOf(connector);
    const before = await left();
    await world.db.query(`insert into visits values (2, 'a', 'new')`);
    expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({
      kind: 'drift',
      collection: 'visits',
    });
    expect(await left()).toBe(before + 1);
    await world.db.query(
      `delete from visits where id = 2; update visits set customer_id = 'b' where id = 101`,
    );
    expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({
      kind: 'drift',
      collection: 'visits',
    });
    expect((await world.db.query('select 1 from visits where id = 101')).rowCount).toBe(1);
  });

  test('When another row of the plan drifted, then not one part of them is deleted', async () => {
    const connector = connectorWith();
    const work = await planOf(connector);
    const before = await left();
    await world.db.query(`update comments set customer_id = 'b' where id = 3`);
    expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({
      kind: 'drift',
      collection: 'comments',
    });
    expect(await left()).toBe(before);
  });

  test('When a rule of the database refuses a part, then the answer says what is gone and what is not', async () => {
    await world.db.query(`create function keep_one() returns trigger language plpgsql as
      $$ begin if old.id = 20000 then raise exception 'kept'; end if; return old; end $$;
      create trigger keep_one before delete on visits for each row execute function keep_one()`);
    try {
      const connector = connectorWith();
      const work = await planOf(connector);
      const answer = await connector.apply(storeCall(), work);
      expect(answer).toMatchObject({ status: 'refused', collection: 'visits' });
      const told =
        answer.status === 'refused'
          ? answer.collections.filter(({ collection }) => collection === 'visits')
          : [];
      expect(told.map(({ code }) => code)).toEqual(['deleted', 'refusedByStore']);
      expect(told[1]?.count).toBe((await left()) - 1);
    } finally {
      await world.db.query('drop trigger keep_one on visits; drop function keep_one()');
    }
  });
});
