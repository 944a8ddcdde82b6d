import type { StoreLimits } from '../domain/data-map';
import { StoreFailure } from '../domain/connector';

/** Where calls to one store wait until the store may be asked. */
export interface CallQueue {
  /**
   * Waits for a place; returns how to give it back, which may be called twice. A call that ends while it waits leaves the
   * queue: with `busy` when its time was over, for the store never heard of it, else with the reason of the signal.
   */
  enter(signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly begin: () => void;
}

/** A timer is no finer than this, in ms: what was missed within it may begin at once. */
const timerMs = 1;

/** A queue that keeps to the limits of one store within this process, first come, first served. */
export function createCallQueue(storeId: string, { concurrency, perSecond }: StoreLimits): CallQueue {
  const betweenMs = perSecond === undefined ? 0 : 1_000 / perSecond;
  const waiting: Waiting[] = [];
  let running = 0;
  let nextAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const admit = (): void => {
    clearTimeout(timer);
    while (waiting.length > 0 && running < concurrency) {
      const now = performance.now();
      if (now < nextAt) {
        timer = setTimeout(admit, Math.ceil(nextAt - now));
        return;
      }
      nextAt = Math.max(nextAt, now - timerMs) + betweenMs;
      running += 1;
      waiting.shift()?.begin();
    }
  };
  const leave = (): (() => void) => {
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      running -= 1;
      admit();
    };
  };
  const enter = (signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        const place = waiting.indexOf(mine);
        if (place >= 0) waiting.splice(place, 1);
        reject(reasonOf(storeId, signal));
        // The timer must not wait for somebody who has gone.
        admit();
      };
      const begin = (): void => {
        signal.removeEventListener('abort', stop);
        resolve(leave());
      };
      const mine: Waiting = { begin };
      if (signal.aborted) {
        reject(reasonOf(storeId, signal));
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
      waiting.push(mine);
      admit();
    });
  return { enter };
}

function reasonOf(storeId: string, signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError')
    return new StoreFailure('busy', `The limits of store ${storeId} left no room within the call's time.`);
  return reason instanceof Error ? reason : new Error('The call was cancelled.');
}
