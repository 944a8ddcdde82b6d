import type { Connection, mongo } from 'mongoose';
import { PersistenceError } from '../domain/port-errors';
import { connect } from './connect';
import type { DatabaseAddress } from './connect';
import { guard } from './driver-errors';
import { migrations } from './migrations';

interface MigrationRecord {
  readonly _id: string;
  readonly finishedAt: Date;
}

/** Brings the database of this address to the present form and returns the names of the migrations that ran. */
export async function migrateDatabase(address: DatabaseAddress): Promise<readonly string[]> {
  const connection = await connect(address);
  try {
    return await migrate(connection);
  } finally {
    await connection.close();
  }
}

/**
 * Runs what is not recorded as done, in order. Two processes that start together may both run the same migration; each is
 * written to bear that, so no lock is needed that a crash could leave behind.
 */
export function migrate(connection: Connection): Promise<readonly string[]> {
  return guard('migrate', async () => {
    const records = recordsOf(connection);
    const ran: string[] = [];
    for (const { name, apply } of migrations) {
      if ((await records.findOne({ _id: name })) !== null) continue;
      await apply(databaseOf(connection));
      await records.updateOne({ _id: name }, { $setOnInsert: { finishedAt: new Date() } }, { upsert: true });
      ran.push(name);
    }
    return ran;
  });
}

/** True when every migration that this version knows is recorded as done. */
export async function isMigrated(connection: Connection): Promise<boolean> {
  const names = migrations.map((migration) => migration.name);
  return (await recordsOf(connection).countDocuments({ _id: { $in: names } })) === names.length;
}

/** The driver's own handle. @throws PersistenceError unavailable when the connection is closed. */
export function databaseOf(connection: Connection): mongo.Db {
  if (connection.db === undefined) throw new PersistenceError('unavailable', 'The connection is closed.');
  return connection.db;
}

function recordsOf(connection: Connection): mongo.Collection<MigrationRecord> {
  return databaseOf(connection).collection<MigrationRecord>('migrations');
}
