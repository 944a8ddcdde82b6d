import { createConnection } from 'mysql2/promise';
import type { RowDataPacket } from 'mysql2/promise';
import { createConnector } from '../../connectors';
import type { Connector } from '../../domain/connector';
import { startMariadb } from '../../scripts/provision/mariadb';
import type { ProvidedMariadb } from '../../scripts/provision/mariadb';
import { carryOut, collect, failureOf, options, planFor } from './journeys';
import { storeCall } from './maps';
import { startMysqlWorld } from './mysql-world';
import type { MysqlRig } from './mysql-world';
import { father, zoe } from './postgres-world';
import { startSqliteWorld } from './sqlite-world';
import type { Rig } from './suite';

const deletion = { right: 'deletion' } as const;
let mariadb: ProvidedMariadb;
beforeAll(async () => {
  mariadb = await startMariadb();
});
afterAll(() => mariadb.stop());

describe.each([
  {
    name: 'MariaDB',
    constraint: 'constraint:reviews_customer',
    value: 'value:1292',
    start: async () => {
      const rig = await startMysqlWorld(mariadb.url);
      return { rig, change: (statement: string) => rig.db.query(statement) };
    },
  },
  {
    name: 'SQLite',
    constraint: 'constraint:reviews.customer_id',
    value: 'value:date',
    start: async () => {
      const rig = await startSqliteWorld();
      return { rig, change: (statement: string) => Promise.resolve(rig.db.exec(statement)) };
    },
  },
])('$name', ({ constraint, value, start }) => {
  let rig: Rig;
  let change: (statement: string) => Promise<unknown>;
  let connector: Connector;
  beforeAll(async () => {
    ({ rig, change } = await start());
    connector = createConnector(rig.store, rig.connection, options);
  });
  beforeEach(() => rig.reset());
  afterAll(async () => {
    await connector.close();
    await rig.stop();
  });

  test('When values are extracted, then numbers, instants and dates are exact', async () => {
    const records = await collect(
      connector.extract(storeCall(), await connector.locate(storeCall(), zoe), zoe),
    );
    expect(records.find(({ collection }) => collection === 'orders')?.values).toEqual({
      total: '12345678901234.5678',
      placed_at: '2012-03-04T05:06:07.123456Z',
      note: 'Zoë note',
    });
    expect(records.find(({ collection }) => collection === 'customers')?.values['born']).toBe('1990-05-17');
    expect(records.find(({ collection }) => collection === 'newsletter')?.values['subscribed']).toBe(true);
  });

  test('When an order must be kept, then it stays whole with its customer masked, and the rest goes', async () => {
    const others = (await rig.content(false)).split('\n').filter((line) => !/ather|"f"|CN-2/.test(line));
    const work = await planFor(connector, deletion, father);
    expect(work.scope.retained).toEqual({ orders: [{ key: '201', until: '2035-01-31' }] });
    expect(await carryOut(connector, work)).toMatchObject({ status: 'proven' });
    const after = await rig.content(false);
    expect(after.split('\n').filter((line) => others.includes(line))).toEqual(others);
    expect(after).toMatch(/customers .*"id":"f","customer_number":"hmac_/);
    expect(after).toContain('Father new');
    expect(after).not.toMatch(/Father old|CN-2|Father Wang/);
  });

  test('When a table beyond the map refers to a row, then the constraint refuses by its name and nothing is half-done', async () => {
    await change(`insert into reviews values (1, 'z', 5)`);
    const work = await planFor(connector, deletion, zoe);
    const before = await rig.content(false);
    expect(await connector.apply(storeCall(), work)).toMatchObject({ status: 'refused', reason: constraint });
    expect(await rig.content(false)).toBe(before);
  });

  test('When the database would silently delete rows beyond the map, then the deletion drifts and does nothing', async () => {
    await change(`insert into visits values (1, 'z')`);
    const work = await planFor(connector, deletion, zoe);
    const before = await rig.content(false);
    expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({ kind: 'drift' });
    expect(await rig.content(false)).toBe(before);
  });

  test('When only the case of a name is corrected, then it is not taken for done already', async () => {
    const changes = [{ collection: 'customers', field: 'name', newValue: 'ZOË LI' }];
    const work = await planFor(connector, { right: 'correction', changes }, zoe);
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await rig.content(false)).toContain('ZOË LI');
  });

  test('When the new value is not of the type of its column, then it is refused', async () => {
    const changes = [{ collection: 'customers', field: 'born', newValue: 'yesterday' }];
    const work = await planFor(connector, { right: 'correction', changes }, zoe);
    expect(await connector.apply(storeCall(), work)).toMatchObject({ status: 'refused', reason: value });
  });
});

describe('MariaDB alone', () => {
  let rig: MysqlRig;
  beforeAll(async () => {
    rig = await startMysqlWorld(mariadb.url);
    await rig.reset();
  });
  afterAll(() => rig.stop());

  test('When a call is cancelled while a statement waits, then the statement ends on the server too', async () => {
    // No time-out of the server's own may end the statement within this test.
    const connector = createConnector({ ...rig.store, timeoutMs: 600_000 }, rig.connection, options);
    const work = await planFor(connector, deletion, zoe);
    const holder = await createConnection(rig.url);
    await holder.query('begin');
    await holder.query('select 1 from customers for update');
    const reason = new Error('cancelled by the test');
    const controller = new AbortController();
    const cancelled = failureOf(connector.apply(storeCall({ signal: controller.signal }), work));
    const waiting = async () => {
      const [rows] = await rig.db.query<RowDataPacket[]>(
        `select 1 from information_schema.processlist where db = database() and info like '%for update%' and info not like '%processlist%'`,
      );
      return rows.length;
    };
    await until(async () => (await waiting()) > 0);
    controller.abort(reason);
    expect(await cancelled).toBe(reason);
    await until(async () => (await waiting()) === 0);
    await holder.end();
    await connector.close();
  });
});

/** Asks until it is so; the test's own time-out is the limit. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
