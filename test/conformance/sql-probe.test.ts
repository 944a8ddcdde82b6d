import { createConnection } from 'mysql2/promise';
import { createConnector } from '../../connectors';
import type { FieldMap, StoreMap } from '../../domain/data-map';
import { startMariadb } from '../../scripts/provision/mariadb';
import type { ProvidedMariadb } from '../../scripts/provision/mariadb';
import { testServers } from '../support/servers';
import { options } from './journeys';
import { field, storeCall } from './maps';
import { startMysqlWorld } from './mysql-world';
import { startPostgresWorld } from './postgres-world';
import { startSqliteWorld } from './sqlite-world';
import type { Rig } from './suite';

/** Changes a collection of the map. */
function changed(store: StoreMap, id: string, change: Partial<StoreMap['collections'][number]>): StoreMap {
  const collections = store.collections.map((one) => (one.id === id ? { ...one, ...change } : one));
  return { ...store, collections };
}

async function probed(rig: Rig, store: StoreMap, connection = rig.connection): Promise<readonly unknown[]> {
  const connector = createConnector(store, connection, options);
  try {
    return await connector.probe(storeCall().signal);
  } finally {
    await connector.close();
  }
}

let mariadb: ProvidedMariadb;
beforeAll(async () => {
  mariadb = await startMariadb();
});
afterAll(() => mariadb.stop());

describe.each([
  ['PostgreSQL', () => startPostgresWorld(testServers().postgresUrl)],
  ['MariaDB', () => startMysqlWorld(mariadb.url)],
  ['SQLite', () => startSqliteWorld()],
] as const)('The probe of %s', (_, start) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await start();
    await rig.reset();
  });
  afterAll(() => rig.stop());

  test('When a look-up or a link has no index, then it says which', async () => {
    const store = changed(rig.store, 'customers', {
      lookups: [
        { kind: 'customerNumber', field: 'customer_number' },
        { kind: 'idNumber', field: 'secret' },
      ],
      links: [{ field: 'name', to: 'newsletter', toField: 'email', cardinality: 'many', direction: 'down' }],
    });
    expect(await probed(rig, store)).toEqual([
      { code: 'linkNotIndexed', collection: 'customers', field: 'name' },
      { code: 'lookupNotIndexed', collection: 'customers', field: 'secret' },
    ]);
  });

  test('When an erasure or a marker does not fit the type of its column, then it says which', async () => {
    const fields: readonly FieldMap[] = [
      field('name', { erasure: 'truncateDate', erasureTo: 'year' }),
      field('email', { erasure: 'truncateGeo', erasureTo: '1' }),
      field('born', { erasure: 'formatMask' }),
      field('customer_number', { erasure: 'null' }),
    ];
    const store = changed(rig.store, 'customers', { fields, restrictionMarker: 'phone' });
    expect(await probed(rig, store)).toEqual([
      { code: 'typeMisfit', collection: 'customers', field: 'name' },
      { code: 'typeMisfit', collection: 'customers', field: 'email' },
      { code: 'maskNeedsText', collection: 'customers', field: 'born' },
      { code: 'nullNotAllowed', collection: 'customers', field: 'customer_number' },
      { code: 'markerNotBoolean', collection: 'customers', field: 'phone' },
    ]);
  });

  test('When the canary is there, then all is well, and when it is not, then it is missing', async () => {
    const canary = { kind: 'customerNumber', value: 'cn-4' } as const;
    expect(await probed(rig, { ...rig.store, canary })).toEqual([]);
    expect(await probed(rig, { ...rig.store, canary: { ...canary, value: 'CN-404' } })).toEqual([
      { code: 'canaryMissing' },
    ]);
  });
});

describe('The probe of an account with few rights', () => {
  const few = [
    { code: 'notReadable', collection: 'customers', field: 'phone' },
    { code: 'notWritable', collection: 'addresses' },
    { code: 'notWritable', collection: 'addresses', field: 'restricted' },
  ];
  const only = (store: StoreMap): StoreMap => ({ ...store, collections: store.collections.slice(0, 2) });
  const columns = 'id, customer_number, email, name, born, restricted';

  test('When a column may not be read or a table not written to in PostgreSQL, then it says which', async () => {
    const rig = await startPostgresWorld(testServers().postgresUrl);
    const role = `few_${process.pid}`;
    await rig.db.query(`create role ${role} login password 'few'; grant usage on schema shop to ${role};
      grant select (${columns}), update, delete on shop.customers to ${role}; grant select on shop.addresses to ${role}`);
    try {
      const url = Object.assign(new URL(rig.connection), { username: role, password: 'few' });
      expect(await probed(rig, only(rig.store), url.href)).toEqual(few);
    } finally {
      await rig.db.query(`drop owned by ${role}; drop role ${role}`);
      await rig.stop();
    }
  });

  test('When a column may not be read or a table not written to in MariaDB, then it says which', async () => {
    const rig = await startMysqlWorld(mariadb.url);
    const admin = await createConnection(mariadb.url);
    const schema = new URL(rig.url).pathname.slice(1);
    await admin.query(`create user few@'127.0.0.1' identified by 'few'`);
    await admin.query(
      `grant select (${columns}), update (phone, ${columns}), delete on ${schema}.customers to few@'127.0.0.1'`,
    );
    await admin.query(`grant select on ${schema}.addresses to few@'127.0.0.1'`);
    try {
      const url = Object.assign(new URL(rig.connection), { username: 'few', password: 'few' });
      expect(await probed(rig, only(rig.store), url.href)).toEqual(few);
    } finally {
      await admin.query(`drop user few@'127.0.0.1'`);
      await admin.end();
      await rig.stop();
    }
  });
});
