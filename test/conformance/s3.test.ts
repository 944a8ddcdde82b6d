import { createConnector } from '../../connectors';
import type { Connector } from '../../domain/connector';
import { startObjectStore } from '../../scripts/provision/rclone';
import { carryOut, collect, failureOf, options, planFor } from './journeys';
import { sole, storeCall } from './maps';
import { archiveMap, archiveObjects, archiveZoe, startS3World } from './s3-world';
import type { S3Rig } from './s3-world';
import { itConforms } from './suite';

itConforms('S3', async () => startS3World(await startObjectStore()));

describe('S3', () => {
  let rig: S3Rig;
  let connector: Connector;
  beforeAll(async () => {
    rig = await startS3World(await startObjectStore());
    connector = createConnector(rig.store, rig.connection, options);
  });
  beforeEach(() => rig.reset());
  afterAll(async () => {
    await connector.close();
    await rig.stop();
  });
  const deletion = { right: 'deletion' } as const;
  const without = (key: string, line: number) =>
    archiveObjects[key]!.split(/(?<=\n)/)
      .filter((_, at) => at !== line)
      .join('');

  test('When a person is deleted, then all other lines are byte for byte as they were', async () => {
    const work = await planFor(connector, deletion, archiveZoe);
    expect(work.steps.map(({ collection, action, count }) => [collection, action, count])).toEqual([
      ['invoices', 'delete', 2],
      ['events', 'delete', 1],
      ['contacts', 'mask', 1],
      ['orders', 'delete', 2],
    ]);
    expect((await carryOut(connector, work)).status).toBe('proven');
    expect(await rig.get('exports/2026.ndjson')).toBe(without('exports/2026.ndjson', 1));
    expect(await rig.get('exports/orders.json')).toBe(
      '[\n  {"id": "o2", "customer": "CN-4", "total": 2.0}\n]\n',
    );
    expect(await rig.get('exports/none.ndjson')).toBe(archiveObjects['exports/none.ndjson']);
    const contacts = (await rig.get('exports/north/contacts.csv'))!;
    expect(contacts).toMatch(
      /^\ufeff?id,customer,name,comment,secret\r\n1,CN-4,"Zhao, Ben","says ""hello""\r\ntwice",x\r\n2,hmac_[\w-]{22},\*\*\*,,unmapped-contact\r\n3,CN-10,Ben,,\r\n$/,
    );
    expect(await rig.get('invoices/CN-4/CN-1.pdf')).toBe('%PDF Ben too');
    expect(await rig.get('invoices/cn-1/more/2.pdf')).toBeUndefined();
  });

  test('When every element of an array is deleted, then an empty array is left', async () => {
    await rig.put('exports/orders.json', '[{"id":"o1","customer":"CN-1"}, {"id":"o3","customer":"CN-1"}]');
    expect((await carryOut(connector, await planFor(connector, deletion, archiveZoe))).status).toBe('proven');
    expect(JSON.parse((await rig.get('exports/orders.json'))!)).toEqual([]);
  });

  test('When objects are disclosed, then their content comes as a stream, and numbers with all digits', async () => {
    const located = await connector.locate(storeCall(), archiveZoe);
    const records = await collect(connector.extract(storeCall(), located, archiveZoe));
    const invoice = records.find(({ key }) => key.includes('für'))!;
    expect(invoice.values).toMatchObject({
      size: 13,
      contentType: 'application/pdf',
      customerNumber: 'CN-1',
    });
    const [attachment, ...others] = invoice.attachments!;
    expect(others).toEqual([]);
    expect(attachment).toMatchObject({
      field: 'content',
      name: '2026 #1 für Zoë.pdf',
      mediaType: 'application/pdf',
    });
    for (let time = 0; time < 2; time += 1) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of attachment!.open()) chunks.push(chunk);
      expect(Buffer.concat(chunks).toString()).toBe('%PDF Zoë one');
    }
    const event = records.find(({ collection }) => collection === 'events')!;
    expect(event.values).toMatchObject({ amount: '12345678901234567890.10', note: 'Zoë came' });
    expect(event.attachments).toBeUndefined();
    const contact = records.find(({ collection }) => collection === 'contacts')!;
    expect(contact.values).toEqual({
      customer: 'cn-1',
      name: 'Li, Zoë',
      comment: 'likes "tea"\nand cake',
      region: 'north',
    });
  });

  test('When an object is gone since it was located, then its stream fails and says so', async () => {
    const located = await connector.locate(storeCall(), archiveZoe);
    const [record] = await collect(connector.extract(storeCall(), located, archiveZoe));
    const work = await planFor(connector, deletion, archiveZoe);
    await carryOut(connector, work);
    const read = async () => {
      for await (const chunk of record!.attachments![0]!.open()) expect(chunk).toBeDefined();
    };
    const failure = await failureOf(read());
    expect(failure).toMatchObject({ kind: 'drift' });
    expect((failure as Error).message).not.toContain('Zoë');
  });

  test('When two lines of an object have one key, then nothing of it is touched', async () => {
    await rig.put(
      'exports/2026.ndjson',
      '{"id":2,"user":{"email":"zoë.li@example.com"}}\n{"id":2,"user":{"email":"ben@example.com"}}\n',
    );
    const before = await rig.content(false);
    expect(await failureOf(planFor(connector, deletion, archiveZoe))).toMatchObject({ kind: 'refused' });
    expect(await rig.content(false)).toBe(before);
  });

  test('When a CSV has no column for a value, then the store refuses and the lines stay', async () => {
    const collections = archiveMap.collections
      .filter(({ id }) => id === 'contacts')
      .map((one) => ({ ...one, restrictionMarker: 'restricted' }));
    const marked = createConnector({ ...archiveMap, collections }, rig.connection, options);
    const work = await planFor(marked, { right: 'restriction', lift: false }, archiveZoe);
    expect(await marked.apply(storeCall(), work)).toMatchObject({
      status: 'refused',
      reason: 'value:noColumn',
    });
    await marked.close();
    expect(await rig.get('exports/north/contacts.csv')).toContain('"Li, Zoë"');
  });

  test('When an object is far larger than a part, then it is rewritten in bounded memory', async () => {
    const others = Array.from(
      { length: 60_000 },
      (_, at) => `{"id":${at + 10},"user":{"email":"p${at}@example.com"},"note":"${'n'.repeat(300)}"}\n`,
    );
    const hers = '{"id":1,"user":{"email":"zoë.li@example.com"},"note":"Zoë"}\n';
    await rig.put(
      'exports/2026.ndjson',
      [...others.slice(0, 30_000), hers, ...others.slice(30_000)].join(''),
    );
    const before = rig.proxy!.countOf(/partNumber=/);
    const patient = createConnector({ ...archiveMap, timeoutMs: 60_000 }, rig.connection, options);
    expect((await carryOut(patient, await planFor(patient, deletion, archiveZoe))).status).toBe('proven');
    await patient.close();
    expect(before()).toBeGreaterThan(2);
    expect((await rig.get('exports/2026.ndjson')) === others.join('')).toBe(true);
  });

  test('When an identifier walks out of its folder, then nothing is found', async () => {
    for (const value of ['../other', 'CN-1/more', '*', '', 'cn-4/CN-1.pdf'])
      expect((await connector.locate(storeCall(), [sole('customerNumber', value)])).collections).toEqual([]);
  });
});
