import { DefaultLogger, Runtime } from '@temporalio/worker';
import { loadWorkerConfig } from '../config/load-config';
import type { Environment, WorkerConfig } from '../config/load-config';
import { connectTemporal } from '../temporal/client';
import { createDataConverter } from '../temporal/data-converter';
import { wireWorker } from './deps';
import { enforcementOf, gatewayOf } from './enforcement';
import { runWorker } from './run-worker';
import { ensureSchedules } from './schedules';
import { keepStarting } from './start-unstarted';
import { buildWorkflowBundle } from './workflow-bundle';

/** Runs a worker until SIGTERM or SIGINT: both roles, core and store, in this process. */
export async function serveWorker(env: Environment = process.env): Promise<void> {
  const config = loadWorkerConfig(env);
  Runtime.install({ logger: new DefaultLogger(sdkLogLevel(config.DSR_LOG_LEVEL)) });
  const [parts, bundle] = await Promise.all([wireWorker(config), buildWorkflowBundle()]);
  const address = config.DSR_TEMPORAL_ADDRESS;
  const namespace = config.DSR_TEMPORAL_NAMESPACE;
  const dataConverter = await createDataConverter(parts.keys);
  const temporal = connectTemporal({ address, namespace, dataConverter });
  const { core, store } = parts;
  try {
    const enforcement = enforcementOf(temporal, parts, config);
    const worker = await runWorker({ address, namespace, dataConverter, bundle, core, store, enforcement });
    await ensureSchedules(temporal.client);
    const starter = keepStarting({
      requests: parts.books.requests,
      gateway: gatewayOf(temporal, parts, config),
      onFailure: reportFailure,
    });
    // The SDK itself shuts workers down on SIGTERM and SIGINT; `ended` settles when both have drained.
    await worker.ended;
    await starter.stop();
  } finally {
    await temporal.close();
    await parts.close();
  }
}

/** The SDK's name for our log level. Its `info` tells of every state of a worker, which is our `debug`. */
function sdkLogLevel(level: WorkerConfig['DSR_LOG_LEVEL']): 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' {
  switch (level) {
    case 'trace':
      return 'TRACE';
    case 'debug':
      return 'INFO';
    case 'info':
    case 'warn':
      return 'WARN';
    case 'error':
    case 'fatal':
    case 'silent':
      return 'ERROR';
  }
}

/** By class only: texts of errors may quote what they met. */
function reportFailure(error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  process.stderr.write(`Starting left-over requests failed (${name}); tried again in the next round.\n`);
}
