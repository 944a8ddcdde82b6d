import { ListObjectVersionsCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { createConnector } from '../../connectors';
import type { Connector } from '../../domain/connector';
import { startVersionedObjectStore } from '../../scripts/provision/versitygw';
import { carryOut, options, planFor } from './journeys';
import { storeCall } from './maps';
import { archiveMap, archiveZoe, startS3World } from './s3-world';
import type { S3Rig } from './s3-world';

describe('S3 with conditions and versions', () => {
  let rig: S3Rig;
  let connector: Connector;
  beforeAll(async () => {
    rig = await startS3World(await startVersionedObjectStore());
    connector = createConnector(rig.store, rig.connection, options);
  });
  beforeEach(() => rig.reset());
  afterAll(async () => {
    await connector.close();
    await rig.stop();
  });
  const deletion = { right: 'deletion' } as const;
  const setVersions = (Status: 'Enabled' | 'Suspended') =>
    rig.client.send(
      new PutBucketVersioningCommand({ Bucket: rig.bucket, VersioningConfiguration: { Status } }),
    );
  const versions = async () => {
    const { Versions, DeleteMarkers } = await rig.client.send(
      new ListObjectVersionsCommand({ Bucket: rig.bucket }),
    );
    return [...(Versions ?? []), ...(DeleteMarkers ?? [])].map(({ Key }) => Key ?? '').sort();
  };
  const invoices = {
    ...archiveMap,
    collections: archiveMap.collections.filter(({ id }) => id === 'invoices'),
  };

  test('When somebody else adds a line while an object is rewritten, then theirs stays, and nothing is proven that is not so', async () => {
    const work = await planFor(connector, deletion, archiveZoe);
    const name = 'exports/2026.ndjson';
    const added = '\n{"id":9,"user":{"email":"ben@example.com"},"note":"Ben meanwhile"}';
    const busy = (async () => {
      for (let times = 0; times < 3; times += 1) await rig.put(name, `${(await rig.get(name))!}${added}`);
    })();
    const answer = await connector.apply(storeCall(), work).catch((error: unknown) => error);
    await busy;
    expect(answer).not.toMatchObject({ status: 'refused' });
    // The other's write has no condition: it may bring the line back, and then nothing may be called proven.
    const verified = await connector.verify(storeCall(), work);
    const text = (await rig.get(name))!;
    expect(verified.status === 'proven').toBe(!text.includes('Zoë'));
    expect(text).toContain('Ben meanwhile');
    expect(text).toContain('Ben came');
  });

  test('When a bucket keeps versions, then lines are refused, and the answer says so', async () => {
    await setVersions('Enabled');
    const work = await planFor(connector, deletion, archiveZoe);
    const before = await rig.get('exports/2026.ndjson');
    expect(await connector.apply(storeCall(), work)).toMatchObject({
      status: 'refused',
      reason: 'versions:kept',
    });
    expect(await rig.get('exports/2026.ndjson')).toBe(before);
  });

  test('When an object has versions and a mark of deletion, then all of them are found and go', async () => {
    await setVersions('Enabled');
    const whole = createConnector(invoices, rig.connection, options);
    await rig.put('invoices/CN-1/versions.pdf', 'one');
    await rig.put('invoices/CN-1/versions.pdf', 'two');
    await rig.put('invoices/CN-4/CN-1.pdf', '%PDF Ben, new');
    await setVersions('Suspended');
    const others = (await versions()).filter((key) => !/^invoices\/cn-1\//i.test(key));
    const work = await planFor(whole, deletion, archiveZoe);
    expect(work.scope.targets[0]!.keys).toContain('invoices/CN-1/versions.pdf');
    expect((await carryOut(whole, work)).status).toBe('proven');
    await whole.close();
    expect(await versions()).toEqual(others);
  });
});
