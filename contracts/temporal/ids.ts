import type { RequestId } from '../../domain/ids';
import { parseRequestId } from '../../domain/ids';

/** Id of the workflow that carries a request. */
export function requestWorkflowId(requestId: RequestId): string {
  return `dsr/${requestId}`;
}

/** The request that a workflow id carries; `undefined` for workflows of other kinds. The inverse of {@link requestWorkflowId}. */
export function requestOfWorkflowId(workflowId: string): RequestId | undefined {
  return workflowId.startsWith('dsr/') ? parseRequestId(workflowId.slice('dsr/'.length)) : undefined;
}

/** Id of the workflow that mails one code; the same `key` is the same mail. */
export function codeWorkflowId(requestId: RequestId, purpose: string, key: string): string {
  return `code/${requestId}/${purpose}/${key}`;
}

/** Id of the workflow that warns of, and then lifts, the restriction of a closed request. */
export function liftingWorkflowId(requestId: RequestId): string {
  return `lifting/${requestId}`;
}

/** Id of the workflow that carries out what a closed request deferred, by the day whose end made it due. */
export function deferralWorkflowId(requestId: RequestId, until: string): string {
  return `deferred/${requestId}/${until}`;
}
