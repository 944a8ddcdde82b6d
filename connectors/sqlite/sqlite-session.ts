import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteFile from 'libsql';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { inOneSession } from '../sql/one-session';
import type { Wire } from '../sql/one-session';
import type { SqlSessions } from '../sql/sql-connector';
import { kyselyOn } from './sqlite-driver';
import { sqliteFailure } from './sqlite-failure';

/** Sessions on one SQLite file. Each call opens it anew: a connection of SQLite can have one transaction only. */
export function createSqliteSessions(store: StoreMap, connection: string): SqlSessions {
  const path = pathOf(store, connection);
  const wire: Wire<SqliteFile.Database> = {
    open: async () => {
      await assertThere(store, path);
      return new SqliteFile(path);
    },
    prepare: (file) => {
      file.defaultSafeIntegers(true);
      file.exec('pragma foreign_keys = on');
      return Promise.resolve();
    },
    database: kyselyOn,
    interrupt: () => Promise.resolve(),
    shut: (file) => {
      file.close();
    },
    failure: sqliteFailure,
  };
  return {
    run: (limits, work) => inOneSession(store, limits, wire, work),
    inTransaction: (limits, work) =>
      inOneSession(store, limits, wire, (db) => db.transaction().execute(work)),
    runFresh: (limits, work) => inOneSession(store, limits, wire, work),
    close: () => Promise.resolve(),
  };
}

/** @throws StoreFailure `wrongAddress` when it is no URL of an absolute path. */
function pathOf(store: StoreMap, connection: string): string {
  if (!/^sqlite:\/\/\/[^/?#]/.test(connection) || !URL.canParse(connection))
    throw new StoreFailure(
      'wrongAddress',
      `Store ${store.id}: expected a connection sqlite:///absolute/path.db.`,
    );
  return fileURLToPath(connection.replace(/^sqlite:/, 'file:'));
}

/** The driver would create a file that is not there, and an empty database proves that nobody is in it. */
async function assertThere(store: StoreMap, path: string): Promise<void> {
  const fail = (kind: 'unreachable' | 'wrongAddress' | 'noAccess', what: string) =>
    new StoreFailure(kind, `Store ${store.id} (SQLite) ${what}.`);
  const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';
  const found = await stat(path).catch(codeOf);
  if (typeof found === 'string') {
    if (found === 'EACCES') throw fail('noAccess', 'is in a folder that we may not enter');
    const folder = await stat(dirname(path)).catch(codeOf);
    if (typeof folder === 'string')
      throw fail('unreachable', 'is in a folder that is not there: is its volume mounted?');
    throw fail('wrongAddress', 'has no file at its path');
  }
  if (!found.isFile()) throw fail('wrongAddress', 'has something at its path that is no file');
  await access(path, constants.R_OK).catch(() => {
    throw fail('noAccess', 'is a file that we may not read');
  });
}
