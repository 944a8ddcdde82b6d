import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { ConnectorOptions } from '../connector-options';
import { createRowConnector } from '../rows/row-connector';
import { createPostgresRows } from './postgres-rows';
import { createPostgresSessions } from './postgres-session';
import { probeTables } from './probe-tables';

/**
 * Connector to a PostgreSQL database. `connection` is its URL, `postgres://user:password@host:port/database`.
 * Each `apply` is one transaction: all of it happened, or nothing.
 */
export function createPostgresConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  const sessions = createPostgresSessions(store, connection, options.statementTimeoutMs ?? store.timeoutMs);
  return createRowConnector(
    store,
    {
      probe: (limits) => sessions.run(limits, (db) => probeTables(store, db)),
      reading: (limits, work) => sessions.run(limits, (db) => work(createPostgresRows(store, db))),
      writing: (limits, work) =>
        sessions.run(limits, (db) => db.transaction().execute((trx) => work(createPostgresRows(store, trx)))),
      readingAfresh: (limits, work) => sessions.runFresh(limits, (db) => work(createPostgresRows(store, db))),
      close: () => sessions.close(),
    },
    options,
  );
}
