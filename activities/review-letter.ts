import type { AppealOutcomeContent, ComplaintOutcomeContent, ExplanationContent } from '../domain/notice';
import { appealDecisions, explanationDecisions } from '../domain/outcome';
import type { DecidedReview } from '../domain/review';
import { isReview } from '../domain/right';
import type { CoreDeps, RequestContext } from './deps';
import { claimsOf } from './deps';
import { verifiedBase } from './letter-facts';
import * as slots from './vault-slots';

/** The letter that tells how a request without stores was decided, with the reasons in the words of staff. */
export async function reviewLetter(
  deps: CoreDeps,
  context: RequestContext,
  { decision, reasonsHash }: DecidedReview,
  decidedAt: string,
): Promise<AppealOutcomeContent | ComplaintOutcomeContent | ExplanationContent> {
  const { requestId, right } = context.view;
  const claims = await claimsOf(deps.books, requestId);
  const reasons = await slots.staffText('reasons', reasonsHash).read(deps.books.vault, requestId);
  if (reasons === undefined)
    throw new Error(`The reasons of the decision on ${requestId} are not in the vault.`);
  const base = { ...verifiedBase(deps, context, claims), decidedAt, reasons };
  const explained = explanationDecisions.find((one) => one === decision);
  const judged = appealDecisions.find((one) => one === decision);
  if (right === 'explanation' && explained !== undefined) {
    const factors = await slots.factors(reasonsHash).read(deps.books.vault, requestId);
    return { kind: 'explanation', ...base, decision: explained, factors: factors ?? [] };
  }
  if (!isReview(right) || judged === undefined)
    throw new Error(`Request ${requestId} (${right}) cannot be decided as ${decision}.`);
  return { kind: `${right}Outcome`, ...base, decision: judged };
}
