import type { Connector } from '../../domain/connector';
import { createConnector } from '../../connectors';
import { testServers } from '../support/servers';
import { storeCall } from './maps';
import { father, shopMap, startPostgresWorld, zoe } from './postgres-world';
import type { PostgresRig } from './postgres-world';
import { carryOut, collect, failureOf, options, planFor } from './journeys';
import { itConforms } from './suite';

itConforms('PostgreSQL', () => startPostgresWorld(testServers().postgresUrl));

describe('PostgreSQL', () => {
  let rig: PostgresRig;
  let connector: Connector;
  beforeAll(async () => {
    rig = await startPostgresWorld(testServers().postgresUrl);
    connector = createConnector(rig.store, rig.connection, options);
  });
  beforeEach(() => rig.reset());
  afterAll(async () => {
    await connector.close();
    await rig.stop();
  });
  const deletion = { right: 'deletion' } as const;

  test('When values are extracted, then numbers, instants and dates are exact', async () => {
    const located = await connector.locate(storeCall(), zoe);
    const records = await collect(connector.extract(storeCall(), located, zoe));
    expect(records.find(({ collection }) => collection === 'orders')?.values).toEqual({
      total: '12345678901234.5678',
      placed_at: '2012-03-04T05:06:07.123456Z',
      note: 'Zoë note',
    });
    expect(records.find(({ collection }) => collection === 'customers')?.values['born']).toBe('1990-05-17');
  });

  test('When an order must be kept, then it stays whole with its customer masked, and the rest goes', async () => {
    const work = await planFor(connector, deletion, father);
    expect(work.steps).toEqual(
      [
        { collection: 'payments', action: 'delete', count: 2, promises: 'deleted' },
        { collection: 'addresses', action: 'delete', count: 1, promises: 'deleted' },
        {
          collection: 'orders',
          action: 'retain',
          count: 1,
          promises: 'retained',
          ground: 'CN-TAX-LEDGER',
          until: '2035-01-31',
        },
        { collection: 'orders', action: 'delete', count: 1, promises: 'deleted' },
        { collection: 'newsletter', action: 'delete', count: 1, promises: 'deleted' },
        { collection: 'customers', action: 'mask', count: 1, promises: 'anonymised' },
      ].sort((a, b) => order(work.steps, a) - order(work.steps, b)),
    );
    expect(work.scope.retained).toEqual({ orders: [{ key: '201', until: '2035-01-31' }] });
    expect(await carryOut(connector, work)).toMatchObject({
      status: 'proven',
      proof: { kind: 'requery', remaining: 0 },
    });
    const { rows } = await rig.db.query(`select * from shop.customers where id = 'f'`);
    expect(rows).toMatchObject([{ name: '***', phone: null, born: null, secret: 'unmapped-f' }]);
    expect(JSON.stringify(rows)).not.toMatch(/CN-2|amily/);
    expect((await rig.db.query('select id from shop.orders order by id')).rows).toMatchObject([
      { id: '101' },
      { id: '201' },
      { id: '301' },
      { id: '401' },
    ]);
  });

  test('When a table beyond the map refers to a row, then the constraint refuses and nothing is half-done', async () => {
    await rig.db.query(`insert into shop.reviews values (1, 'z', 5)`);
    const work = await planFor(connector, deletion, zoe);
    const before = await rig.content(false);
    expect(await connector.apply(storeCall(), work)).toMatchObject({
      status: 'refused',
      reason: 'constraint:reviews_customer_id_fkey',
      collections: work.steps.map(() => ({ code: 'refusedByStore' })),
    });
    expect(await rig.content(false)).toBe(before);
    expect(await connector.verify(storeCall(), work)).toMatchObject({
      status: 'disproven',
      reason: 'remaining',
    });
  });

  test('When the database would silently delete rows beyond the map, then the deletion drifts and does nothing', async () => {
    await rig.db.query(`insert into shop.visits values (1, 'z')`);
    const work = await planFor(connector, deletion, zoe);
    const before = await rig.content(false);
    expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({
      kind: 'drift',
      collection: 'customers',
    });
    expect(await rig.content(false)).toBe(before);
  });

  test('When the store reports success but did nothing, then the work drifts instead of counting as done', async () => {
    await rig.db
      .query(`create function shop.keep() returns trigger language plpgsql as 'begin return null; end';
      create trigger keep before delete on shop.newsletter for each row execute function shop.keep()`);
    try {
      const work = await planFor(connector, { right: 'deletion' }, zoe);
      const before = await rig.content(false);
      expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({
        kind: 'drift',
        collection: 'newsletter',
      });
      expect(await rig.content(false)).toBe(before);
    } finally {
      await rig.db.query('drop trigger keep on shop.newsletter; drop function shop.keep()');
    }
  });

  test('When a person has more rows than a batch, then all of them are read and deleted, and progress is told', async () => {
    await rig.db.query(
      `insert into shop.addresses select 1000 + n, 'z', 'Zoë street', false from generate_series(1, 1700) n`,
    );
    const progress: number[] = [];
    const call = storeCall({ heartbeat: ({ done }) => progress.push(done) });
    const located = await connector.locate(call, zoe);
    expect(await collect(connector.extract(call, located, zoe))).toHaveLength(1706);
    expect(progress.length).toBeGreaterThan(17);
    const work = await planFor(connector, { right: 'deletion' }, zoe, call);
    expect((await carryOut(connector, work, call)).status).toBe('proven');
    expect((await rig.db.query(`select id from shop.addresses order by id`)).rows).toMatchObject([
      { id: '3' },
      { id: '4' },
    ]);
  });

  test('When a row changed its owner or a new one came since the plan, then the deletion drifts and does nothing', async () => {
    for (const change of [
      `update shop.addresses set customer_id = 'b' where id = 2`,
      `update shop.newsletter set email = 'ben@example.com' where id = 1`,
      `insert into shop.addresses values (77, 'z', 'Zoë street 3', false)`,
    ]) {
      await rig.reset();
      const work = await planFor(connector, deletion, zoe);
      await rig.db.query(change);
      const before = await rig.content(false);
      expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({
        kind: 'drift',
        retryable: false,
      });
      expect(await rig.content(false)).toBe(before);
    }
  });

  test('When a row was created after the deletion, then it is not touched, and the proof says that the store grew', async () => {
    const call = storeCall();
    const work = await planFor(connector, deletion, zoe, call);
    await connector.apply(call, work);
    await rig.db.query(`insert into shop.newsletter values (99, 'CN-1', 'zoë.li@example.com', true)`);
    expect(await connector.apply(call, work)).toMatchObject({ status: 'done' });
    expect((await rig.db.query('select 1 from shop.newsletter where id = 99')).rowCount).toBe(1);
    expect(await connector.verify(call, work)).toMatchObject({ status: 'disproven', reason: 'grew' });
  });

  test('When a row came to belong to somebody else since it was located, then it is not disclosed', async () => {
    const located = await connector.locate(storeCall(), zoe);
    await rig.db.query(`update shop.addresses set customer_id = 'b' where id = 2`);
    expect(await failureOf(collect(connector.extract(storeCall(), located, zoe)))).toMatchObject({
      kind: 'drift',
    });
  });

  test('When processing is restricted and freed again, then rows are marked, and others are left to the register', async () => {
    const work = await planFor(connector, { right: 'restriction', lift: false }, zoe);
    expect(work.steps.map(({ collection, ground }) => [collection, ground])).toEqual([
      ['customers', undefined],
      ['addresses', undefined],
      ['orders', 'register'],
      ['payments', 'register'],
      ['newsletter', 'register'],
    ]);
    expect((await carryOut(connector, work)).status).toBe('proven');
    const marked = `select id from shop.customers where restricted union all select id::text from shop.addresses where restricted order by 1`;
    expect((await rig.db.query<{ id: string }>(marked)).rows.map(({ id }) => id)).toEqual([
      '2',
      '9007199254740993',
      'z',
    ]);
    await carryOut(connector, await planFor(connector, { right: 'restriction', lift: true }, zoe));
    expect((await rig.db.query(marked)).rowCount).toBe(0);
  });

  test('When the new value is not of the type of its column, then the store refuses it', async () => {
    const changes = [{ collection: 'customers', field: 'born', newValue: 'yesterday' }];
    const work = await planFor(connector, { right: 'correction', changes }, zoe);
    expect(await connector.apply(storeCall(), work)).toMatchObject({
      status: 'refused',
      reason: 'value:22007',
    });
  });

  test('When an identifier itself is corrected, then a repeat still knows the row', async () => {
    const changes = [
      { collection: 'customers', field: 'email', newValue: 'zoe@example.org' },
      { collection: 'customers', field: 'born', newValue: '1990-05-18' },
    ];
    const byEmail = [zoe[1]!];
    const call = storeCall();
    const work = await planFor(connector, { right: 'correction', changes }, byEmail, call);
    expect((await carryOut(connector, work, call)).status).toBe('proven');
    expect(await connector.apply(call, work)).toMatchObject({ status: 'done' });
  });

  test('When the map names what the database has not, then the probe says so and no search passes for empty', async () => {
    const collections = shopMap.collections.map((one) =>
      one.id === 'newsletter' ? { ...one, source: 'shop.gone' } : one,
    );
    const [customers] = collections;
    const fields = [...customers!.fields, { ...customers!.fields[0]!, name: 'nickname' }];
    const wrong = createConnector(
      { ...shopMap, collections: [{ ...customers!, key: 'name', fields }, ...collections.slice(1)] },
      rig.connection,
      options,
    );
    expect(await wrong.probe(storeCall().signal)).toEqual([
      { code: 'noField', collection: 'customers', field: 'nickname' },
      { code: 'keyNotUnique', collection: 'customers', field: 'name' },
      { code: 'noTable', collection: 'newsletter' },
    ]);
    expect(await failureOf(wrong.locate(storeCall(), zoe))).toMatchObject({ kind: 'wrongAddress' });
    await wrong.close();
  });

  test('When the password or the database is wrong, then the failure says which and quotes nothing', async () => {
    const noAccess = new URL(rig.connection);
    noAccess.password = 'not-the-secret';
    const noDatabase = new URL(rig.connection);
    noDatabase.pathname = '/no_such_database';
    for (const [url, kind] of [
      [noAccess, 'noAccess'],
      [noDatabase, 'wrongAddress'],
    ] as const) {
      const wrong = createConnector(shopMap, url.href, options);
      const failure = await failureOf(wrong.locate(storeCall(), zoe));
      await wrong.close();
      expect(failure).toMatchObject({ kind });
      expect(String(failure)).not.toMatch(/secret|no_such_database|postgres:/);
    }
  });

  test('When a statement waits for a lock too long, then it stalls, and the cancelled call ends with its reason', async () => {
    const impatient = createConnector(rig.store, rig.connection, { ...options, statementTimeoutMs: 200 });
    const call = storeCall();
    const work = await planFor(impatient, deletion, zoe, call);
    await rig.db.query(`begin; select 1 from shop.customers for update`);
    try {
      expect(await failureOf(impatient.apply(call, work))).toMatchObject({
        kind: 'stalled',
        retryable: true,
      });
      const reason = new Error('cancelled by the test');
      const controller = new AbortController();
      const cancelled = failureOf(connector.apply(storeCall({ signal: controller.signal }), work));
      setTimeout(() => {
        controller.abort(reason);
      }, 100);
      expect(await cancelled).toBe(reason);
    } finally {
      await rig.db.query('rollback');
    }
    await impatient.close();
    expect((await carryOut(connector, work, call)).status).toBe('proven');
  });
});

function order(
  steps: readonly { collection: string; action: string }[],
  step: { collection: string; action: string },
): number {
  return steps.findIndex((one) => one.collection === step.collection && one.action === step.action);
}
