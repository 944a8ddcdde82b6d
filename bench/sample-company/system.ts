import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from '../../cli/demo/api-client';
import { startPart } from '../../cli/start/child-process';
import type { Part } from '../../cli/start/child-process';
import { cipher } from '../../crypto/cipher';
import { createLocalKeyring } from '../../crypto/local-keyring';
import type { Persistence } from '../../domain/ports';
import { evidenceChain } from '../../evidence/chain';
import { startSampleCompany } from '../../examples/sample-company';
import type { SampleCompany } from '../../examples/sample-company';
import { createPersistence } from '../../persistence/create-persistence';
import { freePort } from '../../scripts/provision/ports';
import { startScriptedSmtp } from '../../test/integration/mail/scripted-smtp';
import type { ScriptedSmtp } from '../../test/integration/mail/scripted-smtp';
import { registerNamespace } from '../../test/support/namespace';
import type { BenchServers } from '../servers';

/** The sample company and what the engine's parts need, in databases and a namespace of their own. */
export interface BenchCompany {
  readonly company: SampleCompany;
  readonly mailbox: ScriptedSmtp;
  /** For looking on without asking the API. */
  readonly books: Persistence;
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The engine's two processes. */
export interface BenchParts {
  readonly api: ApiClient;
  readonly apiPid: number;
  readonly workerPid: number;
  stop(): Promise<void>;
}

/** Starts the sample company; its newsletter sender answers at once, so that nothing is waited for but the engine. */
export async function startBenchCompany(servers: BenchServers): Promise<BenchCompany> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const name = `bench${randomBytes(4).toString('hex')}`;
    const folder = await mkdtemp(join(tmpdir(), 'habeas-bench-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    await registerNamespace(servers.temporalAddress, name);
    const at = (url: string, pathname: string) => Object.assign(new URL(url), { pathname }).toString();
    const company = await startSampleCompany({
      pgUrl: at(servers.postgresUrl, `/shop_${name}`),
      mongoUri: at(servers.mongoUri, `/desk_${name}`),
      answerAfterMs: 1,
      onProgress: () => undefined,
    });
    stops.push(() => company.stop());
    const mailbox = await startScriptedSmtp();
    stops.push(() => mailbox.stop());
    const env = environmentOf(servers, company, mailbox, name, folder);
    const books = await openBooks(env);
    stops.push(() => books.close());
    return { company, mailbox, books, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function environmentOf(
  servers: BenchServers,
  company: SampleCompany,
  mailbox: ScriptedSmtp,
  name: string,
  folder: string,
): Record<string, string> {
  return {
    ...company.env,
    DSR_SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
    DSR_TEMPORAL_ADDRESS: servers.temporalAddress,
    DSR_TEMPORAL_NAMESPACE: name,
    DSR_MONGODB_URI: servers.mongoUri,
    DSR_MONGODB_DATABASE: `habeas_${name}`,
    DSR_KEYRING_FILE: join(folder, 'keyring.json'),
    DSR_PUBLIC_URL: 'https://privacy.example',
    DSR_LOG_LEVEL: 'silent',
    DSR_RATE_PER_MINUTE: '1000000',
    DSR_INTAKE_RATE_PER_MINUTE: '1000000',
  };
}

async function openBooks(env: Readonly<Record<string, string>>): Promise<Persistence> {
  return createPersistence({
    uri: env['DSR_MONGODB_URI'] ?? '',
    database: env['DSR_MONGODB_DATABASE'] ?? '',
    keys: await createLocalKeyring(env['DSR_KEYRING_FILE'] ?? ''),
    cipher,
    chain: evidenceChain,
  });
}

/** Starts API and worker as an operator does, each in a process of its own with an environment of its own. */
export async function startParts(
  apiEnv: Readonly<Record<string, string>>,
  workerEnv: Readonly<Record<string, string>>,
): Promise<BenchParts> {
  const port = await freePort();
  const basics = { PATH: process.env['PATH'] };
  const lines: string[] = [];
  const part = (role: 'api' | 'worker', env: NodeJS.ProcessEnv): Part =>
    startPart(role, ['serve', role], { ...basics, ...env }, (line) => lines.push(`${role}: ${line}`));
  const parts = [part('api', { ...apiEnv, DSR_API_PORT: String(port) }), part('worker', workerEnv)];
  let isStopping = false;
  const ended = new Set<Part>();
  // The parts have groups of their own: when the benchmark is broken off, nobody else ends them.
  const killAll = (): void => {
    for (const part of parts) if (!ended.has(part)) process.kill(part.pid, 'SIGKILL');
  };
  process.once('exit', killAll);
  const stop = async (): Promise<void> => {
    isStopping = true;
    process.removeListener('exit', killAll);
    await Promise.all(parts.map((each) => each.stop()));
  };
  for (const each of parts)
    each.ended
      .then((code) => {
        ended.add(each);
        if (!isStopping)
          console.error(`${each.name} ended with code ${String(code)}:`, lines.slice(-10).join('\n'));
      })
      .catch(() => undefined);
  const [api, worker] = parts;
  if (api === undefined || worker === undefined) throw new Error('A part was not started.');
  const client = new ApiClient(`http://127.0.0.1:${port}`);
  try {
    await untilReady(client, lines);
    return { api: client, apiPid: api.pid, workerPid: worker.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(api: ApiClient, lines: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await api.raw('GET', '/health/ready').catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(100);
  }
  throw new Error(`The API was not ready within a minute.\n${lines.slice(-10).join('\n')}`);
}
