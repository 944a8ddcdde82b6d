import type { AppealOutcomeContent, ComplaintOutcomeContent } from '../domain/notice';
import type { DecidedReview } from '../domain/review';
import { isReview } from '../domain/right';
import type { CoreDeps, RequestContext } from './deps';
import { claimsOf } from './deps';
import { verifiedBase } from './letter-facts';
import * as slots from './vault-slots';

/** The letter that tells how a complaint or an appeal was decided, with the reasons in the words of staff. */
export async function reviewLetter(
  deps: CoreDeps,
  context: RequestContext,
  { decision, reasonsHash }: DecidedReview,
  decidedAt: string,
): Promise<AppealOutcomeContent | ComplaintOutcomeContent> {
  const { requestId, right } = context.view;
  const claims = await claimsOf(deps.books, requestId);
  const reasons = await slots.staffText('reasons', reasonsHash).read(deps.books.vault, requestId);
  if (reasons === undefined)
    throw new Error(`The reasons of the decision on ${requestId} are not in the vault.`);
  if (!isReview(right)) throw new Error(`Request ${requestId} is no complaint and no appeal.`);
  return { kind: `${right}Outcome`, ...verifiedBase(deps, context, claims), decision, decidedAt, reasons };
}
