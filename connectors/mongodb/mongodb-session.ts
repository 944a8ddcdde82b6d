import { MongoClient } from 'mongodb';
import type { Db } from 'mongodb';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import { mongodbFailure } from './mongodb-failure';

/** Sessions on one MongoDB database. */
export interface MongodbSessions {
  run<T>(limits: CallLimits, work: (db: Db) => Promise<T>): Promise<T>;
  /** The same with a client of its own, for proofs. */
  runFresh<T>(limits: CallLimits, work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Connects with the first call. Reads and writes wait for the majority, so that nothing proven is rolled back. */
export function createMongodbSessions(store: StoreMap, connection: string): MongodbSessions {
  // Before the call's own time-out, so that a server that is not there is told from one that is slow.
  const selectionMs = Math.ceil(Math.min(store.timeoutMs * 0.8, 10_000));
  const open = (maxPoolSize: number) =>
    new MongoClient(connection, {
      appName: 'habeas',
      maxPoolSize,
      maxIdleTimeMS: 10_000,
      serverSelectionTimeoutMS: selectionMs,
      connectTimeoutMS: selectionMs,
      socketTimeoutMS: store.timeoutMs,
      writeConcern: { w: 'majority' },
      readConcernLevel: 'majority',
    });
  let shared: MongoClient | undefined;
  const within = async <T>(limits: CallLimits, work: () => Promise<T>): Promise<T> => {
    try {
      return await limits.within(
        limits.signal.aborted ? Promise.reject(new Error('over before it began')) : work(),
      );
    } catch (error) {
      throw limits.signal.aborted ? limits.blame(error) : mongodbFailure(store, error);
    }
  };
  return {
    run: (limits, work) => within(limits, () => work((shared ??= open(4)).db())),
    runFresh: (limits, work) =>
      within(limits, async () => {
        const client = open(1);
        try {
          return await work(client.db());
        } finally {
          await client.close();
        }
      }),
    close: async () => {
      await shared?.close();
    },
  };
}

/**
 * An unknown database or collection answers like an empty one, and an empty answer would pass for "nothing found".
 * Throws `wrongAddress` when a mapped collection is not there.
 */
export async function assertCollectionsExist(store: StoreMap, db: Db, signal: AbortSignal): Promise<void> {
  const missing = await missingCollections(store, db, signal);
  const [first] = missing;
  if (first !== undefined)
    throw new StoreFailure(
      'wrongAddress',
      `Store ${store.id} (MongoDB) has no collection for ${first}.`,
      first,
    );
}

/** Ids of mapped collections that the database has not. */
export async function missingCollections(
  store: StoreMap,
  db: Db,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const listed = await db.listCollections({}, { nameOnly: true, signal }).toArray();
  const names = new Set(listed.map(({ name }) => name));
  return store.collections.filter(({ source }) => !names.has(source)).map(({ id }) => id);
}
