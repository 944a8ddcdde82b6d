import { ApplicationFailure } from '@temporalio/activity';
import type { StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';

/** A call that ends with the store's time-out or with the activity, whichever comes first. */
export function storeCall(
  operationId: string,
  store: StoreMap,
  cutOffAt: string,
  cancelled: AbortSignal,
  longestMs = store.timeoutMs,
): StoreCall {
  const timeout = AbortSignal.timeout(Math.min(longestMs, store.timeoutMs));
  return { operationId, cutOffAt, signal: AbortSignal.any([timeout, cancelled]) };
}

/**
 * A store's failure as Temporal sees it: its kind and store, never its text, which a store may have filled with data.
 * Worth a retry only when nobody has to act first.
 */
export function storeProblem(error: unknown, storeId: string): Error {
  if (!(error instanceof StoreFailure))
    return error instanceof Error ? error : new Error('A store threw no error.');
  const message = `Store ${storeId}: ${error.kind}${error.collection === undefined ? '' : ` in ${error.collection}`}`;
  return error.retryable
    ? ApplicationFailure.retryable(message, error.kind)
    : ApplicationFailure.nonRetryable(message, error.kind);
}
