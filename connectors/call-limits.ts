import { StoreFailure } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';

/** The limits of one call to a store: ended by the caller or by the store's own time-out, whichever comes first. */
export interface CallLimits {
  readonly signal: AbortSignal;
  /** What to throw for an error met while the call ran: the caller's own reason, `stalled`, or the error given. */
  readonly blame: (error: unknown) => unknown;
  /** Settles like `work`, or rejects as soon as a limit is reached. The work itself must watch the signal too. */
  readonly within: <T>(work: Promise<T>) => Promise<T>;
}

/** Limits for one call. `timeoutMs` defaults to the store's. A call cancelled by its caller throws the signal's reason. */
export function callLimits(
  store: StoreMap,
  callerSignal: AbortSignal,
  timeoutMs = store.timeoutMs,
): CallLimits {
  const timer = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([callerSignal, timer]);
  const blame = (error: unknown): unknown => {
    if (callerSignal.aborted) return callerSignal.reason;
    if (timer.aborted) return stalled(store, timeoutMs);
    return error;
  };
  const within = async <T>(work: Promise<T>): Promise<T> => {
    let stop: (() => void) | undefined;
    const limit = new Promise<never>((_, reject) => {
      stop = () => {
        const reason = blame(undefined);
        reject(reason instanceof Error ? reason : new Error('The call was cancelled.'));
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work, limit]);
    } catch (error) {
      throw blame(error);
    } finally {
      if (stop !== undefined) signal.removeEventListener('abort', stop);
    }
  };
  return { signal, blame, within };
}

/** The failure of a store that did not answer in time. */
function stalled(store: StoreMap, timeoutMs: number): StoreFailure {
  return new StoreFailure('stalled', `Store ${store.id} did not answer within ${timeoutMs} ms.`);
}
