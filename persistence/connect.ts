import { createConnection } from 'mongoose';
import type { Connection } from 'mongoose';
import { guard } from './driver-errors';

/** Where the database is. */
export interface DatabaseAddress {
  readonly uri: string;
  readonly database: string;
  /** How long to look for a usable server before a call fails as unavailable; default 5,000 ms. */
  readonly serverSelectionTimeoutMs?: number;
}

/**
 * A connection of its own, never Mongoose's global one. Writes wait for a majority, and reads see only what a majority
 * has: what is read here, e.g. the head of a chain, cannot be rolled back by a failover.
 */
export async function connect(address: DatabaseAddress): Promise<Connection> {
  const connection = createConnection(address.uri, {
    dbName: address.database,
    appName: 'habeas',
    serverSelectionTimeoutMS: address.serverSelectionTimeoutMs ?? 5000,
    connectTimeoutMS: 10_000,
    socketTimeoutMS: 60_000,
    maxPoolSize: 50,
    writeConcern: { w: 'majority', wtimeoutMS: 30_000 },
    readConcernLevel: 'majority',
    promoteBuffers: true,
    ignoreUndefined: true,
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
    sanitizeFilter: true,
  });
  // Without a listener a lost server would end the process; every call reports it by itself.
  connection.on('error', () => undefined);
  try {
    return await guard('connect', () => connection.asPromise());
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}
