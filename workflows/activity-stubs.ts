import { proxyActivities } from '@temporalio/workflow';
import type { CoreActivities, StoreActivities } from '../activities';
import { defaultRegion, storeQueue } from '../contracts/temporal/queues';

// Every stub has a start-to-close time: a lost worker is noticed, and the work goes to another. Retries have no count
// limit: the statutory deadline is the limit, and the clock watch, not Temporal, says when it has passed.
const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10m' } as const;

/** Bookkeeping in MongoDB: a few writes, so ten seconds mean trouble. */
export const books = proxyActivities<CoreActivities>({ startToCloseTimeout: '10s', retry });

/** Work that ends in a letter: SMTP may take its time, greylisting is a retry. */
export const letters = proxyActivities<CoreActivities>({ startToCloseTimeout: '1m', retry });

/** Assembling a package: reads everything extracted; minutes, with heartbeat. */
export const packages = proxyActivities<CoreActivities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout: '1m',
  retry,
});

/** A batch of stores: each call inside has its own time-out; the heartbeat carries which are done. */
export const storeBatches = proxyActivities<StoreActivities>({
  taskQueue: storeQueue(defaultRegion),
  startToCloseTimeout: '10m',
  heartbeatTimeout: '15s',
  retry,
});

/** One store that left its batch: its own retry clock, polling a processor included. */
export const singleStore = proxyActivities<StoreActivities>({
  taskQueue: storeQueue(defaultRegion),
  startToCloseTimeout: '10m',
  heartbeatTimeout: '15s',
  retry,
});
