import { Kysely, MysqlDialect } from 'kysely';
import { createConnection, createPool } from 'mysql2';
import type { Connection, ConnectionOptions, PoolConnection } from 'mysql2';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { Database } from '../sql/dialect';
import { inOneSession, overError } from '../sql/one-session';
import type { Wire } from '../sql/one-session';
import type { SqlSessions } from '../sql/sql-connector';
import { exactMysqlValue } from './exact-mysql-values';
import { mysqlFailure } from './mysql-failure';

const connectionsPerStore = 4;
/** Longest time to tell the server that a statement is to end; afterwards its own time-out ends it. */
const interruptMs = 2_000;

/** Sessions on one MySQL or MariaDB database. Opens nothing yet; pooled connections go after ten idle seconds. */
export function createMysqlSessions(
  store: StoreMap,
  connection: string,
  statementTimeoutMs: number,
): SqlSessions {
  const options = optionsOf(store, connection);
  const pool = createPool({
    ...options,
    connectionLimit: connectionsPerStore,
    maxIdle: connectionsPerStore,
    idleTimeout: 10_000,
  });
  // A broken connection fails its query, or is replaced by the next call. Unhandled, the event would end the process.
  pool.on('connection', (client) => {
    client.on('error', () => undefined);
  });
  const prepared = new WeakSet<Connection>();
  const prepare = async (client: Connection): Promise<void> => {
    if (prepared.has(client)) return;
    for (const statement of settings) await ask(client, statement);
    await ask(client, timeoutSetting(await productOf(client), statementTimeoutMs));
    prepared.add(client);
  };
  const interruptThis = (client: Connection) => interrupt(options, client);
  const shared = { prepare, database: databaseOn, interrupt: interruptThis, failure: mysqlFailure };
  const pooled: Wire<PoolConnection> = {
    ...shared,
    open: () => pooledConnection(pool),
    shut: (client, isBroken) => {
      if (isBroken) client.destroy();
      else client.release();
    },
  };
  const alone: Wire<Connection> = {
    ...shared,
    open: () => connectAlone(options),
    shut: (client) => {
      client.destroy();
    },
  };
  return {
    run: (limits, work) => inOneSession(store, limits, pooled, work),
    inTransaction: (limits, work) =>
      inOneSession(store, limits, pooled, (db) => db.transaction().execute(work)),
    runFresh: (limits, work) => inOneSession(store, limits, alone, work),
    close: () =>
      new Promise((resolve) => {
        pool.end(() => {
          resolve();
        });
      }),
  };
}

/** @throws StoreFailure `wrongAddress` when it is no URL of this kind; it is not quoted, as it holds a password. */
function optionsOf(store: StoreMap, connection: string): ConnectionOptions {
  const url = URL.canParse(connection) ? new URL(connection) : undefined;
  if (url?.protocol !== 'mysql:' && url?.protocol !== 'mariadb:')
    throw new StoreFailure(
      'wrongAddress',
      `Store ${store.id}: expected a connection mysql://user:password@host:port/database.`,
    );
  url.protocol = 'mysql:';
  return {
    uri: url.href,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    typeCast: exactMysqlValue,
    connectTimeout: store.timeoutMs,
    multipleStatements: false,
  };
}

/**
 * Strict, so that a value that does not fit is refused and not bent; without `NO_BACKSLASH_ESCAPES`, on which the escaping of
 * values rests. Read committed: what a transaction looks at again must be what stands there now.
 */
const settings = [
  `set session sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
  `set session time_zone = '+00:00'`,
  'set session transaction isolation level read committed',
];

async function productOf(client: Connection): Promise<'mariadb' | 'mysql'> {
  const rows = (await ask(client, 'select version() as version')) as readonly { version: string }[];
  return /mariadb/i.test(rows[0]?.version ?? '') ? 'mariadb' : 'mysql';
}

/** MySQL limits reading only; its writing statements are bounded by the wait for locks and by the end of the call. */
function timeoutSetting(product: 'mariadb' | 'mysql', ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return product === 'mariadb'
    ? `set session max_statement_time = ${ms / 1_000}, session innodb_lock_wait_timeout = ${seconds}`
    : `set session max_execution_time = ${ms}, session innodb_lock_wait_timeout = ${seconds}`;
}

function ask(client: Connection, statement: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.query(statement, (error, rows) => {
      if (error === null) resolve(rows);
      else reject(error);
    });
  });
}

function pooledConnection(pool: ReturnType<typeof createPool>): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, client) => {
      if (error === null) resolve(client);
      else reject(error);
    });
  });
}

function connectAlone(options: ConnectionOptions): Promise<Connection> {
  const client = createConnection(options);
  client.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    client.connect((error) => {
      if (error === null) resolve(client);
      else reject(error);
    });
  });
}

/** Over a connection of its own: the server goes on with a statement whose connection was closed. */
async function interrupt(options: ConnectionOptions, connection: Connection): Promise<void> {
  const { threadId } = connection as { readonly threadId?: number | null };
  if (typeof threadId !== 'number') return;
  const client = await connectAlone({ ...options, connectTimeout: interruptMs });
  try {
    await ask(client, `kill ${threadId}`);
  } finally {
    client.destroy();
  }
}

/** Kysely on one connection that is ours already: whoever opened it also ends it. */
function databaseOn(client: Connection, signal: AbortSignal): Database {
  const borrowed = {
    threadId: 0,
    query: (statement: string, values: unknown[], answer: (error: unknown, rows?: unknown) => void) => {
      if (signal.aborted) answer(overError());
      else client.query(statement, values, answer);
    },
    release: () => undefined,
    destroy: () => undefined,
  };
  const pool = {
    getConnection: (give: (error: unknown, connection: typeof borrowed) => void) => {
      give(null, borrowed);
    },
    end: (done: (error: unknown) => void) => {
      done(null);
    },
  };
  return new Kysely({ dialect: new MysqlDialect({ pool: pool as never }) });
}
