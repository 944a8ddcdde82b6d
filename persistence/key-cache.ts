import type { RequestId } from '../domain/ids';

const mostKeys = 500;
const longestMs = 60_000;

/** Unwrapped keys in memory: few, and not for long. */
export interface KeyCache {
  find(requestId: RequestId): Uint8Array | undefined;
  keep(requestId: RequestId, key: Uint8Array): void;
  forget(requestId: RequestId): void;
}

/** An empty cache that drops the key used longest ago when it is full. `clock` in ms, for tests. */
export function createKeyCache(clock: () => number = Date.now): KeyCache {
  // A Map keeps insertion order: the first is the one used longest ago.
  const held = new Map<RequestId, { readonly key: Uint8Array; readonly until: number }>();
  return {
    find: (requestId) => {
      const entry = held.get(requestId);
      if (entry === undefined) return undefined;
      held.delete(requestId);
      if (entry.until <= clock()) return undefined;
      held.set(requestId, entry);
      return entry.key;
    },
    keep: (requestId, key) => {
      held.delete(requestId);
      held.set(requestId, { key, until: clock() + longestMs });
      const oldest = held.keys().next();
      if (held.size > mostKeys && oldest.done !== true) held.delete(oldest.value);
    },
    forget: (requestId) => {
      held.delete(requestId);
    },
  };
}
