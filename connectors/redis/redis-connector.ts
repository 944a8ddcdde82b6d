import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { ConnectorOptions } from '../connector-options';
import { probeRecords } from '../key-names/probe-records';
import { createRowConnector } from '../rows/row-connector';
import type { RowReader, RowWriter } from '../rows/row-store';
import { createRedisReader } from './redis-reader';
import { createRedisSessions } from './redis-session';
import type { RedisSession } from './redis-session';
import { createRedisWriter } from './redis-writer';

/**
 * Connector to a Redis database. `connection` is `redis://:password@host:port/database` (`rediss:` with TLS). A
 * collection's `source` is the pattern of its key names, and its `key` is `_key`. Each key changes in one step while it
 * is still as it was read; an `apply` that was cut off half-way is completed by its repeat.
 */
export function createRedisConnector(
  store: StoreMap,
  connection: string,
  options: ConnectorOptions,
): Connector {
  const sessions = createRedisSessions(store, connection);
  const withReader =
    <T>(work: (reader: RowReader) => Promise<T>) =>
    (session: RedisSession) =>
      work(createRedisReader(store, session));
  const withWriter =
    <T>(work: (writer: RowWriter) => Promise<T>) =>
    (session: RedisSession) =>
      work(createRedisWriter(store, session, createRedisReader(store, session)));
  return createRowConnector(
    store,
    {
      probe: (limits) =>
        sessions.run(
          limits,
          withReader((reader) => probeRecords(store, reader)),
        ),
      reading: (limits, work) => sessions.run(limits, withReader(work)),
      writing: (limits, work) => sessions.run(limits, withWriter(work)),
      readingAfresh: (limits, work) => sessions.runFresh(limits, withReader(work)),
      close: () => sessions.close(),
    },
    options,
  );
}
