import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';

/** Makes failures that name the store and nothing else. */
export function failWith(
  store: Pick<StoreMap, 'id'>,
): (kind: StoreFailureKind, what: string) => StoreFailure {
  return (kind, what) => new StoreFailure(kind, `Store ${store.id} (processor) ${what}.`);
}

/** `fetch` throws a TypeError with a cause for every fault of the network, from DNS to a cut answer. */
export function networkFailure(store: Pick<StoreMap, 'id'>, error: unknown): unknown {
  const { name, cause } = (error ?? {}) as {
    readonly name?: unknown;
    readonly cause?: { readonly code?: unknown };
  };
  if (name !== 'TypeError' || cause === undefined) return error;
  return /TIMEOUT|TIMEDOUT/.test(String(cause.code))
    ? failWith(store)('stalled', 'did not answer in time')
    : failWith(store)('unreachable', 'cannot be reached');
}
