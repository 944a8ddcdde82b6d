import type { Db } from 'mongodb';
import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import type { ConnectorOptions } from '../connector-options';
import { createRowConnector } from '../rows/row-connector';
import type { RowWriter } from '../rows/row-store';
import { createMongodbRows } from './mongodb-rows';
import { assertCollectionsExist, createMongodbSessions } from './mongodb-session';
import { probeCollections } from './probe-collections';

/**
 * Connector to a MongoDB database (or one that speaks its protocol). `connection` is its URI with the database in the
 * path, `mongodb://user:password@host:port/database`. There are no transactions: an `apply` that was cut off half-way is
 * completed by its repeat, which acts only on documents that are not yet in their target state.
 */
export function createMongodbConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  const sessions = createMongodbSessions(store, connection);
  const bounds = ({ signal }: CallLimits) => ({
    signal,
    maxTimeMS: options.statementTimeoutMs ?? store.timeoutMs,
  });
  const withRows =
    <T>(limits: CallLimits, work: (rows: RowWriter) => Promise<T>) =>
    async (db: Db) => {
      await assertCollectionsExist(store, db, limits.signal);
      return work(createMongodbRows(store, db, bounds(limits)));
    };
  return createRowConnector(
    store,
    {
      probe: (limits) => sessions.run(limits, (db) => probeCollections(store, db, bounds(limits))),
      reading: (limits, work) => sessions.run(limits, withRows(limits, work)),
      writing: (limits, work) => sessions.run(limits, withRows(limits, work)),
      readingAfresh: (limits, work) => sessions.runFresh(limits, withRows(limits, work)),
      close: () => sessions.close(),
    },
    options,
  );
}
