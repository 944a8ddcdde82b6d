import { isUint8Array } from 'node:util/types';
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { Database as SqliteFile, Statement } from 'libsql';
import type { Database } from '../sql/dialect';
import { overError } from '../sql/one-session';

/** How long a statement waits before it asks again whether the file is free. */
const busyPauseMs = 25;

/**
 * Kysely on one open file. SQLite works in this thread: between two statements others get their turn, and the end of the call
 * is noticed. A file that somebody else holds is asked for again until the call is over.
 */
export function kyselyOn(file: SqliteFile, signal: AbortSignal): Database {
  return new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driverOf(connectionTo(file, signal)),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** A transaction holds the file from its beginning: one that first reads and then writes may be refused half-way. */
function driverOf(connection: DatabaseConnection): Driver {
  const run = async (statement: string) => {
    await connection.executeQuery(CompiledQuery.raw(statement));
  };
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    beginTransaction: () => run('begin immediate'),
    commitTransaction: () => run('commit'),
    rollbackTransaction: () => run('rollback'),
    releaseConnection: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
}

function connectionTo(file: SqliteFile, signal: AbortSignal): DatabaseConnection {
  return {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      await breathe();
      const values = parameters.map(bound);
      for (;;) {
        if (signal.aborted) throw overError();
        try {
          return { rows: executed(file, sql, values) as R[] };
        } catch (error) {
          if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
          await sleep(busyPauseMs);
        }
      }
    },
    streamQuery: () => {
      throw new Error('Rows are read page by page, never as a stream.');
    },
  };
}

function executed(file: SqliteFile, text: string, values: readonly unknown[]): readonly unknown[] {
  const statement: Statement = file.prepare(text);
  // As one list: the driver takes a lone value that is an object, such as bytes or null, for named values.
  if (statement.reader) return statement.all(values);
  statement.run(values);
  return [];
}

/** The driver ends the whole process at a value that it does not know, a boolean among them. */
function bound(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return value;
    case 'number':
      return Number.isSafeInteger(value) ? BigInt(value) : value; // else it is stored as 1.0
    case 'boolean':
      return BigInt(value);
    default:
      if (value === null || isUint8Array(value)) return value;
      throw new TypeError(`A value of type ${typeof value} cannot be bound to a statement.`);
  }
}
