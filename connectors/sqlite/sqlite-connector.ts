import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { ConnectorOptions } from '../connector-options';
import { createSqlConnector } from '../sql/sql-connector';
import { sqliteDialect } from './sqlite-dialect';
import { createSqliteSessions } from './sqlite-session';

/**
 * Connector to an SQLite file. `connection` is `sqlite:///absolute/path.db`; a missing file is never created.
 * Each `apply` is one transaction: all of it happened, or nothing. SQLite works in this process: a single statement cannot
 * be ended from outside, so a call notices its end between two statements of at most one batch.
 */
export function createSqliteConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  return createSqlConnector(store, createSqliteSessions(store, connection), sqliteDialect, options);
}
