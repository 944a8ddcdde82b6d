import type { Projection } from './ports';
import type { RequestState, WaitingReason } from './request';
import { resumeOf } from './resume-state';
import { workStandsStill } from './standing';

/** What the read model shows of the workflow's state. */
export function projectionOf(state: RequestState): Projection {
  return {
    phase: state.phase,
    outcome: state.outcome ?? null,
    waiting: waitingReasons(state),
    tally: state.tally,
    verifiedAt: state.verifiedAt ?? null,
    proposal: state.proposal ?? null,
    change: state.change ?? null,
    objection: state.objection ?? null,
    regimes: state.regimes,
    resume: resumeOf(state),
  };
}

/** For whom or what the request waits right now. */
export function waitingReasons(state: RequestState): WaitingReason[] {
  const reasons: WaitingReason[] = [];
  const changeOpen = state.change !== undefined && state.change.confirmedAt === undefined;
  const feeOpen = state.fee?.status === 'asked' && workStandsStill(state);
  if (state.phase === 'verifying' || (state.phase === 'assessing' && changeOpen) || feeOpen)
    reasons.push('subject');
  const approvalsOpen =
    state.proposal !== undefined && state.proposal.approvals.length < state.proposal.slots.length;
  const balanceOpen = state.phase === 'assessing' && state.objection?.decision === 'open';
  const reviewOpen =
    state.phase === 'assessing' && state.review?.excluded !== undefined && state.proposal === undefined;
  if (approvalsOpen || balanceOpen || reviewOpen || state.openTasks.length > 0) reasons.push('staff');
  if (state.phase === 'executing' && state.openTasks.length === 0) reasons.push('store');
  if (state.pausedFor !== undefined) reasons.push('pause');
  return reasons;
}
