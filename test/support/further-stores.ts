import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createClient } from '@redis/client';
import SqliteFile from 'libsql';
import { createConnection } from 'mysql2/promise';
import type { RowDataPacket } from 'mysql2/promise';
import { parse, stringify } from 'yaml';
import { people } from '../../examples/sample-company/people';
import type { Checksums } from '../../examples/sample-company/seed';
import { startMariadb } from '../../scripts/provision/mariadb';
import { startObjectStore } from '../../scripts/provision/rclone';
import { startRedis } from '../../scripts/provision/redis';
import { furtherStores, surveyInstitute } from './further-stores-map';

/** The sample company with stores of every other kind: MariaDB, SQLite, Redis, S3 objects, and a processor by letter. */
export interface FurtherStores {
  /** For `startEngine`: the data map with these stores, and their connections. */
  readonly env: Readonly<Record<string, string>>;
  /** Every record of them, by store and key. */
  checksums(): Promise<Checksums>;
  stop(): Promise<void>;
}

/** Everybody with a customer number has the same records in each. */
const customers = Object.values(people).flatMap((person) =>
  'customerNumber' in person ? [{ number: person.customerNumber, name: person.name.normalize('NFC') }] : [],
);

/** Starts and fills real servers; what was started is stopped when one fails. */
export async function startFurtherStores(): Promise<FurtherStores> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'habeas-further-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const parts = [
      await startContacts(stops),
      startVisits(folder, stops),
      await startSessions(stops),
      await startDocuments(stops),
    ];
    const connections = Object.fromEntries(parts.map(({ variable, connection }) => [variable, connection]));
    const checksums = async () =>
      new Map((await Promise.all(parts.map(({ records }) => records()))).flat().map(hashed));
    return { env: { ...connections, DSR_DATA_MAP_FILE: await writeMap(folder) }, checksums, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A store of the tests: where it is, and all that is in it as text. */
interface Part {
  readonly variable: string;
  readonly connection: string;
  readonly records: () => Promise<(readonly [string, string])[]>;
}

const hashed = ([key, text]: readonly [string, string]): [string, string] => [
  key,
  createHash('sha256').update(text).digest('hex'),
];

async function writeMap(folder: string): Promise<string> {
  const sample = join(__dirname, '../../examples/sample-company/data-map.yaml');
  const map = parse(await readFile(sample, 'utf8')) as { stores: unknown[]; processors: unknown[] };
  const extended = {
    ...map,
    processors: [...map.processors, surveyInstitute],
    stores: [...map.stores, ...furtherStores],
  };
  const file = join(folder, 'data-map.yaml');
  await writeFile(file, stringify(extended));
  return file;
}

async function startContacts(stops: (() => Promise<unknown>)[]): Promise<Part> {
  const server = await startMariadb();
  stops.push(() => server.stop());
  const client = await createConnection({ uri: server.url, dateStrings: true });
  stops.push(() => client.end());
  await client.query('create database crm');
  await client.query('use crm');
  await client.query(
    'create table contacts (customer_id varchar(20) primary key, name varchar(100) not null, offers boolean not null default true, restricted boolean not null default false) character set utf8mb4',
  );
  await client.query(
    'create table notes (id bigint primary key, customer_id varchar(20) not null references contacts (customer_id), text varchar(200)) character set utf8mb4',
  );
  for (const [at, { number, name }] of customers.entries()) {
    await client.query('insert into contacts (customer_id, name) values (?, ?)', [number, name]);
    await client.query('insert into notes values (?, ?, ?)', [
      9007199254740993n + BigInt(at),
      number,
      `Note on ${name}`,
    ]);
  }
  const rowsOf = async (table: string, key: string) => {
    const [rows] = await client.query<RowDataPacket[]>({
      sql: `select cast(${key} as char) as k, t.* from ${table} t`,
    });
    return rows.map((row) => [`crm/${table}/${String(row['k'])}`, JSON.stringify(row)] as const);
  };
  const url = Object.assign(new URL(server.url), { pathname: '/crm' });
  return {
    variable: 'DSR_STORE_CRM',
    connection: url.href,
    records: async () => [...(await rowsOf('contacts', 'customer_id')), ...(await rowsOf('notes', 'id'))],
  };
}

function startVisits(folder: string, stops: (() => Promise<unknown>)[]): Part {
  const path = join(folder, 'kiosk.db');
  const database = new SqliteFile(path);
  stops.push(() => Promise.resolve(database.close()));
  database.exec(
    'create table visits (id integer primary key not null, customer_id text not null, name text not null, offers boolean not null default true, restricted boolean not null default false)',
  );
  const insert = database.prepare('insert into visits (id, customer_id, name) values (?, ?, ?)');
  for (const [at, { number, name }] of customers.entries()) insert.run(at + 1, number, name);
  return {
    variable: 'DSR_STORE_KIOSK',
    connection: `sqlite://${path}`,
    records: () => {
      const rows = database.prepare('select * from visits').all() as { customer_id: string }[];
      return Promise.resolve(
        rows.map((row) => [`kiosk/visits/${row.customer_id}`, JSON.stringify(row)] as const),
      );
    },
  };
}

async function startSessions(stops: (() => Promise<unknown>)[]): Promise<Part> {
  const server = await startRedis();
  stops.push(() => server.stop());
  const client = createClient({ url: server.url });
  await client.connect();
  stops.push(() => client.close());
  for (const { number, name } of customers) {
    const profile = { name, offers: true, restricted: false, points: 1 };
    await client.set(`profile:${number}`, JSON.stringify(profile));
    await client.hSet(`session:${number}:web`, { agent: 'browser', seen: '2026-05-01' });
  }
  const valueOf = async (key: string) =>
    key.startsWith('session') ? JSON.stringify(await client.hGetAll(key)) : ((await client.get(key)) ?? '');
  return {
    variable: 'DSR_STORE_SESSIONS',
    connection: server.url,
    records: async () => {
      const keys = await client.keys('*');
      return Promise.all(keys.map(async (key) => [`sessions/${key}`, await valueOf(key)] as const));
    },
  };
}

async function startDocuments(stops: (() => Promise<unknown>)[]): Promise<Part> {
  const server = await startObjectStore();
  stops.push(() => server.stop());
  const { endpoint, accessKey, secretKey, bucket } = server;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
  });
  stops.push(() => {
    client.destroy();
    return Promise.resolve();
  });
  const put = (key: string, body: string) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  for (const { number, name } of customers) await put(`invoices/${number}/1.pdf`, `%PDF for ${name}`);
  const leads = customers.map(({ number, name }) =>
    JSON.stringify({ id: `lead-${number}`, customer: number, name, offers: true, restricted: false }),
  );
  await put('exports/leads.ndjson', `${leads.join('\n')}\n`);
  const textOf = async (key: string) =>
    (await (
      await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    ).Body?.transformToString()) ?? '';
  const host = new URL(endpoint).host;
  return {
    variable: 'DSR_STORE_DOCUMENTS',
    connection: `s3://${accessKey}:${secretKey}@${host}/${bucket}?region=us-east-1&tls=0`,
    records: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      const objects = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
      const texts = await Promise.all(objects.map(async (key) => [key, await textOf(key)] as const));
      return texts.flatMap(([key, text]) =>
        key.endsWith('.ndjson') ? linesOf(text) : [[`documents/${key}`, text] as const],
      );
    },
  };
}

/** Each line is a record of its own; a blank one would be a trace of what was there. */
function linesOf(text: string): (readonly [string, string])[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => [`documents/leads/${(JSON.parse(line) as { customer: string }).customer}`, line] as const);
}
