import { provideMongo } from './mongo';
import { providePostgres } from './postgres';
import { provideTemporal, provideTimeSkippingServer } from './temporal';
import type { Progress } from './ways';

/** The servers of the system tests, by the environment variables that carry their addresses. */
export interface TestServerAddresses {
  /** `host:port`. */
  readonly TEST_TEMPORAL_ADDRESS: string;
  /** Without a database name. */
  readonly TEST_MONGODB_URI: string;
  /** Admin URL; tests create and drop their own databases. */
  readonly TEST_POSTGRES_URL: string;
  /** Binary of the time-skipping server, which each test file starts for itself. */
  readonly TEST_TIME_SKIPPING_PATH: string;
}

/** Running test servers; nothing of them outlives `stop` or our process. */
export interface TestServers {
  readonly addresses: TestServerAddresses;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Temporal dev server (in memory), MongoDB and PostgreSQL (both temporary) and resolves the time-skipping
 * server.
 * @throws the first provider's error, after all that was started has been stopped.
 */
export async function startTestServers(onProgress: Progress): Promise<TestServers> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((each) => each()));
  };
  try {
    const temporal = await provideTemporal({ onProgress });
    stops.push(temporal.stop);
    const timeSkipping = await provideTimeSkippingServer({ onProgress });
    const postgres = await providePostgres({ databases: [], onProgress });
    stops.push(postgres.stop);
    const mongo = await provideMongo({ onProgress });
    stops.push(mongo.stop);
    const { host, port, user, password } = postgres;
    const addresses = {
      TEST_TEMPORAL_ADDRESS: temporal.address,
      TEST_MONGODB_URI: mongo.uri,
      TEST_POSTGRES_URL: `postgres://${user}:${password}@${host}:${port}/postgres`,
      TEST_TIME_SKIPPING_PATH: timeSkipping.path,
    };
    return { addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
