import { ParentClosePolicy, WorkflowIdReusePolicy, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { deferralWorkflowId } from '../contracts/temporal/ids';
import type { RequestId, StoreId } from '../domain/ids';
import { letters, singleStore } from './activity-stubs';
import { enforcement } from './enforcement-stubs';

/** What {@link deferredDeletionWorkflow} starts with. */
export interface DeferredDeletionInput {
  readonly requestId: RequestId;
  readonly storeIds: readonly StoreId[];
}

/**
 * Starts one short workflow for each request of which a deferred deletion is due. Started every hour by a schedule; what one
 * run does not come to is found by the next.
 */
export async function startDeferredDeletionsWorkflow(): Promise<void> {
  for (const { requestId, storeIds, until } of await enforcement.dueDeferrals()) {
    try {
      await startChild(deferredDeletionWorkflow, {
        workflowId: deferralWorkflowId(requestId, until),
        args: [{ requestId, storeIds }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
}

/** Deletes what a request deferred and what has fallen due, store beside store, and tells the person when nothing is left. */
export async function deferredDeletionWorkflow({
  requestId,
  storeIds,
}: DeferredDeletionInput): Promise<void> {
  await Promise.all(storeIds.map((storeId) => singleStore.deleteDeferred({ requestId, storeId })));
  await letters.tellDeferredDone({ requestId });
}
