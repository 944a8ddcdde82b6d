import type { ReviewDecisionBody } from '../../contracts/http/reviews';
import { PublicError } from '../../domain/errors';
import type { Call } from '../call';
import { viewOf } from '../call';
import { command } from '../people/steps';
import type { Answer } from '../route';
import { noteView } from './note-view';

/**
 * Decides a complaint or an appeal, or explains an automated decision. The reasons are about the person, so they go to the vault under their own keyed hash,
 * and only that hash to the engine: a decision that is refused afterwards overwrites nobody else's text.
 */
export async function decideReview(call: Call<undefined, ReviewDecisionBody>): Promise<Answer> {
  const { vault } = call.deps.books;
  const { requestId } = viewOf(call);
  const { decision, reasons, factors } = call.body;
  checkFactors(call.body);
  const told = { decision, reasons, ...(factors === undefined ? {} : { factors }) };
  const reasonsHash = await vault.commitment(requestId, told);
  await vault.put(requestId, `reasons/${reasonsHash}`, reasons);
  if (factors !== undefined) await vault.put(requestId, `factors/${reasonsHash}`, factors);
  return command(call, { name: 'decideReview', decision, reasonsHash });
}

/** An explanation without what weighed explains nothing (PIPL art 24(3)); nothing else has such a list. */
function checkFactors({ decision, factors }: ReviewDecisionBody): void {
  const explains = decision === 'explained' || decision === 'decidedAnew';
  if (explains === (factors !== undefined)) return;
  const problem = explains
    ? 'Say what weighed in the decision.'
    : `There are no factors in ${decision}; remove them.`;
  throw new PublicError('DSR_BODY_INVALID', `factors: ${problem}`, [{ path: 'factors', problem }]);
}

/** The decision that lies there: whoever agrees to it must have read it. */
export async function showReviewDecision(call: Call): Promise<Answer> {
  const { requestId, proposal } = viewOf(call);
  if (proposal?.decision === undefined) throw new PublicError('DSR_NOT_FOUND', 'No decision lies here.');
  await noteView(call, 'reasons', 'assessment');
  const reasons = await call.deps.books.vault.get(requestId, `reasons/${proposal.hash}`);
  const factors = await call.deps.books.vault.get(requestId, `factors/${proposal.hash}`);
  return { body: { hash: proposal.hash, decision: proposal.decision, reasons, factors } };
}
