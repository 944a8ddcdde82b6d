import { MongoClient } from 'mongodb';
import type { Document } from 'mongodb';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { supportDeskUri } from '../../examples/sample-company/desk-uri';
import type { Engine } from './engine';

/** A backup of the sample company's own databases. */
export interface Backup {
  /** UTC instant of the backup. */
  readonly at: string;
  /** Puts both databases back as they were. May be done more than once. */
  restore(): Promise<void>;
}

/** Backs up the shop as a copy of its database, the support desk document by document. */
export async function backUp({ pgUrl, mongoUri }: Pick<Engine, 'pgUrl' | 'mongoUri'>): Promise<Backup> {
  const at = new Date().toISOString();
  const shop = new URL(pgUrl).pathname.slice(1);
  await copyDatabase(pgUrl, shop, `${shop}_backup`);
  const desk = await readDesk(mongoUri);
  return {
    at,
    restore: async () => {
      await copyDatabase(pgUrl, `${shop}_backup`, shop);
      await writeDesk(mongoUri, desk);
    },
  };
}

/** A copy needs both databases unused: who is connected is cut off, as by any restore. */
async function copyDatabase(pgUrl: string, from: string, to: string): Promise<void> {
  const admin = new Client({
    connectionString: Object.assign(new URL(pgUrl), { pathname: '/postgres' }).toString(),
  });
  await admin.connect();
  try {
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname IN (${escapeLiteral(from)}, ${escapeLiteral(to)}) AND pid <> pg_backend_pid()`,
    );
    await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(to)} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${escapeIdentifier(to)} TEMPLATE ${escapeIdentifier(from)}`);
  } finally {
    await admin.end();
  }
}

async function readDesk(mongoUri: string): Promise<ReadonlyMap<string, Document[]>> {
  const client = await MongoClient.connect(supportDeskUri(mongoUri));
  try {
    const names = (await client.db().listCollections({}, { nameOnly: true }).toArray()).map(
      ({ name }) => name,
    );
    const read = names.map(
      async (name) => [name, await client.db().collection(name).find().toArray()] as const,
    );
    return new Map(await Promise.all(read));
  } finally {
    await client.close();
  }
}

async function writeDesk(mongoUri: string, desk: ReadonlyMap<string, Document[]>): Promise<void> {
  const client = await MongoClient.connect(supportDeskUri(mongoUri));
  try {
    for (const [name, documents] of desk) {
      await client.db().collection(name).deleteMany({});
      if (documents.length > 0) await client.db().collection(name).insertMany(documents);
    }
  } finally {
    await client.close();
  }
}
