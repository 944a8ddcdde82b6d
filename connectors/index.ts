import type { Connector } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import type { ConnectorOptions } from './connector-options';
import { createEmailProcessorConnector } from './email-processor/email-processor-connector';
import { createHttpProcessorConnector } from './http-processor/http-processor-connector';
import { createManualConnector } from './manual/manual-connector';
import { createMongodbConnector } from './mongodb/mongodb-connector';
import { createMysqlConnector } from './mysql/mysql-connector';
import { createPostgresConnector } from './postgres/postgres-connector';
import { createRedisConnector } from './redis/redis-connector';
import { createS3Connector } from './s3/s3-connector';
import { createSqliteConnector } from './sqlite/sqlite-connector';

export type { ConnectorOptions } from './connector-options';

/** The connector for a store's kind. `connection` has the form of that kind (docs/connectors.md); nothing connects yet. */
export function createConnector(store: StoreMap, connection: string, options: ConnectorOptions): Connector {
  switch (store.kind) {
    case 'postgres':
      return createPostgresConnector(store, connection, options);
    case 'mysql':
      return createMysqlConnector(store, connection, options);
    case 'sqlite':
      return createSqliteConnector(store, connection, options);
    case 'mongodb':
      return createMongodbConnector(store, connection, options);
    case 'redis':
      return createRedisConnector(store, connection, options);
    case 's3':
      return createS3Connector(store, connection, options);
    case 'http-processor':
      return createHttpProcessorConnector(store, connection, options);
    case 'email-processor':
      return createEmailProcessorConnector(store, connection, options);
    case 'manual':
      return createManualConnector(store, connection, options);
  }
}
