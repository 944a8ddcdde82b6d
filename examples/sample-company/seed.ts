import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { Db } from 'mongodb';
import { Client, DatabaseError, escapeIdentifier } from 'pg';
import { supportDeskUri } from './desk-uri';
import { generateCrowd } from './generate-crowd';
import { generateDesk } from './generate-desk';
import { generatePeople } from './generate-people';
import type { ShopRows } from './rows';

export { checksums, diffChecksums } from './checksums';
export type { Checksums, ChecksumDiff } from './checksums';

/** Change it with the shape of the sample: stores seeded by another version are seeded anew. */
const seedVersion = 1;
/** Documents per insert: bounded commands, few of them. */
const batchSize = 250;

/** `reset`: drop what is there and seed anew. Default false: a store that is already seeded is left as it is. */
export interface SeedOptions {
  readonly reset?: boolean;
}
/** Whether rows were written, or the store had them already. */
export type SeedResult = 'seeded' | 'alreadySeeded';

/**
 * Seeds the shop in the database of the URL, which is created when it is missing. One transaction: all or nothing, and
 * two seeders at once wait for each other.
 */
export async function seedShop(pgUrl: string, options: SeedOptions = {}): Promise<SeedResult> {
  const client = await connectOrCreate(pgUrl);
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('habeas/sample-company'))`);
    if (options.reset !== true && (await shopIsSeeded(client))) {
      await client.query('ROLLBACK');
      return 'alreadySeeded';
    }
    await client.query('DROP SCHEMA IF EXISTS shop CASCADE');
    await client.query(readFileSync(join(__dirname, 'shop-schema.sql'), 'utf8'));
    for (const rows of [generatePeople(), generateCrowd()]) await insertShop(client, rows);
    await client.query('INSERT INTO shop.sample_seed VALUES ($1)', [seedVersion]);
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return 'seeded';
  } finally {
    await client.end();
  }
}

/**
 * Seeds the support desk in the database of the URI (`support_desk` when it names none). Without transactions the mark
 * of a complete seed is written last, so a seed that was cut off is begun again.
 */
export async function seedSupportDesk(mongoUri: string, options: SeedOptions = {}): Promise<SeedResult> {
  const client = await MongoClient.connect(supportDeskUri(mongoUri));
  try {
    const db = client.db();
    const marks = db.collection<{ _id: string; version: number }>('sample_seed');
    const isSeeded = (await marks.findOne({ _id: 'sample' }))?.version === seedVersion;
    if (options.reset !== true && isSeeded) return 'alreadySeeded';
    await marks.deleteMany({});
    const documents = generateDesk();
    await fill(db, 'tickets', documents.tickets, [
      'customerNumber',
      'requesterEmail',
      'messages.authorNumber',
    ]);
    await fill(db, 'call_notes', documents.call_notes, ['customerNumber', 'callerPhone']);
    await marks.insertOne({ _id: 'sample', version: seedVersion });
    return 'seeded';
  } finally {
    await client.close();
  }
}

async function connectOrCreate(pgUrl: string): Promise<Client> {
  const client = new Client({ connectionString: pgUrl });
  try {
    await client.connect();
    return client;
  } catch (error) {
    const databaseIsMissing = error instanceof DatabaseError && error.code === '3D000';
    if (!databaseIsMissing) throw error;
  }
  const url = new URL(pgUrl);
  const database = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${escapeIdentifier(database)} ENCODING 'UTF8' TEMPLATE template0`);
  } finally {
    await admin.end();
  }
  const created = new Client({ connectionString: pgUrl });
  await created.connect();
  return created;
}

async function shopIsSeeded(client: Client): Promise<boolean> {
  const found = await client.query<{ there: boolean }>(
    `SELECT to_regclass('shop.sample_seed') IS NOT NULL AS there`,
  );
  if (found.rows[0]?.there !== true) return false;
  const seed = await client.query('SELECT FROM shop.sample_seed WHERE version = $1', [seedVersion]);
  return seed.rowCount === 1;
}

/** One statement per table: PostgreSQL turns the JSON into rows of the table's own type. */
async function insertShop(client: Client, rows: ShopRows): Promise<void> {
  const tables = [
    ['customers', rows.customers],
    ['addresses', rows.addresses],
    ['orders', rows.orders],
    ['payments', rows.payments],
    ['newsletter_subscriptions', rows.newsletter_subscriptions],
  ] as const;
  for (const [table, values] of tables) {
    const source = `jsonb_populate_recordset(NULL::shop.${table}, $1::jsonb)`;
    await client.query(`INSERT INTO shop.${table} SELECT * FROM ${source}`, [JSON.stringify(values)]);
  }
}

async function fill(
  db: Db,
  name: 'tickets' | 'call_notes',
  documents: readonly { readonly _id: string }[],
  indexed: readonly string[],
): Promise<void> {
  const collection = db.collection<{ readonly _id: string }>(name);
  await collection.drop().catch(() => false); // not there yet
  const key = name === 'tickets' ? 'ticketId' : 'noteId';
  await collection.createIndex({ [key]: 1 }, { unique: true }, {});
  for (const field of indexed) await collection.createIndex({ [field]: 1 }, {}, {});
  for (let start = 0; start < documents.length; start += batchSize) {
    await collection.insertMany(documents.slice(start, start + batchSize));
  }
}
