import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { defaultCacheDir, exists, installOnce, removeFolder } from './cache';
import { launch } from './launch';
import { run, which } from './run';
import { firstWay } from './ways';
import type { Progress } from './ways';

const execute = promisify(execFile);

/** A MariaDB server on the loopback interface, with a temporary database that is deleted at the end. */
export interface ProvidedMariadb {
  /** `mysql://root:PASSWORD@127.0.0.1:PORT/`, without a database: tests create and drop their own. */
  readonly url: string;
  /** Stops it and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

/** An installation: the server's program and the folders it needs. */
interface Installation {
  readonly program: string;
  readonly base: string;
  /** Folder of the server's SQL files and messages. */
  readonly share: string;
  /** Folders of shared libraries that the system does not know. */
  readonly libraries: readonly string[];
}

const advice = [
  'install MariaDB so that `mariadbd` is on PATH (Debian, Ubuntu: apt-get install mariadb-server)',
  'or, on Debian or Ubuntu: apt-get, dpkg and a mirror, so that its packages can be unpacked into the cache',
  'set DSR_CACHE_DIR when the cache folder is not writable',
];
/** The folder name in the cache; the number changes when what is put into it changes. */
const cachedName = 'mariadb-debian-1';

/**
 * Starts a real MariaDB. Order: `mariadbd` on PATH, cached Debian packages, Debian packages fetched with apt-get.
 * @throws NoWayError when no way gives a server; Error with the end of its log when it does not serve.
 */
export async function startMariadb(onProgress: Progress = () => undefined): Promise<ProvidedMariadb> {
  const tree = join(resolve(defaultCacheDir()), cachedName);
  const ways = [
    { name: 'mariadbd on PATH', absent: 'not found', find: onPath },
    { name: `cached packages ${tree}`, absent: 'not there yet', find: () => cached(tree) },
    {
      name: 'Debian packages (apt-get)',
      absent: 'no apt-get or dpkg',
      find: () => fetched(tree, onProgress),
    },
  ];
  const { value: installation } = await firstWay('MariaDB', ways, advice, onProgress);
  return startServer(installation);
}

async function onPath(): Promise<Installation | undefined> {
  const found = await which('mariadbd');
  if (found === undefined) return undefined;
  const program = await realpath(found);
  return installationAt(dirname(dirname(program)), program, []);
}

async function cached(tree: string): Promise<Installation | undefined> {
  if (!(await exists(tree))) return undefined;
  const libraries = join(tree, 'usr/lib');
  const names = (await exists(libraries)) ? await readdir(libraries) : [];
  return installationAt(
    join(tree, 'usr'),
    join(tree, 'usr/sbin/mariadbd'),
    names.map((name) => join(libraries, name)),
  );
}

async function fetched(tree: string, onProgress: Progress): Promise<Installation | undefined> {
  if ((await which('apt-get')) === undefined || (await which('dpkg')) === undefined) return undefined;
  await installOnce(tree, (folder) => unpackPackages(folder, onProgress), onProgress);
  return cached(tree);
}

async function installationAt(
  base: string,
  program: string,
  libraries: readonly string[],
): Promise<Installation> {
  for (const name of ['share/mysql', 'share/mariadb', 'share'])
    if (await exists(join(base, name, systemTables[0])))
      return { program, base, share: join(base, name), libraries };
  throw new Error(`no ${systemTables[0]} below ${join(base, 'share')}`);
}

/** Downloads the server's package with what this machine lacks of its dependencies. Nothing is installed, no script runs. */
async function unpackPackages(folder: string, onProgress: Progress): Promise<void> {
  onProgress('MariaDB: downloading its Debian packages (8 MB) …');
  const downloads = join(folder, 'downloads');
  await mkdir(downloads);
  const names = await missingPackages().catch(async (error: unknown) => {
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['update', '-qq'], { timeoutMs: 5 * 60_000 }); // a fresh container has no lists
    return missingPackages();
  });
  if (names.length === 0) throw new Error('apt-get would install nothing: expected mariadb-server-core');
  await run('apt-get', ['download', ...names], { cwd: downloads, timeoutMs: 10 * 60_000 });
  for (const file of await readdir(downloads))
    await run('dpkg', ['-x', join(downloads, file), folder], { timeoutMs: 60_000 });
  await rm(downloads, { recursive: true });
}

async function missingPackages(): Promise<readonly string[]> {
  const args = ['install', '--simulate', '--no-install-recommends', 'mariadb-server-core'];
  const { stdout } = await execute('apt-get', args, { env: { ...process.env, LC_ALL: 'C' } });
  return [...stdout.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

const systemTables = [
  'mysql_system_tables.sql',
  'mysql_performance_tables.sql',
  'mysql_system_tables_data.sql',
] as const;

async function startServer(installation: Installation): Promise<ProvidedMariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'habeas-mariadb-'));
  const password = randomBytes(18).toString('base64url');
  try {
    await createDatabase(installation, folder, password);
    const logFile = join(folder, 'mariadb.log');
    const { port, process: server } = await launch({
      what: 'MariaDB',
      spec: (at) => ({
        command: installation.program,
        args: [...commonArgs(installation, folder), ...serverArgs(folder, at)],
        env: libraryPath(installation),
        logFile,
        graceMs: 20_000,
        removeOnExit: [folder],
      }),
      check: (at) => checkLogin(at, password),
    });
    return { url: `mysql://root:${password}@127.0.0.1:${port}/`, stop: server.stop };
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

/** Creates the system tables and the one account, which may log in over the loopback interface only. */
async function createDatabase(installation: Installation, folder: string, password: string): Promise<void> {
  await mkdir(join(folder, 'db'));
  const files = systemTables.map((name) => readFile(join(installation.share, name), 'utf8'));
  const bootstrap = ['create database mysql;', 'use mysql;', ...(await Promise.all(files))].join('\n');
  const bootstrapFile = join(folder, 'bootstrap.sql');
  await writeFile(bootstrapFile, bootstrap);
  const account = `root@'127.0.0.1'`;
  await writeFile(
    join(folder, 'init.sql'),
    `create or replace user ${account} identified by '${password}';\ngrant all on *.* to ${account} with grant option;\n`,
    { mode: 0o600 },
  );
  const command = [installation.program, ...commonArgs(installation, folder), '--bootstrap'];
  await run('/bin/sh', ['-c', 'exec "$@" < "$0"', bootstrapFile, ...command], {
    env: libraryPath(installation),
    timeoutMs: 120_000,
  });
}

function commonArgs({ base, share }: Installation, folder: string): readonly string[] {
  return [
    ...[
      '--no-defaults',
      `--basedir=${base}`,
      `--lc-messages-dir=${share}`,
      `--datadir=${join(folder, 'db')}`,
    ],
    ...['--innodb-log-file-size=16M', '--innodb-buffer-pool-size=64M'],
    // As root it must be told so; it serves the loopback interface only and its data are temporary.
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
}

function serverArgs(folder: string, port: number): readonly string[] {
  return [
    ...['--bind-address=127.0.0.1', `--port=${port}`, `--socket=${join(folder, 'socket')}`],
    ...[
      `--pid-file=${join(folder, 'pid')}`,
      `--init-file=${join(folder, 'init.sql')}`,
      '--skip-name-resolve',
    ],
    ...['--character-set-server=utf8mb4', '--skip-log-bin', '--innodb-flush-log-at-trx-commit=0'],
  ];
}

function libraryPath({ libraries }: Installation): Readonly<Record<string, string>> {
  if (libraries.length === 0) return {};
  const inherited = process.env['LD_LIBRARY_PATH'];
  return { LD_LIBRARY_PATH: [...libraries, ...(inherited ? [inherited] : [])].join(':') };
}

async function checkLogin(port: number, password: string): Promise<void> {
  // Loaded late: only those who start a server need the driver.
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({
    ...{ host: '127.0.0.1', port, user: 'root', password, connectTimeout: 5_000 },
  });
  await connection.end();
}
