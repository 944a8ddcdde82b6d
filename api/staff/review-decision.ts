import type { ReviewDecisionBody } from '../../contracts/http/reviews';
import { PublicError } from '../../domain/errors';
import type { Call } from '../call';
import { viewOf } from '../call';
import { command } from '../people/steps';
import type { Answer } from '../route';
import { noteView } from './note-view';

/**
 * Decides a complaint or an appeal. The reasons are about the person, so they go to the vault under their own keyed hash,
 * and only that hash to the engine: a decision that is refused afterwards overwrites nobody else's text.
 */
export async function decideReview(call: Call<undefined, ReviewDecisionBody>): Promise<Answer> {
  const { vault } = call.deps.books;
  const { requestId } = viewOf(call);
  const { decision, reasons } = call.body;
  const reasonsHash = await vault.commitment(requestId, { decision, reasons });
  await vault.put(requestId, `reasons/${reasonsHash}`, reasons);
  return command(call, { name: 'decideReview', decision, reasonsHash });
}

/** The decision that lies there: whoever agrees to it must have read it. */
export async function showReviewDecision(call: Call): Promise<Answer> {
  const { requestId, proposal } = viewOf(call);
  if (proposal?.decision === undefined) throw new PublicError('DSR_NOT_FOUND', 'No decision lies here.');
  await noteView(call, 'reasons', 'assessment');
  const reasons = await call.deps.books.vault.get(requestId, `reasons/${proposal.hash}`);
  return { body: { hash: proposal.hash, decision: proposal.decision, reasons } };
}
