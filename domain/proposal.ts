import type { StaffRole } from './actor';
import type { Proposal, RequestState } from './request';

/** The roles that may give the next approval, or `undefined` when none is missing. */
export function openSlot(proposal: Proposal): readonly StaffRole[] | undefined {
  return proposal.slots[proposal.approvals.length];
}

/** True when every approval of the open proposal is given. */
export function isApproved(state: RequestState): boolean {
  return state.proposal !== undefined && openSlot(state.proposal) === undefined;
}
