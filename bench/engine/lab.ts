import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { coreQueue, defaultRegion, storeQueue } from '../../contracts/temporal/queues';
import { createDataConverter } from '../../temporal/data-converter';
import type { FakeActivities } from './fake-activities';
import { registerNamespace } from '../../test/support/namespace';
import type { RpcCounts } from './rpc-counts';
import { rpcCounter, workerRequests } from './rpc-counts';

/** Workflows on a real server with activities that do nothing, in a namespace of their own. */
export interface Lab {
  readonly namespace: string;
  /** Its requests are counted. */
  readonly client: Client;
  /** For looking on; not counted. */
  readonly observer: { readonly connection: Connection; readonly client: Client };
  /** Requests so far, of client and worker, without polls. */
  requests(): Promise<RpcCounts>;
  stop(): Promise<void>;
}

/** What a lab is made of. */
export interface LabOptions {
  readonly address: string;
  readonly bundle: { readonly code: string };
  readonly activities: FakeActivities;
  /** Encrypt payloads, as the product does. Default true. */
  readonly codec?: boolean;
  /** Page with this process's worker metrics; without it, requests of the worker are not counted. */
  readonly metricsUrl?: string;
  /** Default 200, as in the product. */
  readonly maxCachedWorkflows?: number;
}

/** Starts workers for both queues with the options of worker/run-worker.ts. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { address, metricsUrl } = options;
  const namespace = `bench-${randomBytes(5).toString('hex')}`;
  await registerNamespace(address, namespace);
  const dataConverter = options.codec === false ? {} : await benchDataConverter();
  const native = await NativeConnection.connect({ address });
  const workers = await createWorkers(native, namespace, dataConverter, options);
  const running = Promise.all(workers.map((worker) => worker.run()));
  const counter = rpcCounter();
  const counted = await Connection.connect({ address, interceptors: [counter.interceptor] });
  const observing = await Connection.connect({ address });
  return {
    namespace,
    client: new Client({ connection: counted, namespace, dataConverter }),
    observer: {
      connection: observing,
      client: new Client({ connection: observing, namespace, dataConverter }),
    },
    requests: async () => {
      const metrics = metricsUrl === undefined ? '' : await (await fetch(metricsUrl)).text();
      return { ...workerRequests(metrics, namespace), ...counter.counts };
    },
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await running;
      await Promise.all([native.close(), counted.close(), observing.close()]);
    },
  };
}

/** Keep in step with worker/run-worker.ts: the product's own options are what is measured. */
function createWorkers(
  connection: NativeConnection,
  namespace: string,
  dataConverter: DataConverter,
  { bundle, activities, maxCachedWorkflows = 200 }: LabOptions,
): Promise<Worker[]> {
  const shared = { connection, namespace, dataConverter, identity: 'habeas-worker' };
  return Promise.all([
    Worker.create({
      ...shared,
      taskQueue: coreQueue,
      workflowBundle: bundle,
      activities: activities.core,
      maxCachedWorkflows,
      maxConcurrentWorkflowTaskExecutions: 8,
      maxConcurrentActivityTaskExecutions: 32,
    }),
    Worker.create({
      ...shared,
      taskQueue: storeQueue(defaultRegion),
      activities: activities.store,
      maxConcurrentActivityTaskExecutions: 32,
    }),
  ]);
}

/** The product's converter with a key of its own. Secures nothing. */
export async function benchDataConverter(): Promise<DataConverter> {
  const unused = () => Promise.reject(new Error('The lab encrypts payloads and nothing else.'));
  const derive = () => Promise.resolve(randomBytes(32));
  return createDataConverter({ generate: unused, unwrap: unused, derive });
}
