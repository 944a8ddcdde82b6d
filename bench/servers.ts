import { readFile } from 'node:fs/promises';
import { provideMongo, providePostgres, provideTemporal } from '../scripts/provision';
import type { Progress, TestServerAddresses } from '../scripts/provision';

/** The servers that benchmarks run on. */
export interface BenchServers {
  readonly temporalAddress: string;
  /** Without a database name. */
  readonly mongoUri: string;
  /** Admin URL: databases of our own are made through it. */
  readonly postgresUrl: string;
  /** Root processes of each server, for CPU and memory; undefined when the servers are shared with others. */
  readonly pids?: Readonly<Record<'temporal' | 'mongodb' | 'postgres', readonly number[]>>;
  /** Which way each server was got, for the host card. */
  readonly origins: readonly string[];
  stop(): Promise<void>;
}

/**
 * Starts a Temporal dev server in memory, MongoDB or its stand-in, and PostgreSQL, as the system tests do. When
 * `DSR_TEST_SERVERS` names the file of scripts/test-servers.ts, those are used instead: then nothing can be said of
 * the servers' CPU and memory, because others use them too.
 */
export async function startBenchServers(onProgress: Progress): Promise<BenchServers> {
  const file = process.env['DSR_TEST_SERVERS'];
  if (file) return sharedServers(file);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((each) => each()));
  };
  try {
    const temporal = await provideTemporal({ onProgress, extraArgs: raisedLimits });
    stops.push(temporal.stop);
    const postgres = await providePostgres({ databases: [], onProgress });
    stops.push(postgres.stop);
    const mongo = await provideMongo({ onProgress });
    stops.push(mongo.stop);
    const { host, port, user, password } = postgres;
    return {
      temporalAddress: temporal.address,
      mongoUri: mongo.uri,
      postgresUrl: `postgres://${user}:${password}@${host}:${port}/postgres`,
      pids: {
        temporal: temporal.pid === undefined ? [] : [temporal.pid],
        mongodb: mongo.pids,
        postgres: [postgres.pid],
      },
      origins: [
        `Temporal: ${temporal.origin}, in memory`,
        `MongoDB: ${mongo.origin}`,
        `PostgreSQL: ${postgres.origin}`,
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Otherwise the front end's limiter would be measured (quality.md A2). */
const raisedLimits = [
  ...['--dynamic-config-value', 'frontend.namespaceRPS=100000'],
  ...['--dynamic-config-value', 'frontend.namespaceRPS.visibility=100000'],
];

async function sharedServers(file: string): Promise<BenchServers> {
  const addresses = JSON.parse(await readFile(file, 'utf8')) as TestServerAddresses;
  return {
    temporalAddress: addresses.TEST_TEMPORAL_ADDRESS,
    mongoUri: addresses.TEST_MONGODB_URI,
    postgresUrl: addresses.TEST_POSTGRES_URL,
    origins: ['servers shared with others (DSR_TEST_SERVERS)'],
    stop: () => Promise.resolve(),
  };
}
