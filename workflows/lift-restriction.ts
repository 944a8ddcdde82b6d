import { sleep } from '@temporalio/workflow';
import type { Actor } from '../domain/actor';
import type { RequestId } from '../domain/ids';
import { letters, singleStore } from './activity-stubs';

/** What {@link liftRestrictionWorkflow} starts with. */
export interface LiftRestrictionInput {
  readonly requestId: RequestId;
  readonly actor: Actor;
  /** Time between warning and lifting. */
  readonly warningMs: number;
}

/**
 * Lifts the restriction of a request that was carried out: the person is warned first (GDPR art 18(3)), then the marks in
 * the stores and in the engine's register are taken back, and the person is told.
 */
export async function liftRestrictionWorkflow(input: LiftRestrictionInput): Promise<void> {
  const { requestId, actor, warningMs } = input;
  await letters.warnOfLifting({ requestId, actor, warningMs });
  await sleep(Math.max(1, warningMs));
  await singleStore.liftStoreMarks({ requestId });
  await letters.finishLifting({ requestId, actor });
}
