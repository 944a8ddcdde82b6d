import { loadWorkerConfig } from '../config/load-config';
import type { Environment } from '../config/load-config';
import { createDataConverter } from '../temporal/data-converter';
import { wireWorker } from './deps';
import { runWorker } from './run-worker';
import { buildWorkflowBundle } from './workflow-bundle';

/** Runs a worker until SIGTERM or SIGINT: both roles, core and store, in this process. */
export async function serveWorker(env: Environment = process.env): Promise<void> {
  const config = loadWorkerConfig(env);
  const [parts, bundle] = await Promise.all([wireWorker(config), buildWorkflowBundle()]);
  try {
    const worker = await runWorker({
      address: config.DSR_TEMPORAL_ADDRESS,
      namespace: config.DSR_TEMPORAL_NAMESPACE,
      dataConverter: await createDataConverter(parts.keys),
      bundle,
      core: parts.core,
      store: parts.store,
    });
    // The SDK itself shuts workers down on SIGTERM and SIGINT; `ended` settles when both have drained.
    await worker.ended;
  } finally {
    await parts.close();
  }
}
