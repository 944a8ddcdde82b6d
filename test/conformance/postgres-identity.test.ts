import type { Connector } from '../../domain/connector';
import { createConnector } from '../../connectors';
import { testServers } from '../support/servers';
import { options } from './journeys';
import { shared, sole, storeCall } from './maps';
import { father, shopMap, startPostgresWorld, zoe } from './postgres-world';
import type { PostgresRig } from './postgres-world';

describe('PostgreSQL knows whose a row is', () => {
  let rig: PostgresRig;
  let connector: Connector;
  beforeAll(async () => {
    rig = await startPostgresWorld(testServers().postgresUrl);
    await rig.reset();
    connector = createConnector(rig.store, rig.connection, options);
  });
  afterAll(async () => {
    await connector.close();
    await rig.stop();
  });

  test('When an address is shared, then the register shows all who hold it, and marks it as shared', async () => {
    const found = await connector.findCandidates!(storeCall(), [sole('email', 'FAMILY@example.com')]);
    expect(found.map(({ key, matchedBy }) => [key, matchedBy])).toEqual([
      ['f', ['email']],
      ['m', ['email']],
    ]);
    expect(found[0]).toMatchObject({ name: 'Father Wang', birthDate: '1980-01-01' });
    expect(found[0]!.identifiers).toEqual([
      sole('customerNumber', 'CN-2'),
      shared('email', 'family@example.com'),
      sole('phone', '+8613800138002'),
    ]);
  });

  test('When an address is stored decomposed and in upper case, then its person is found', async () => {
    for (const identifier of [zoe[1]!, sole('phone', '13800138001'), sole('customerNumber', 'cn-1')])
      expect(await connector.findCandidates!(storeCall(), [identifier])).toMatchObject([
        { key: 'z', identifiers: [{ sharing: 'sole' }, { sharing: 'sole' }, { sharing: 'sole' }] },
      ]);
  });

  test('When rows match a shared address only, then they are counted, and rows of the other person are not', async () => {
    const located = await connector.locate(storeCall(), father);
    const by = new Map(located.collections.map((one) => [one.collection, one]));
    expect(by.get('customers')).toEqual({ collection: 'customers', keys: ['f'], ambiguous: 0 });
    expect(by.get('orders')).toMatchObject({ collection: 'orders', keys: ['201', '202'], ambiguous: 1 });
    expect(by.get('newsletter')).toMatchObject({ collection: 'newsletter', keys: ['2'], ambiguous: 1 });
  });

  test('When only a sole address is known, then rows with a customer number wait for staff', async () => {
    const guest = createConnector(
      { ...shopMap, collections: shopMap.collections.filter(({ id }) => id === 'newsletter') },
      rig.connection,
      options,
    );
    const located = await guest.locate(storeCall(), [sole('email', 'ben@example.com')]);
    await guest.close();
    expect(located.collections).toMatchObject([{ collection: 'newsletter', keys: [], ambiguous: 1 }]);
  });
});
