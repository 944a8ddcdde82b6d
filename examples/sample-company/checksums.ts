import { createHash } from 'node:crypto';
import { BSON, MongoClient } from 'mongodb';
import { Client, escapeIdentifier } from 'pg';
import { supportDeskUri } from './desk-uri';

/** A hash for every row and document of the sample company, by `table/key`. */
export type Checksums = ReadonlyMap<string, string>;

/** What differs between two states, as sorted lists of `table/key`. */
export interface ChecksumDiff {
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

const keys = {
  customers: 'customer_id',
  addresses: 'address_id',
  orders: 'order_id',
  payments: 'payment_id',
  newsletter_subscriptions: 'subscription_id',
} as const;

/** Hashes all rows of shop and support desk, so that a test can prove what was *not* touched. */
export async function checksums(pgUrl: string, mongoUri: string): Promise<Checksums> {
  const [shop, desk] = await Promise.all([shopChecksums(pgUrl), deskChecksums(mongoUri)]);
  return new Map([...shop, ...desk]);
}

/** Compares two states of {@link checksums}. */
export function diffChecksums(before: Checksums, after: Checksums): ChecksumDiff {
  const names = [...before.keys()];
  return {
    changed: names.filter((name) => after.has(name) && after.get(name) !== before.get(name)).sort(),
    removed: names.filter((name) => !after.has(name)).sort(),
    added: [...after.keys()].filter((name) => !before.has(name)).sort(),
  };
}

async function shopChecksums(pgUrl: string): Promise<readonly (readonly [string, string])[]> {
  const client = new Client({ connectionString: pgUrl });
  await client.connect();
  try {
    await client.query(`SET timezone TO 'UTC'`);
    const entries: (readonly [string, string])[] = [];
    for (const [table, key] of Object.entries(keys)) {
      const { rows } = await client.query<{ key: string; hash: string }>(
        `SELECT ${escapeIdentifier(key)} AS key, encode(sha256(convert_to(t::text, 'UTF8')), 'hex') AS hash
           FROM shop.${escapeIdentifier(table)} AS t`,
      );
      entries.push(...rows.map((row) => [`${table}/${row.key}`, row.hash] as const));
    }
    return entries;
  } finally {
    await client.end();
  }
}

async function deskChecksums(mongoUri: string): Promise<readonly (readonly [string, string])[]> {
  const client = await MongoClient.connect(supportDeskUri(mongoUri));
  try {
    const entries: (readonly [string, string])[] = [];
    for (const name of ['tickets', 'call_notes']) {
      const documents = await client.db().collection<{ _id: string }>(name).find().toArray();
      for (const document of documents) {
        const hash = createHash('sha256').update(BSON.serialize(document)).digest('hex');
        entries.push([`${name}/${document._id}`, hash]);
      }
    }
    return entries;
  } finally {
    await client.close();
  }
}
