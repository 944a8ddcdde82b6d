import type { CaseId } from '../domain/ids';

const mostKeys = 500;
const longestMs = 60_000;

/** Unwrapped keys in memory: few, and not for long. */
export interface KeyCache {
  find(caseId: CaseId): Uint8Array | undefined;
  keep(caseId: CaseId, key: Uint8Array): void;
  forget(caseId: CaseId): void;
}

/** An empty cache that drops the key used longest ago when it is full. `clock` in ms, for tests. */
export function createKeyCache(clock: () => number = Date.now): KeyCache {
  // A Map keeps insertion order: the first is the one used longest ago.
  const held = new Map<CaseId, { readonly key: Uint8Array; readonly until: number }>();
  return {
    find: (caseId) => {
      const entry = held.get(caseId);
      if (entry === undefined) return undefined;
      held.delete(caseId);
      if (entry.until <= clock()) return undefined;
      held.set(caseId, entry);
      return entry.key;
    },
    keep: (caseId, key) => {
      held.delete(caseId);
      held.set(caseId, { key, until: clock() + longestMs });
      const oldest = held.keys().next();
      if (held.size > mostKeys && oldest.done !== true) held.delete(oldest.value);
    },
    forget: (caseId) => {
      held.delete(caseId);
    },
  };
}
