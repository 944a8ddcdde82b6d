import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';

/** Once per test file, before the first worker: what the SDK says of faults that a test makes is no test's business. */
export function quietRuntime(): void {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging } });
}
