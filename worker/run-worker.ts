import { NativeConnection, Worker } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { createCoreActivities, createStoreActivities } from '../activities';
import type { EnforcementDeps } from '../activities/enforcement';
import { createEnforcementActivities } from '../activities/enforcement';
import type { CoreDeps, StoreDeps } from '../activities';
import { coreQueue, defaultRegion, storeQueue } from '../contracts/temporal/queues';

/** What a worker process needs. */
export interface WorkerOptions {
  readonly address: string;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
  readonly bundle: { readonly code: string } | { readonly codePath: string };
  readonly core: CoreDeps;
  readonly store: StoreDeps;
  /** What the schedules' work needs; absent: this worker leaves it to others. */
  readonly enforcement?: EnforcementDeps;
  /** Names this process in histories; no host name, which may be a person's. Default `habeas-worker`. */
  readonly identity?: string;
  /** Workflows kept in memory; the rest is replayed when it wakes (about 250 KB each). Default 200. */
  readonly maxCachedWorkflows?: number;
}

/** A running worker. */
export interface RunningWorker {
  /** Ends cleanly: no new work, running activities get 20 s. */
  stop(): Promise<void>;
  /** Settles when the worker has ended, also by a failure. */
  readonly ended: Promise<void>;
}

/** Starts both roles, core and store, on one connection. Only this process's store role holds store credentials. */
export async function runWorker(options: WorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ address: options.address });
  const { namespace, dataConverter, identity = 'habeas-worker' } = options;
  const shared = { connection, namespace, dataConverter, identity, shutdownGraceTime: '20s' as const };
  const core = await Worker.create({
    ...shared,
    taskQueue: coreQueue,
    workflowBundle: options.bundle,
    activities: {
      ...createCoreActivities(options.core),
      ...(options.enforcement === undefined ? {} : createEnforcementActivities(options.enforcement)),
    },
    maxCachedWorkflows: options.maxCachedWorkflows ?? 200,
    maxConcurrentWorkflowTaskExecutions: 8,
    maxConcurrentActivityTaskExecutions: 32,
  });
  const store = await Worker.create({
    ...shared,
    taskQueue: storeQueue(defaultRegion),
    activities: createStoreActivities(options.store),
    maxConcurrentActivityTaskExecutions: 32,
  });
  const ended = Promise.all([core.run(), store.run()]).then(() => connection.close());
  return {
    stop: async () => {
      for (const worker of [core, store]) if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
    ended,
  };
}
