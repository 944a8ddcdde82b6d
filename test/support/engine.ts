import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConfiguredApi } from '../../api/main';
import type { RunningApi } from '../../api/server';
import { ApiClient } from '../../cli/demo/api-client';
import { loadWorkerConfig } from '../../config/load-config';
import type { EnforcementDeps } from '../../activities/enforcement';
import type { BandSettings } from '../../domain/store-band';
import { usualBand } from '../../domain/store-band';
import type { SampleCompany } from '../../examples/sample-company';
import { startSampleCompany } from '../../examples/sample-company';
import { staffToken } from '../../examples/sample-company/identity-provider';
import type { TemporalClient } from '../../temporal/client';
import { connectTemporal } from '../../temporal/client';
import { createDataConverter } from '../../temporal/data-converter';
import type { WorkerParts } from '../../worker/deps';
import { wireWorker } from '../../worker/deps';
import { enforcementOf } from '../../worker/enforcement';
import type { RunningWorker } from '../../worker/run-worker';
import { runWorker } from '../../worker/run-worker';
import { registerNamespace } from './namespace';
import { quietRuntime } from './quiet-runtime';
import { testServers } from './servers';

/** The whole engine with the sample company, on real servers, in databases and a namespace of its own. */
export interface Engine {
  readonly api: ApiClient;
  readonly company: SampleCompany;
  readonly parts: WorkerParts;
  readonly temporal: TemporalClient;
  /** What the schedules' work needs; no schedule runs unless a test creates it. */
  readonly enforcement: EnforcementDeps;
  /** Environment of its parts, for child processes. */
  readonly env: Readonly<Record<string, string>>;
  readonly pgUrl: string;
  readonly mongoUri: string;
  token(staffId: string): Promise<string>;
  /** Starts the in-process worker again, e.g. after {@link stopWorker}. */
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** What a test may change. */
export interface EngineOptions {
  /** Default 300 ms: late, but not as late as in the quick start. */
  readonly answerAfterMs?: number;
  /** Extra environment, e.g. `DSR_LIFT_WARNING_DAYS`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other bounds within which deletions are normal. */
  readonly band?: Partial<BandSettings>;
  /** Default true; false when the test runs workers of its own. */
  readonly worker?: boolean;
}

quietRuntime();

/** Starts everything; what was started is stopped when a part fails. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    return await assemble(options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  options: EngineOptions,
  stops: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Engine> {
  const servers = testServers();
  const name = `t${randomBytes(5).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'habeas-engine-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const pgUrl = Object.assign(new URL(servers.postgresUrl), { pathname: `/shop_${name}` }).toString();
  const mongoUri = Object.assign(new URL(servers.mongoUri), { pathname: `/desk_${name}` }).toString();
  const [company] = await Promise.all([
    startSampleCompany({
      pgUrl,
      mongoUri,
      answerAfterMs: options.answerAfterMs ?? 300,
      onProgress: () => undefined,
    }),
    registerNamespace(servers.temporalAddress, name),
  ]);
  stops.push(() => company.stop());
  const env: Record<string, string> = {
    ...company.env,
    DSR_TEMPORAL_ADDRESS: servers.temporalAddress,
    DSR_TEMPORAL_NAMESPACE: name,
    DSR_MONGODB_URI: servers.mongoUri,
    DSR_MONGODB_DATABASE: `habeas_${name}`,
    DSR_KEYRING_FILE: join(folder, 'keyring.json'),
    DSR_API_PORT: '0',
    DSR_PUBLIC_URL: 'https://privacy.example',
    DSR_LOG_LEVEL: 'silent',
    DSR_RATE_PER_MINUTE: '1000000',
    DSR_INTAKE_RATE_PER_MINUTE: '1000000',
    ...options.env,
  };
  const config = loadWorkerConfig(env);
  const parts = withBand(await wireWorker(config), options.band);
  stops.push(() => parts.close());
  const dataConverter = await createDataConverter(parts.keys);
  const address = config.DSR_TEMPORAL_ADDRESS;
  const temporal = connectTemporal({ address, namespace: config.DSR_TEMPORAL_NAMESPACE, dataConverter });
  stops.push(() => temporal.close());
  const enforcement = enforcementOf(temporal, parts, config);
  let worker: RunningWorker | undefined;
  const stopWorker = async (): Promise<void> => {
    const running = worker;
    worker = undefined;
    await running?.stop();
  };
  const startWorker = async (): Promise<void> => {
    worker ??= await startTestWorker(env, parts, enforcement);
  };
  stops.push(stopWorker);
  if (options.worker !== false) await startWorker();
  const api: RunningApi = await startConfiguredApi(env);
  stops.push(() => api.stop());
  const token = (staffId: string) => staffToken(company.addresses.issuer, staffId);
  return {
    api: new ApiClient(api.url),
    company,
    parts,
    temporal,
    enforcement,
    env,
    pgUrl,
    mongoUri,
    token,
    startWorker,
    stopWorker,
    stop,
  };
}

function withBand(parts: WorkerParts, band: Partial<BandSettings> = {}): WorkerParts {
  const settings = { ...parts.store.settings, storeBand: { ...usualBand, ...band } };
  return { ...parts, store: { ...parts.store, settings } };
}

async function startTestWorker(
  env: Readonly<Record<string, string>>,
  parts: WorkerParts,
  enforcement: EnforcementDeps,
): Promise<RunningWorker> {
  const codePath = testServers().workflowBundlePath;
  if (codePath === undefined) throw new Error('The workflow bundle was not built by globalSetup.');
  return runWorker({
    address: env['DSR_TEMPORAL_ADDRESS'] ?? '',
    namespace: env['DSR_TEMPORAL_NAMESPACE'] ?? '',
    dataConverter: await createDataConverter(parts.keys),
    bundle: { codePath },
    core: parts.core,
    store: parts.store,
    enforcement,
  });
}
