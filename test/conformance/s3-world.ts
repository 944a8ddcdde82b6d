import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { StoreMap } from '../../domain/data-map';
import type { ProvidedObjectStore } from '../../scripts/provision/rclone';
import { startCuttingProxy } from './cutting-proxy';
import { collection, field, sole, storeMap } from './maps';
import type { Rig } from './suite';

/** The map of the archive: invoices as files, and exports of three forms. */
export const archiveMap: StoreMap = storeMap({
  id: 'archive',
  kind: 's3',
  collections: [
    collection('invoices', {
      source: 'invoices/{customerNumber}/*',
      key: '_key',
      lookups: [{ kind: 'customerNumber', field: 'customerNumber' }],
      fields: [
        field('customerNumber', { identity: 'customerNumber' }),
        field('size'),
        field('lastModified'),
        field('contentType'),
        field('content'),
      ],
    }),
    collection('events', {
      source: 'exports/*.ndjson',
      key: 'id',
      lookups: [{ kind: 'email', field: 'user.email' }],
      fields: [
        field('user.email', { identity: 'email', erasure: 'null' }),
        field('note', { correctable: true }),
        field('offers'),
        field('amount'),
      ],
      restrictionMarker: 'restricted',
      objection: { purpose: 'marketing', field: 'offers', off: false },
    }),
    collection('contacts', {
      source: 'exports/{region}/*.csv',
      key: 'id',
      lookups: [{ kind: 'customerNumber', field: 'customer' }],
      fields: [
        field('customer', { identity: 'customerNumber', erasure: 'hmac' }),
        field('name', { erasure: 'mask' }),
        field('comment', { erasure: 'null' }),
        field('region'),
      ],
      erasure: 'mask',
    }),
    collection('orders', {
      source: 'exports/*.json',
      key: 'id',
      lookups: [{ kind: 'customerNumber', field: 'customer' }],
      fields: [field('customer', { identity: 'customerNumber' }), field('total')],
    }),
  ],
});

/** Zoë as the register knows her. */
export const archiveZoe = [sole('customerNumber', 'CN-1'), sole('email', 'zoë.li@example.com')];

/** Every object of the world by its name. */
export const archiveObjects: Readonly<Record<string, string>> = {
  'invoices/CN-1/2026 #1 für Zoë.pdf': '%PDF Zoë one',
  'invoices/cn-1/more/2.pdf': '%PDF Zoë two',
  'invoices/CN-10/1.pdf': '%PDF Ben',
  'invoices/CN-4/CN-1.pdf': '%PDF Ben too',
  'exports/2026.ndjson':
    '{"id": 1, "user": {"email": "ben@example.com"}, "note": "Ben came",  "amount": 1.50, "offers": true}\n' +
    '{"id": 2, "user": {"email": "ZOË.li@example.com"}, "note": "Zoë came", "amount": 12345678901234567890.10, "offers": true, "secret": "unmapped-event"}\r\n' +
    '\n' +
    '{"id": 3, "user": {"email": "ben@example.com"}, "note": "Ben \\u00e9 went", "offers": true}',
  'exports/none.ndjson': '{"id": 1, "user": {"email": "ben@example.com"}, "note": "Ben again"}\n',
  'exports/north/contacts.csv':
    '\ufeffid,customer,name,comment,secret\r\n' +
    '1,CN-4,"Zhao, Ben","says ""hello""\r\ntwice",x\r\n' +
    '2,cn-1,"Li, Zoë","likes ""tea""\nand cake",unmapped-contact\r\n' +
    '3,CN-10,Ben,,\r\n',
  'exports/south/contacts.csv': 'id;customer;name;comment\n1;CN-4;Ben;"a;b"\n',
  'exports/orders.json':
    '[\n  {"id": "o1", "customer": "CN-1", "total": 9007199254740993, "lines": [1, {"a": "]"}]},\n' +
    '  {"id": "o2", "customer": "CN-4", "total": 2.0},\n  {"id": "o3", "customer": "cn-1", "total": 3, "secret": "unmapped-order"}\n]\n',
  'other/CN-1.txt': 'in no map',
};

/** The rig, and a client of the tests' own. */
export interface S3Rig extends Rig {
  readonly client: S3Client;
  readonly bucket: string;
  readonly put: (key: string, body: string | Uint8Array) => Promise<void>;
  /** The text of an object; `undefined` when it is not there. */
  readonly get: (key: string) => Promise<string | undefined>;
}

/** A world in the bucket of a server, which `stop` ends too. */
export async function startS3World(server: ProvidedObjectStore): Promise<S3Rig> {
  const { endpoint, accessKey, secretKey, bucket } = server;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
  });
  const url = new URL(endpoint);
  const proxy = await startCuttingProxy(url.hostname, Number(url.port));
  const connectionTo = (port: number, secret: string, name: string) =>
    `s3://${accessKey}:${secret}@127.0.0.1:${port}/${name}?region=us-east-1&tls=0`;
  const connectionAt = (port: number) => connectionTo(port, secretKey, bucket);
  const keys = async () => {
    const listed = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    return (listed.Contents ?? []).map(({ Key }) => Key ?? '').sort();
  };
  const put = async (key: string, body: string | Uint8Array) => {
    const type = key.endsWith('.pdf') ? 'application/pdf' : 'text/plain';
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: type }));
  };
  const get = (key: string) =>
    client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).then(
      (answer) => answer.Body?.transformToString(),
      () => undefined,
    );
  const reset = async () => {
    for (const key of await keys())
      if (archiveObjects[key] === undefined)
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    for (const [key, body] of Object.entries(archiveObjects))
      if ((await get(key)) !== body.replace(/^\ufeff/, '')) await put(key, body);
  };
  return {
    client,
    bucket,
    put,
    get,
    store: archiveMap,
    proxy,
    connectionAt,
    connection: connectionAt(proxy.port),
    writes: /^(?:PUT|DELETE) \//,
    person: archiveZoe,
    keys: {
      invoices: ['invoices/CN-1/2026 #1 für Zoë.pdf', 'invoices/cn-1/more/2.pdf'],
      events: ['exports/2026.ndjson#2'],
      contacts: ['exports/north/contacts.csv#2'],
      orders: ['exports/orders.json#o1', 'exports/orders.json#o3'],
    },
    correction: { collection: 'events', field: 'note', newValue: 'Zoë came twice' },
    purpose: 'marketing',
    secrets: ['unmapped', 'Ben', 'ben@'],
    reset,
    content: async (withoutPerson) => {
      const lines: string[] = [];
      for (const key of await keys()) {
        const text = (await get(key)) ?? '';
        const others = text
          .split(/(?<=\n)(?=[^a])/)
          .filter((line) => !/zoë|cn-1"|2,cn-1|2,hmac|and cake/i.test(line));
        // The array's own signs change with its elements.
        const bare = key.endsWith('.json')
          ? others.map((line) => line.replace(/^[\s[,]+|[\s,\]]+$/g, ''))
          : others;
        if (!withoutPerson) lines.push(`${key} ${text}`);
        else if (!/^invoices\/cn-1\//i.test(key)) lines.push(`${key} ${bare.join('')}`);
      }
      return lines.join('\n');
    },
    wrongConnections: {
      noAccess: connectionTo(Number(url.port), 'wrong', bucket),
      wrongAddress: connectionTo(Number(url.port), secretKey, 'nowhere'),
    },
    grow: () => put('invoices/CN-1/new.pdf', '%PDF Zoë three'),
    disguise: [
      ['cn-1', 'cn-4'],
      ['CN-1', 'CN-4'],
      ['ZOË.li@example.com', 'benny.2@example.com'],
    ],
    breakSchema: async () => {
      await put('exports/2026.ndjson', '<html>moved</html>\n');
      return reset;
    },
    hostileAnswers: [
      {
        name: 'a line of 5 MiB',
        begin: async () => {
          await put('exports/large.ndjson', `{"id": 1, "note": "${'x'.repeat(5 * 1024 * 1024)}"}\n`);
          return reset;
        },
      },
      {
        name: 'JSON without end of its depth',
        begin: async () => {
          await put('exports/deep.ndjson', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}\n`);
          return reset;
        },
      },
      {
        name: 'a CSV whose quote never ends',
        begin: async () => {
          await put('exports/north/open.csv', 'id,customer\n1,"CN-4\n2,CN-1\n');
          return reset;
        },
      },
      {
        name: 'bytes that are no UTF-8',
        begin: async () => {
          await put('exports/north/bytes.csv', Buffer.from('id,customer\n1,\xff\xfe\n', 'latin1'));
          return reset;
        },
      },
    ],
    unproven: {
      hold: 'nobody can lock objects against a conditional write',
      ignoreWrites: 'a real server cannot be told to lie',
      refuse: 'rclone has no rules; see the tests of versions',
    },
    stop: async () => {
      client.destroy();
      await proxy.stop();
      await server.stop();
    },
  };
}
