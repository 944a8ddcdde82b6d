import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import type { ConnectorOptions } from '../connector-options';
import { createRowConnector } from '../rows/row-connector';
import type { Database, SqlDialect } from './dialect';
import { probeTables } from './probe-tables';
import { createSqlRows } from './sql-rows';

/** Sessions on one SQL database. */
export interface SqlSessions {
  /** Runs work on a connection of its own, pooled where there is a pool. */
  run<T>(limits: CallLimits, work: (db: Database) => Promise<T>): Promise<T>;
  /** The same in one transaction: all of it happens, or nothing. */
  inTransaction<T>(limits: CallLimits, work: (db: Database) => Promise<T>): Promise<T>;
  /** The same as `run` on a connection that nobody used before, for proofs. */
  runFresh<T>(limits: CallLimits, work: (db: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A connector to an SQL database: sessions that run statements, and the dialect in which they are written. */
export function createSqlConnector(
  store: StoreMap,
  sessions: SqlSessions,
  dialect: SqlDialect,
  options: ConnectorOptions,
): Connector {
  return createRowConnector(
    store,
    {
      probe: (limits) => sessions.run(limits, (db) => probeTables(store, db, dialect)),
      reading: (limits, work) => sessions.run(limits, (db) => work(createSqlRows(store, db, dialect))),
      writing: (limits, work) =>
        sessions.inTransaction(limits, (db) => work(createSqlRows(store, db, dialect))),
      readingAfresh: (limits, work) =>
        sessions.runFresh(limits, (db) => work(createSqlRows(store, db, dialect))),
      close: () => sessions.close(),
    },
    options,
  );
}
