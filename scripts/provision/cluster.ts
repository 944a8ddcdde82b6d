import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exists, isAlive, removeFolder } from './cache';
import { launch } from './launch';
import type { Launched } from './launch';
import { run } from './run';
import { StateInUseError } from './supervised';
import { reasonOf } from './ways';

/** A command line, with the user to run it as when that is not us. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** A PostgreSQL installation and the folder it keeps its clusters in. */
export interface PostgresHome {
  /** For error texts. */
  readonly what: string;
  /** Folder on this machine that holds the cluster, its password and its log. */
  readonly folder: string;
  /** The same folder as the server sees it (another path inside a chroot). */
  readonly seenFolder: string;
  /** Who must own the folder; undefined: we do. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly command: (program: 'initdb' | 'postgres', args: readonly string[]) => Command;
}

/** How to run a cluster. */
export interface ClusterOptions {
  /** Port to take when it is free. */
  readonly port?: number | undefined;
  /** Further `postgresql.conf` settings. */
  readonly settings?: Readonly<Record<string, string>>;
  /** An extension opens connections back to the server: give it the password. */
  readonly loginToItself?: boolean;
  /** Folder to delete with the cluster when the server has ended; then nothing is synced to disk either. */
  readonly temporary: string | undefined;
}

/** A running cluster and how to log in to it. */
export interface Cluster extends Launched {
  readonly user: string;
  readonly password: string;
}

const superuser = 'postgres';

/**
 * Starts the cluster in `home.folder`, creating it first when it is not there. The superuser `postgres` has a random
 * password that is kept beside the cluster.
 * @throws StateInUseError when a living server uses the folder; Error with the end of the log otherwise.
 */
export async function startCluster(home: PostgresHome, options: ClusterOptions): Promise<Cluster> {
  await mkdir(home.folder, { recursive: true });
  if (home.uid !== undefined && home.gid !== undefined) await chown(home.folder, home.uid, home.gid);
  const password = await createUnlessThere(home);
  const logFile = join(home.folder, 'postgres.log');
  await rm(logFile, { force: true });
  await clearStalePid(join(home.folder, 'pgdata'));
  const settings = {
    ...baseSettings,
    ...(options.temporary === undefined ? {} : forgetful),
    ...options.settings,
  };
  const launched = await launch({
    what: home.what,
    port: options.port,
    spec: (port) => ({
      ...home.command(
        'postgres',
        serverArgs(`${home.seenFolder}/pgdata`, { ...settings, port: String(port) }),
      ),
      cwd: '/',
      env: { LC_ALL: 'C', ...(options.loginToItself === true ? { PGPASSWORD: password } : {}) },
      logFile,
      // SIGINT is PostgreSQL's fast shutdown: open connections are ended, nothing is lost.
      stopSignal: 'SIGINT',
      wholeGroup: true,
      graceMs: 20_000,
      lockFile: `${home.folder}.lock`,
      removeOnExit: options.temporary === undefined ? [] : [options.temporary, home.folder],
    }),
    check: (port) => checkLogin(port, password),
  });
  return { ...launched, user: superuser, password };
}

const baseSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Files in the cluster: needs no /dev/shm, which a chroot or a small container may lack.
  dynamic_shared_memory_type: 'mmap',
  max_connections: '200',
  log_checkpoints: 'off',
};

const forgetful: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

function serverArgs(pgdata: string, settings: Readonly<Record<string, string>>): string[] {
  return ['-D', pgdata, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Answers the superuser's password. A killed initdb leaves only `pgdata.partial`, which the next one replaces. */
async function createUnlessThere(home: PostgresHome): Promise<string> {
  const passwordFile = join(home.folder, 'password');
  if (await exists(join(home.folder, 'pgdata'))) return (await readFile(passwordFile, 'utf8')).trim();
  const partial = join(home.folder, 'pgdata.partial');
  await removeFolder(partial);
  const password = randomBytes(18).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.uid !== undefined && home.gid !== undefined) await chown(passwordFile, home.uid, home.gid);
  const { command, args, uid, gid } = home.command('initdb', [
    `--pgdata=${home.seenFolder}/pgdata.partial`,
    `--pwfile=${home.seenFolder}/password`,
    ...[`--username=${superuser}`, '--auth=scram-sha-256', '--locale=C', '--encoding=UTF8', '--no-sync'],
  ]);
  await run(command, args, { uid, gid, cwd: '/', env: { LC_ALL: 'C' }, timeoutMs: 120_000 });
  await rename(partial, join(home.folder, 'pgdata'));
  return password;
}

async function checkLogin(port: number, password: string): Promise<void> {
  await withClient({ port, password, database: 'postgres' }, (client) => client.query('select 1'));
}

/** Runs `use` with a superuser connection, which is closed afterwards. */
export async function withClient<T>(
  to: { readonly port: number; readonly password: string; readonly database: string },
  use: (client: { query: (sql: string) => Promise<{ rows: unknown[] }> }) => Promise<T>,
): Promise<T> {
  const { Client } = await import('pg');
  const client = new Client({ host: '127.0.0.1', user: superuser, connectionTimeoutMillis: 5_000, ...to });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/**
 * Removes a `postmaster.pid` whose process is no server of this cluster: after a reboot its number may belong to
 * anything, and PostgreSQL would refuse to start. One that is still shutting down is waited for.
 */
async function clearStalePid(pgdata: string): Promise<void> {
  const file = join(pgdata, 'postmaster.pid');
  const deadline = Date.now() + 15_000;
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    const pid = Number(text.split('\n')[0]);
    if (!(await servesCluster(pid, pgdata))) return rm(file, { force: true });
    if (Date.now() > deadline) throw new StateInUseError(file, String(pid));
    await sleep(200);
  }
}

/** A postmaster's working folder is its cluster, so that its device and inode tell, whatever its path is called. */
async function servesCluster(pid: number, pgdata: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true; // cannot tell: let PostgreSQL decide
  try {
    const [cwd, cluster] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(pgdata)]);
    return cwd.dev === cluster.dev && cwd.ino === cluster.ino;
  } catch (error) {
    // Not ours to look at: another user's process. Ours runs as the folder's owner, and root sees all.
    return (
      reasonOf(error).includes('EACCES') &&
      (await readlink(`/proc/${pid}/exe`).catch(() => '')).endsWith('postgres')
    );
  }
}
