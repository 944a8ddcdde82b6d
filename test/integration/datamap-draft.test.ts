import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { MongoClient } from 'mongodb';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { askStores } from '../../cli/datamap-live';
import { sketchStore } from '../../connectors/sketch/sketch-store';
import { draftDataMap } from '../../datamap/draft/draft-map';
import { checkDataMap } from '../../datamap/load';
import type { CheckedDataMap } from '../../datamap/load';
import { startMariadb } from '../../scripts/provision/mariadb';
import { testServers } from '../support/servers';

const { postgresUrl, mongoUri } = testServers();
const name = `habeas_draft_${process.pid}`;
const variable = 'DSR_STORE_LIBRARY';
const folder = mkdtemp(join(tmpdir(), 'habeas-draft-'));

// A library that keeps its readers in a table whose columns say little; half of what is personal shows in values only.
const schema = [
  'create table reader (no int primary key, c1 varchar(100) not null, c2 varchar(100), born date)',
  'create table loan (loan_no int primary key, reader_no int not null references reader (no), taken date)',
  'create table shelf (shelf_no int primary key, label varchar(40))',
];
const rows = [
  ...[1, 2, 3, 4].map(
    (n) =>
      `insert into reader values (${n}, 'reader${n}@library.example', '+86 138 0013 800${n}', '1990-01-0${n}')`,
  ),
  "insert into loan values (10, 1, '2026-05-01')",
  "insert into shelf values (1, 'A')",
];

afterAll(async () => {
  await rm(await folder, { recursive: true });
  await asPostgres('postgres', `drop database if exists ${name} with (force)`);
});

async function draft(connection: string): Promise<CheckedDataMap> {
  const sketch = await sketchStore(connection, { lookAtValues: true, onProgress: () => undefined });
  return checkDataMap(draftDataMap(sketch, { storeId: 'library', connection: variable }), 'draft.yaml');
}

function whatWasFound({ map }: CheckedDataMap) {
  return map.stores[0]!.collections.map(({ id, subjects, key, lookups, links }) => ({
    id,
    subjects,
    key,
    lookups: lookups.map(({ kind, field }) => `${kind}=${field}`),
    links: links.map(({ field, to, toField }) => `${field}->${to}.${toField}`),
  }));
}

const readers = {
  id: 'reader',
  subjects: true,
  key: 'no',
  lookups: ['customerNumber=no', 'email=c1', 'phone=c2'],
  links: [],
};
const loans = { id: 'loan', subjects: false, key: 'loan_no', lookups: [], links: ['reader_no->reader.no'] };

async function asPostgres(database: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl(database) });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

function databaseUrl(database: string): string {
  const url = new URL(postgresUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function liveCodes(
  checked: CheckedDataMap,
  connection: string | undefined,
): Promise<readonly string[]> {
  process.env[variable] = connection ?? '';
  const found = await askStores(checked, undefined, true);
  expect(found.every(({ line, file }) => line > 0 && file === 'draft.yaml')).toBe(true);
  return found.map(({ code, weight }) => `${weight} ${code}`);
}

test('When a PostgreSQL database is drafted, then its people are found, and the store is as the draft says', async () => {
  await asPostgres('postgres', `create database ${name}`);
  await asPostgres(name, ...schema, ...rows);
  const checked = await draft(databaseUrl(name));
  expect(whatWasFound(checked)).toEqual([readers, loans]);
  const codes = await liveCodes(checked, databaseUrl(name));
  expect(codes.filter((code) => code.startsWith('error'))).toEqual([]);

  await asPostgres(name, 'alter table reader drop column born', 'alter table loan rename to lending');
  const changed = await liveCodes(checked, databaseUrl(name));
  expect(changed).toEqual(expect.arrayContaining(['error noField', 'error noTable']));
});

test('When the variable is not set, or nothing answers, then the finding says so and names no connection', async () => {
  await asPostgres(name, 'alter table if exists lending rename to loan');
  const checked = await draft(databaseUrl(name));
  expect(await liveCodes(checked, undefined)).toEqual(['error noConnection']);
  process.env[variable] = 'postgres://somebody:hidden@127.0.0.1:1/nothing';
  const [problem] = await askStores(checked, undefined, true);
  expect(problem).toMatchObject({ code: 'unreachable', store: 'library' });
  expect(JSON.stringify(problem)).not.toMatch(/hidden|somebody/);
});

test('When a MariaDB database is drafted, then its people are found', async () => {
  const mariadb = await startMariadb();
  try {
    const client = await createConnection({ uri: mariadb.url });
    await client.query('create database library');
    await client.query('use library');
    for (const statement of [...schema, ...rows]) await client.query(statement);
    await client.end();
    const url = new URL(mariadb.url);
    url.pathname = '/library';
    expect(whatWasFound(await draft(url.href))).toEqual([readers, loans]);
  } finally {
    await mariadb.stop();
  }
});

test('When a SQLite file is drafted, then its people are found, and a missing file is not made', async () => {
  const path = join(await folder, 'library.db');
  await expect(draft(`sqlite://${path}`)).rejects.toThrow('no SQLite file');
  const database = new Database(path);
  for (const statement of [...schema, ...rows]) database.exec(statement);
  database.close();
  expect(whatWasFound(await draft(`sqlite://${path}`))).toEqual([readers, loans]);
});

test('When a MongoDB database is drafted, then fields are those of its documents, nested ones by their path', async () => {
  const url = new URL(mongoUri);
  url.pathname = `/${name}`;
  const client = new MongoClient(url.href);
  try {
    const people = [1, 2, 3].map((n) => ({
      no: n,
      contact: { mail: `reader${n}@library.example` },
      tags: ['a'],
    }));
    await client.db().collection('readers').insertMany(people);
    await client.db().collection('shelves').insertOne({ label: 'A' });
    const [found] = whatWasFound(await draft(url.href));
    expect(found).toMatchObject({ id: 'readers', subjects: true, key: '_id' });
    expect(found?.lookups).toContain('email=contact.mail');
  } finally {
    await client.db().dropDatabase();
    await client.close();
  }
});

test('When a connection is of another kind, then the known kinds are named', async () => {
  await expect(draft('redis://127.0.0.1:1')).rejects.toThrow('expected postgres://');
});
