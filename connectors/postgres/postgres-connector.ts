import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { ConnectorOptions } from '../connector-options';
import { createSqlConnector } from '../sql/sql-connector';
import { postgresDialect } from './postgres-dialect';
import { createPostgresSessions } from './postgres-session';

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
  return createSqlConnector(store, sessions, postgresDialect, options);
}
