import { ApplicationFailure } from '@temporalio/activity';
import type { StoreStepResult } from '../../contracts/temporal/messages';
import { StoreFailure } from '../../domain/connector';
import { leave } from './store-work';

/** A failure of a store inside a batch: the store leaves, the others go on. */
export function leaveAfter(error: unknown): StoreStepResult {
  if (isTimeOut(error)) return leave('failed', 'stalled');
  if (!(error instanceof StoreFailure)) throw error;
  if (error.kind === 'drift') return leave('drift');
  return error.retryable ? leave('failed', error.kind) : leave('trouble', error.kind);
}

/** Our own time limit on a call; connectors pass its reason on as it is. */
export function isTimeOut(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

/** An answer that is still to come, as a retry: Temporal waits without spending history. */
export function askAgainLater(storeId: string, attempt: number): ApplicationFailure {
  const nextRetryDelay = Math.min(600_000, 1_000 * 2 ** Math.min(attempt - 1, 10));
  return ApplicationFailure.create({
    message: `Store ${storeId} has not answered yet.`,
    type: 'StoreAnswerPending',
    nextRetryDelay,
  });
}
