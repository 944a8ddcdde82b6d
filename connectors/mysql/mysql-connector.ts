import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { ConnectorOptions } from '../connector-options';
import { createSqlConnector } from '../sql/sql-connector';
import { mysqlDialect } from './mysql-dialect';
import { createMysqlSessions } from './mysql-session';

/**
 * Connector to a MySQL or MariaDB database. `connection` is its URL, `mysql://user:password@host:port/database`.
 * Each `apply` is one transaction: all of it happened, or nothing. Tables must be InnoDB.
 */
export function createMysqlConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  const sessions = createMysqlSessions(store, connection, options.statementTimeoutMs ?? store.timeoutMs);
  return createSqlConnector(store, sessions, mysqlDialect, options);
}
