/** A worker with activities that do nothing, in a process of its own; speaks with worker-memory/index.ts. */
import { BroadcastChannel } from 'node:worker_threads';
import { setTimeout as delay } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { fakeActivities } from '../engine/fake-activities';
import { startLab } from '../engine/lab';
import type { FromWorker, ToWorker } from './messages';

const collections = 3;

async function serve({ address, bundle, maxCachedWorkflows }: Extract<ToWorker, { kind: 'start' }>) {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const activities = fakeActivities({ stores: 10 });
  let acknowledged = 0;
  activities.core.acknowledgeRequest = () => {
    acknowledged += 1;
    return Promise.resolve();
  };
  const lab = await startLab({ address, bundle, activities, maxCachedWorkflows, codec: false });
  const garbage = new BroadcastChannel('habeas-bench-gc');
  const measure = async (): Promise<void> => {
    for (let turn = 0; turn < collections; turn += 1) {
      garbage.postMessage('collect');
      globalThis.gc?.();
      await delay(500);
    }
    answer({ kind: 'memory', rssMb: process.memoryUsage.rss() / 2 ** 20 });
  };
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'count') answer({ kind: 'count', acknowledged });
    if (message.kind === 'measure') measure().catch(fail);
    if (message.kind === 'stop') lab.stop().then(() => process.exit(0), fail);
  });
  answer({ kind: 'ready', namespace: lab.namespace });
}

function answer(message: FromWorker): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

// The benchmark is gone, however it went.
process.once('disconnect', () => process.exit(1));
process.once('message', (message: ToWorker) => {
  if (message.kind === 'start') serve(message).catch(fail);
});
