import type { Actor } from './actor';
import type { EvidenceEntry, EvidenceType } from './evidence';
import type { RequestId } from './ids';
import type { RequestOutcome, ReviewDecision } from './outcome';
import { appealDecisions, explanationDecisions } from './outcome';
import { reviewSlots } from './policy';
import { refusal } from './refusal';
import type { Refusal } from './refusal';
import type { Command, Phase, Proposal, RequestState } from './request';
import { isWithoutStores } from './right';
import type { RequestKind } from './right';

/** What makes a request a complaint or an appeal. */
export interface Review {
  /** The request that it is about; absent for a complaint about something else. */
  readonly about?: RequestId;
  /** Staff who decided that request: none of them decides this one. Absent until that is established. */
  readonly excluded?: readonly string[];
  /** How it was decided. The reasons are in the vault under their keyed hash. */
  readonly decided?: DecidedReview;
}

/** A decision with the keyed hash of its reasons. */
export interface DecidedReview {
  readonly decision: ReviewDecision;
  readonly reasonsHash: string;
}

/** Evidence of deciding: whoever stands in it as staff has taken part in what became of the request. */
const deciding: readonly EvidenceType[] = [
  'refusalProposed',
  'approvalGiven',
  'objectionDecided',
  'decisionProposed',
];

/**
 * Ids of the staff who decided a request, by its chain of evidence, each once: who prepared or approved anything, weighed
 * an objection, or reported that a store's work cannot be done. Of a review also those who were kept from it: a complaint
 * about an appeal is not for those who made the refusal.
 */
export function decidersOf(chain: readonly EvidenceEntry[]): string[] {
  const ids = chain.flatMap((entry) => {
    if (entry.type === 'reviewOpened') return excludedIn(entry);
    const isDecision =
      deciding.includes(entry.type) ||
      (entry.type === 'taskCompleted' && entry.facts['result'] === 'cannotBeDone');
    return isDecision && entry.actor.kind === 'staff' ? [entry.actor.id] : [];
  });
  return [...new Set(ids)];
}

function excludedIn({ facts }: EvidenceEntry): string[] {
  const { excluded } = facts;
  return Array.isArray(excluded) ? excluded.filter((id): id is string => typeof id === 'string') : [];
}

type DecideReview = Extract<Command, { name: 'decideReview' }>;

/** Complaints and appeals are upheld or rejected; the question about an automated decision is answered. */
export function decisionRefusal(
  { right }: RequestState,
  { decision }: Pick<DecideReview, 'decision'>,
): Refusal | undefined {
  const fitting: readonly ReviewDecision[] = right === 'explanation' ? explanationDecisions : appealDecisions;
  return fitting.includes(decision)
    ? undefined
    : refusal('DSR_BODY_INVALID', `Expected ${fitting.join(', ')} for ${right}, not ${decision}.`);
}

/** Why a review may not be decided so by this member of staff now. */
export function reviewRefusal({ review, proposal }: RequestState, actor: Actor): Refusal | undefined {
  if (review?.excluded === undefined)
    return refusal(
      'DSR_WRONG_PHASE',
      'Who decided what this is about is still being established; try again.',
    );
  if (proposal !== undefined)
    return refusal('DSR_ALREADY_DECIDED', 'A decision lies there already; approve it or send it back.');
  return exclusionRefusal(review, actor);
}

/** Nobody judges the own decision, neither by deciding the review nor by agreeing to what another decided. */
export function exclusionRefusal(review: Review | undefined, actor: Actor): Refusal | undefined {
  const tookPart = actor.kind === 'staff' && review?.excluded?.includes(actor.id) === true;
  return tookPart
    ? refusal('DSR_SAME_PERSON', 'You decided the request that this is about; somebody else must decide now.')
    : undefined;
}

/** The decision as it lies there: in force at once, or when a second person has agreed to exactly these reasons. */
export function decisionProposal(
  review: Review | undefined,
  { decision, reasonsHash }: DecideReview,
  actor: Actor,
): Proposal {
  const slots = reviewSlots(review?.excluded?.length ?? 0);
  return { kind: 'decision', hash: reasonsHash, preparedBy: actor, slots, approvals: [], decision };
}

/** What of a request says whether it can be appealed against. */
export interface Appealed {
  readonly right: RequestKind;
  readonly phase: Phase;
  readonly outcome?: RequestOutcome;
}

/** Why there is nothing to appeal against, or `undefined` when there is: a refusal, of the whole or of a part. */
export function appealRefusal({ right, phase, outcome }: Appealed): Refusal | undefined {
  if (isWithoutStores(right))
    return refusal(
      'DSR_NOTHING_TO_APPEAL',
      `That request is a ${right} itself; its letter says where to turn.`,
    );
  if (phase !== 'closed')
    return refusal(
      'DSR_APPEAL_TOO_EARLY',
      `The request is ${phase}; there is no answer yet. A complaint can be made at any time.`,
    );
  return outcome === 'refused' || outcome === 'partlyFulfilled'
    ? undefined
    : refusal(
        'DSR_NOTHING_TO_APPEAL',
        `Expected a request that was refused or partlyFulfilled; that one is ${outcome ?? 'without outcome'}. A complaint can be made.`,
      );
}
