import type { TestServerAddresses } from '../../scripts/provision/test-servers';

/** Addresses of the servers that globalSetup of the `system` project started for all test files. */
export interface TestServers {
  /** Temporal dev server, `host:port`; in memory. */
  readonly temporalAddress: string;
  /** MongoDB, without a database name: take a database of your own. */
  readonly mongoUri: string;
  /** PostgreSQL's admin URL: create a database of your own. */
  readonly postgresUrl: string;
  /** Binary of the time-skipping server: start one with `TestWorkflowEnvironment.createTimeSkipping`. */
  readonly timeSkippingPath: string;
  /** Bundle of `workflows/index.ts` for `workflowBundle: { codePath }`; undefined while there are no workflows. */
  readonly workflowBundlePath: string | undefined;
}

/**
 * The servers of this test run.
 * @throws Error when the test runs outside the `system` project, whose globalSetup sets the variables.
 */
export function testServers(env: NodeJS.ProcessEnv = process.env): TestServers {
  const need = (name: keyof TestServerAddresses): string => {
    const value = env[name];
    if (value) return value;
    throw new Error(
      `${name} is not set: expected the globalSetup of the Jest project "system" to have started the servers. ` +
        'Put the test into a folder of that project (jest.config.cjs) and run it with npm test -- --only jest FILE.',
    );
  };
  return {
    temporalAddress: need('TEST_TEMPORAL_ADDRESS'),
    mongoUri: need('TEST_MONGODB_URI'),
    postgresUrl: need('TEST_POSTGRES_URL'),
    timeSkippingPath: need('TEST_TIME_SKIPPING_PATH'),
    workflowBundlePath: env['TEST_WORKFLOW_BUNDLE'],
  };
}
