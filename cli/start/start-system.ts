import { join } from 'node:path';
import { freePort } from '../../scripts/provision/ports';
import { provideMongo, providePostgres, provideTemporal } from '../../scripts/provision';
import type { SampleCompany } from '../../examples/sample-company';
import { startSampleCompany } from '../../examples/sample-company';
import type { Part } from './child-process';
import { startPart } from './child-process';

/** How the system is started. */
export interface SystemOptions {
  readonly stateDir: string;
  readonly reset: boolean;
  readonly onProgress: (line: string) => void;
  /** Gets every line that the API and the worker write. */
  readonly onLog: (line: string) => void;
}

/** The running system. */
export interface System {
  readonly apiUrl: string;
  readonly temporalUiUrl?: string;
  readonly company: SampleCompany;
  /** Environment of the API and the worker, for commands that a newcomer types. */
  readonly env: Readonly<Record<string, string>>;
  readonly worker: Part;
  /** Rejects when a part ends that should run. */
  readonly broken: Promise<never>;
  stop(): Promise<void>;
}

/** Ports of the quick start, so that addresses stay the same from run to run; taken ones are replaced by free ones. */
const ports = {
  api: 8080,
  temporal: 7233,
  temporalUi: 8233,
  mongo: 27_117,
  postgres: 54_329,
  inbox: 1080,
  smtp: 1025,
};

/** Starts servers, sample company, worker and API, in that order; stops what it started when a part fails. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { stateDir, onProgress } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse().splice(0)) await end();
  };
  try {
    const [temporal, mongo, postgres] = await startServers(stateDir, onProgress, stops);
    const company = await startSampleCompany({
      pgUrl: shopUrl(postgres),
      mongoUri: mongo.uri,
      stateDir: join(stateDir, 'sample-company'),
      ports: { smtp: ports.smtp, inbox: ports.inbox },
      reset: options.reset,
      onProgress,
    });
    stops.push(() => company.stop());
    const apiPort = await freePort(ports.api);
    const env = environment(stateDir, apiPort, temporal.address, mongo.uri, company);
    const [worker, api, watchPart] = await startParts(env, options, stops);
    const { uiUrl } = temporal;
    const broken = Promise.race([worker, api, watchPart].map(endOf));
    broken.catch(() => undefined);
    return {
      apiUrl: env['DSR_PUBLIC_URL'] ?? '',
      ...(uiUrl === undefined ? {} : { temporalUiUrl: uiUrl }),
      company,
      env,
      worker,
      broken,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServers(
  stateDir: string,
  onProgress: (line: string) => void,
  stops: (() => Promise<void>)[],
) {
  const keep = async <T extends { stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const server = await starting;
    stops.push(() => server.stop());
    return server;
  };
  const results = await Promise.allSettled([
    keep(
      provideTemporal({
        stateFile: join(stateDir, 'temporal.sqlite'),
        port: ports.temporal,
        ui: ports.temporalUi,
        onProgress,
      }),
    ),
    keep(provideMongo({ stateDir: join(stateDir, 'mongodb'), port: ports.mongo, onProgress })),
    keep(
      providePostgres({
        stateDir: join(stateDir, 'postgres'),
        port: ports.postgres,
        databases: ['shop'],
        onProgress,
      }),
    ),
  ]);
  const [temporal, mongo, postgres] = results;
  if (temporal.status === 'rejected') throw temporal.reason;
  if (mongo.status === 'rejected') throw mongo.reason;
  if (postgres.status === 'rejected') throw postgres.reason;
  return [temporal.value, mongo.value, postgres.value] as const;
}

function shopUrl(server: { host: string; port: number; user: string; password: string }): string {
  return `postgres://${server.user}:${server.password}@${server.host}:${server.port}/shop`;
}

function environment(
  stateDir: string,
  apiPort: number,
  temporalAddress: string,
  mongoUri: string,
  company: SampleCompany,
): Record<string, string> {
  return {
    ...company.env,
    DSR_TEMPORAL_ADDRESS: temporalAddress,
    DSR_MONGODB_URI: mongoUri,
    DSR_MONGODB_DATABASE: 'habeas',
    DSR_KEYRING_FILE: join(stateDir, 'keyring.json'),
    DSR_API_PORT: String(apiPort),
    DSR_PUBLIC_URL: `http://127.0.0.1:${apiPort}`,
    DSR_ALERT_OPERATOR: 'operators@hailan.example',
    DSR_ALERT_SUPERVISOR: 'supervisors@hailan.example',
    DSR_ALERT_PRIVACY_OFFICER: 'privacy-officer@hailan.example',
  };
}

async function startParts(
  env: Record<string, string>,
  options: SystemOptions,
  stops: (() => Promise<void>)[],
): Promise<[Part, Part, Part]> {
  const start = (name: string, args: readonly string[]): Part => {
    options.onProgress(`Starting the ${name} …`);
    const part = startPart(name, args, { ...process.env, ...env }, (line) =>
      options.onLog(`${name} ${line}`),
    );
    stops.push(() => part.stop());
    return part;
  };
  const parts: [Part, Part, Part] = [
    start('worker', ['serve', 'worker']),
    start('api', ['serve', 'api']),
    start('watch', ['watch']),
  ];
  await Promise.race([waitUntilReady(env['DSR_PUBLIC_URL'] ?? ''), ...parts.map(endOf)]);
  return parts;
}

/** Rejects when the part ends: it should run. */
async function endOf(part: Part): Promise<never> {
  const code = await part.ended;
  throw new Error(
    `The ${part.name} ended with code ${String(code)}; its last lines are in the log of the state folder.`,
  );
}

async function waitUntilReady(apiUrl: string): Promise<void> {
  for (;;) {
    const ready = await fetch(`${apiUrl}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
