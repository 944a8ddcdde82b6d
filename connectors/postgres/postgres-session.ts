import { Kysely, PostgresDialect } from 'kysely';
import { Client, Pool } from 'pg';
import type { ClientConfig, PoolClient } from 'pg';
import type { StoreMap } from '../../domain/data-map';
import type { Database } from '../sql/dialect';
import { inOneSession, overError } from '../sql/one-session';
import type { Wire } from '../sql/one-session';
import type { SqlSessions } from '../sql/sql-connector';
import { exactValueParser } from './exact-values';
import { postgresFailure } from './postgres-failure';

const connectionsPerStore = 4;
/** Longest time to tell the server that a statement is to end; afterwards its own time-out ends it. */
const interruptMs = 2_000;

/** Both kinds of connection; only those of the pool are given back. */
type Connection = Client | PoolClient;

/** Sessions on one PostgreSQL database. Opens nothing yet; pooled connections go after ten idle seconds. */
export function createPostgresSessions(
  store: StoreMap,
  connection: string,
  statementTimeoutMs: number,
): SqlSessions {
  const config: ClientConfig = {
    connectionString: connection,
    connectionTimeoutMillis: store.timeoutMs,
    application_name: 'habeas',
    keepAlive: true,
    types: { getTypeParser: exactValueParser },
  };
  const pool = new Pool({
    ...config,
    max: connectionsPerStore,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  });
  // A broken connection fails its query, or is replaced by the next call. Unhandled, either event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  const prepared = new WeakSet<Connection>();
  const prepare = async (client: Connection): Promise<void> => {
    if (!prepared.has(client)) await client.query(sessionSettings, [String(statementTimeoutMs)]);
    prepared.add(client);
  };
  const wireOf = <C extends Connection>(open: () => Promise<C>, shut: Wire<C>['shut']): Wire<C> => ({
    open,
    prepare,
    database: databaseOn,
    interrupt: (client) => interrupt(config, client),
    shut,
    failure: postgresFailure,
  });
  const pooled = wireOf(
    () => pool.connect(),
    (client, isBroken) => {
      client.release(isBroken);
    },
  );
  const alone = wireOf(
    () => connectAlone(config),
    (client) => {
      client.end().catch(() => undefined);
    },
  );
  return {
    run: (limits, work) => inOneSession(store, limits, pooled, work),
    inTransaction: (limits, work) =>
      inOneSession(store, limits, pooled, (db) => db.transaction().execute(work)),
    runFresh: (limits, work) => inOneSession(store, limits, alone, work),
    close: () => pool.end(),
  };
}

const sessionSettings = `select set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO, YMD', false),
  set_config('IntervalStyle', 'iso_8601', false), set_config('bytea_output', 'hex', false),
  set_config('extra_float_digits', '1', false), set_config('statement_timeout', $1, false),
  set_config('idle_in_transaction_session_timeout', $1, false)`;

async function connectAlone(config: ClientConfig): Promise<Client> {
  const client = new Client(config);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A server notices a closed connection only when it next writes to it; until then its statement would run on. */
async function interrupt(config: ClientConfig, connection: Connection): Promise<void> {
  const { processID } = connection as { readonly processID?: number };
  if (processID === undefined) return;
  const client = await connectAlone({
    ...config,
    connectionTimeoutMillis: interruptMs,
    query_timeout: interruptMs,
  });
  try {
    await client.query('select pg_cancel_backend($1)', [processID]);
  } finally {
    await client.end();
  }
}

/** Kysely on one connection that is ours already: whoever opened it also ends it. */
function databaseOn(client: Connection, signal: AbortSignal): Database {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const borrowed = {
    query: ((...args: unknown[]) =>
      signal.aborted ? Promise.reject(overError()) : query(...args)) as Client['query'],
    release: () => undefined,
  };
  const pool = { connect: () => Promise.resolve(borrowed), end: () => Promise.resolve(), options: {} };
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}
