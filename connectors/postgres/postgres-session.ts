import { Kysely, PostgresDialect, sql } from 'kysely';
import { Client, Pool } from 'pg';
import type { ClientConfig, PoolClient } from 'pg';
import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import { exactValueParser } from './exact-values';
import { postgresFailure } from './postgres-failure';

/** Tables are known from the data map at run time only, so statements are written with Kysely's `sql` template. */
export type Database = Kysely<Record<string, never>>;

/** Sessions on one PostgreSQL database. */
export interface PostgresSessions {
  /** Runs work on a pooled connection. When the limits are reached the connection is cut, and its transaction with it. */
  run<T>(limits: CallLimits, work: (db: Database) => Promise<T>): Promise<T>;
  /** The same on a connection that nobody used before, for proofs. */
  runFresh<T>(limits: CallLimits, work: (db: Database) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const connectionsPerStore = 4;

/** Opens nothing yet; connections come with the first call and go after ten idle seconds. */
export function createPostgresSessions(
  store: StoreMap,
  connection: string,
  statementTimeoutMs: number,
): PostgresSessions {
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
  const prepared = new WeakSet<object>();
  const prepare = async (client: Pick<PoolClient, 'query'>) => {
    if (prepared.has(client)) return;
    await client.query(sessionSettings, [String(statementTimeoutMs)]);
    prepared.add(client);
  };
  return {
    run: (limits, work) =>
      inSession(
        store,
        limits,
        work,
        prepare,
        () => pool.connect(),
        (client, isBroken) => {
          client.release(isBroken);
        },
      ),
    runFresh: (limits, work) =>
      inSession(
        store,
        limits,
        work,
        prepare,
        () => connectAlone(config),
        (client) => {
          client.end().catch(() => undefined);
        },
      ),
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

async function inSession<C extends Pick<PoolClient, 'query'>, T>(
  store: StoreMap,
  limits: CallLimits,
  work: (db: Database) => Promise<T>,
  prepare: (client: C) => Promise<void>,
  open: () => Promise<C>,
  shut: (client: C, isBroken: boolean) => void,
): Promise<T> {
  let isOver = limits.signal.aborted;
  let shutNow: (() => void) | undefined;
  const story = async () => {
    const client = await open();
    let isShut = false;
    const shutOnce = (isBroken: boolean) => {
      if (!isShut) shut(client, isBroken);
      isShut = true;
    };
    shutNow = () => {
      shutOnce(true);
    };
    if (isOver) shutNow();
    try {
      await prepare(client);
      const result = await work(databaseOn(client));
      shutOnce(false);
      return result;
    } catch (error) {
      shutOnce(true);
      throw error;
    }
  };
  const onAbort = () => {
    isOver = true;
    shutNow?.();
  };
  limits.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await limits.within(isOver ? Promise.reject(new Error('over before it began')) : story());
  } catch (error) {
    throw limits.signal.aborted ? limits.blame(error) : postgresFailure(store, error);
  } finally {
    limits.signal.removeEventListener('abort', onAbort);
  }
}

/** Kysely on one connection that is ours already: whoever opened it also ends it. */
function databaseOn(client: Pick<PoolClient, 'query'>): Database {
  const borrowed = {
    query: client.query.bind(client),
    release: () => undefined,
  };
  const pool = { connect: () => Promise.resolve(borrowed), end: () => Promise.resolve(), options: {} };
  return new Kysely({ dialect: new PostgresDialect({ pool: pool }) });
}

/** A table by its name in the data map, `schema.table` or `table`. */
export function tableNamed(source: string): ReturnType<typeof sql.table> {
  return sql.table(source);
}
