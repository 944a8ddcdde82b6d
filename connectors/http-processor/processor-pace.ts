import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import { failWith } from './processor-failure';

/** Longest time in ms that a processor may send us away for by one answer. */
const longestWaitMs = 3_600_000;

/** Keeps to what a processor wants to be asked at most. */
export interface ProcessorPace {
  /**
   * Waits for the next turn. Throws `unreachable` at once when that is further away than half of the store's time-out: the
   * engine comes back later, and other stores need not wait.
   */
  turn(limits: CallLimits): Promise<void>;
  /** Heeds the `Retry-After` of an answer: seconds, or an HTTP date. */
  heed(retryAfter: string | null, now: string): void;
}

/** A pace by the store's `perSecond`, and by what the processor answers. */
export function createPace(store: StoreMap): ProcessorPace {
  const { perSecond } = store.limits;
  const betweenMs = perSecond === undefined ? 0 : 1_000 / perSecond;
  let nextAt = 0;
  return {
    turn: async ({ signal }) => {
      signal.throwIfAborted();
      const now = performance.now();
      const waitMs = Math.max(0, nextAt - now);
      if (waitMs > store.timeoutMs / 2)
        throw failWith(store)('unreachable', 'asked us to come back later (Retry-After)');
      nextAt = Math.max(now, nextAt) + betweenMs;
      if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    },
    heed: (retryAfter, now) => {
      const waitMs = Math.min(longestWaitMs, retryAfterMs(retryAfter, now));
      nextAt = Math.max(nextAt, performance.now() + waitMs);
    },
  };
}

function retryAfterMs(text: string | null, now: string): number {
  if (text === null) return 0;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.parse(now));
}
