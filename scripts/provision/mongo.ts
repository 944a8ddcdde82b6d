import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultCacheDir } from './cache';
import { startCluster, withClient } from './cluster';
import type { Cluster } from './cluster';
import { cachedDocumentDb, documentDbHome, installDocumentDb } from './documentdb';
import { cachedFerretDb, ferretVersion, installFerretDb } from './ferretdb';
import { launch } from './launch';
import type { Launched } from './launch';
import { cachedMongod, downloadMongod, mongodVersion } from './mongod';
import { which } from './run';
import { firstWay, reasonOf } from './ways';
import type { Progress, Way } from './ways';

/** What `provideMongo` may be told. */
export interface MongoOptions {
  /** Where binaries are kept; default `defaultCacheDir()`. */
  readonly cacheDir?: string | undefined;
  /** Folder that keeps the data over restarts; default: temporary, deleted at the end. */
  readonly stateDir?: string | undefined;
  /** Port to take when it is free; default: any free one. */
  readonly port?: number | undefined;
  readonly onProgress: Progress;
}

/** A server that speaks MongoDB's protocol. */
export interface ProvidedMongo {
  /** Without a database name: `mongodb://127.0.0.1:PORT/`. */
  readonly uri: string;
  /** Which way gave it, for people to read. */
  readonly origin: string;
  /** Server processes; empty when the server is not ours (`DSR_MONGODB_URI`). */
  readonly pids: readonly number[];
  /** Stops it and waits until it is gone; does nothing to a server that is not ours. */
  readonly stop: () => Promise<void>;
}

/** What can serve; recorded in the state folder, because one cannot read the data of the other. */
type Engine =
  | { readonly kind: 'mongod'; readonly binary: string }
  | { readonly kind: 'ferretdb'; readonly tree: string; readonly binary: string };

const advice = [
  'set DSR_MONGODB_URI=mongodb://… to use a MongoDB that already runs',
  'install MongoDB so that `mongod` is on PATH',
  'or give this machine access to the internet, so that the official build can be downloaded',
  'or, on Linux: mmdebstrap (and bubblewrap, uidmap when not root), Go 1.24, a Debian mirror and a Go module proxy',
  'set DSR_CACHE_DIR when the cache folder is not writable',
];

/**
 * Resolves and starts MongoDB or its stand-in on the loopback interface. Order: `DSR_MONGODB_URI`, `mongod` on PATH,
 * cached official build, cached FerretDB, official download, FerretDB built on PostgreSQL with DocumentDB. A state folder stays with the kind of
 * server that made it.
 * @throws NoWayError when no way gives a server; StateInUseError when `stateDir` is served by a living process;
 * Error when `DSR_MONGODB_URI` is set and does not answer.
 */
export async function provideMongo(options: MongoOptions): Promise<ProvidedMongo> {
  const configured = process.env['DSR_MONGODB_URI'];
  if (configured) return useConfigured(configured);
  const cacheDir = resolve(options.cacheDir ?? defaultCacheDir());
  const kind = options.stateDir === undefined ? undefined : await recordedKind(options.stateDir);
  const ways = engineWays(cacheDir, options.onProgress).filter(
    (way) => kind === undefined || way.kind === kind,
  );
  const what =
    kind === undefined ? 'MongoDB' : `MongoDB (the data in ${options.stateDir ?? ''} needs ${kind})`;
  const { value: engine, origin } = await firstWay(what, ways, advice, options.onProgress);
  const temporary =
    options.stateDir === undefined ? await mkdtemp(join(tmpdir(), 'habeas-mongodb-')) : undefined;
  const folder = resolve(options.stateDir ?? temporary ?? '');
  await mkdir(folder, { recursive: true });
  const place = { folder, temporary, port: options.port };
  const started =
    engine.kind === 'mongod' ? await startMongod(engine, place) : await startFerret(engine, place);
  if (temporary === undefined) await writeFile(join(folder, 'engine'), `${engine.kind}\n`);
  return { ...started, origin };
}

async function useConfigured(uri: string): Promise<ProvidedMongo> {
  await checkMongo(uri).catch((error: unknown) => {
    throw new Error(
      `DSR_MONGODB_URI is set: expected a MongoDB that answers there, got ${reasonOf(error, 200)}. ` +
        'Start it, correct the address, or unset the variable.',
      { cause: error },
    );
  });
  return { uri, origin: 'DSR_MONGODB_URI', pids: [], stop: () => Promise.resolve() };
}

async function recordedKind(stateDir: string): Promise<string | undefined> {
  return readFile(join(stateDir, 'engine'), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

function engineWays(cacheDir: string, onProgress: Progress): (Way<Engine> & Pick<Engine, 'kind'>)[] {
  const mongod = (binary: string | undefined): Engine | undefined =>
    binary === undefined ? undefined : { kind: 'mongod', binary };
  return [
    {
      kind: 'mongod',
      name: 'mongod on PATH',
      absent: 'not found',
      find: async () => mongod(await which('mongod')),
    },
    {
      kind: 'mongod',
      name: `cached official mongod ${mongodVersion}`,
      absent: 'not there yet',
      find: async () => mongod(await cachedMongod(cacheDir)),
    },
    {
      kind: 'ferretdb',
      name: `cached FerretDB ${ferretVersion}`,
      absent: 'not there yet',
      find: async () => {
        const [tree, binary] = await Promise.all([cachedDocumentDb(cacheDir), cachedFerretDb(cacheDir)]);
        return tree === undefined || binary === undefined ? undefined : { kind: 'ferretdb', tree, binary };
      },
    },
    {
      kind: 'mongod',
      name: `official download of mongod ${mongodVersion}`,
      absent: 'no build for this platform',
      find: async () => mongod(await downloadMongod(cacheDir, onProgress)),
    },
    {
      kind: 'ferretdb',
      name: `FerretDB ${ferretVersion} on PostgreSQL 18 with DocumentDB`,
      absent: 'not built',
      find: async () => {
        // One after the other: both want all cores, and the first failure must be told at once.
        const tree = await installDocumentDb(cacheDir, onProgress);
        return { kind: 'ferretdb', tree, binary: await installFerretDb(cacheDir, onProgress) };
      },
    },
  ];
}

interface Place {
  readonly folder: string;
  /** Folder to delete in the end. */
  readonly temporary: string | undefined;
  readonly port: number | undefined;
}

type Started = Omit<ProvidedMongo, 'origin'>;

async function startMongod(engine: { readonly binary: string }, place: Place): Promise<Started> {
  const dbpath = join(place.folder, 'mongod');
  await mkdir(dbpath, { recursive: true });
  const { port, process: server } = await launchMongo('mongod', place.port, (at) => ({
    command: engine.binary,
    args: ['--dbpath', dbpath, '--bind_ip', '127.0.0.1', '--port', String(at)],
    logFile: join(place.folder, 'mongod.log'),
    graceMs: 20_000,
    lockFile: join(place.folder, 'mongod.lock'),
    removeOnExit: place.temporary === undefined ? [] : [place.temporary],
  }));
  return { uri: uriOf(port), pids: [server.pid], stop: server.stop };
}

async function startFerret(
  engine: { readonly tree: string; readonly binary: string },
  place: Place,
): Promise<Started> {
  const home = await documentDbHome(engine.tree, join(place.folder, 'documentdb'));
  const cluster = await startCluster(home, {
    settings: documentDbSettings,
    loginToItself: true,
    temporary: place.temporary,
  });
  try {
    await withClient({ ...login(cluster), database: 'postgres' }, async (client) => {
      await client.query('set client_min_messages = error');
      await client.query('create extension if not exists documentdb cascade');
      // A cluster made by an older package of the extension follows the one that is installed now.
      await client.query('alter extension documentdb_core update');
      await client.query('alter extension documentdb update');
    });
    const { port, process: server } = await launchFerret(engine.binary, cluster, place);
    const stop = async (): Promise<void> => {
      await server.stop();
      await cluster.process.stop();
    };
    return { uri: uriOf(port), pids: [server.pid, cluster.process.pid], stop };
  } catch (error) {
    await cluster.process.stop();
    throw error;
  }
}

/**
 * pg_cron runs DocumentDB's own jobs (building indexes, expiring documents). As background workers they need no
 * password; without logging they do not fill the disk.
 */
const documentDbSettings: Readonly<Record<string, string>> = {
  shared_preload_libraries: 'pg_cron,pg_documentdb_core,pg_documentdb',
  'cron.database_name': 'postgres',
  'cron.use_background_workers': 'on',
  'cron.log_run': 'off',
  'cron.log_statement': 'off',
  max_worker_processes: '24',
};

function login(cluster: Cluster): { port: number; password: string } {
  return { port: cluster.port, password: cluster.password };
}

async function launchFerret(binary: string, cluster: Cluster, place: Place): Promise<Launched> {
  const state = join(place.folder, 'ferretdb');
  await mkdir(state, { recursive: true });
  const logFile = join(place.folder, 'ferretdb.log');
  await rm(logFile, { force: true });
  return launchMongo('FerretDB', place.port, (at) => ({
    command: binary,
    args: [
      ...['--listen-addr', `127.0.0.1:${at}`, '--no-auth', '--telemetry=disable', '--debug-addr=-'],
      ...['--state-dir', state, '--log-level', 'WARN'],
    ],
    cwd: state,
    // In the environment: a command line is readable by every user of the machine.
    env: {
      FERRETDB_POSTGRESQL_URL: `postgres://${cluster.user}:${cluster.password}@127.0.0.1:${cluster.port}/postgres`,
    },
    logFile,
    graceMs: 5_000,
  }));
}

function launchMongo(
  what: string,
  port: number | undefined,
  spec: Parameters<typeof launch>[0]['spec'],
): Promise<Launched> {
  return launch({ what, port, spec, check: (at) => checkMongo(uriOf(at)) });
}

const uriOf = (port: number): string => `mongodb://127.0.0.1:${port}/`;

async function checkMongo(uri: string): Promise<void> {
  const { createConnection } = await import('mongoose');
  const connection = createConnection(uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    await connection.asPromise();
    await connection.db?.admin().ping();
  } finally {
    await connection.close();
  }
}
