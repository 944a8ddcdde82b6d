import type { ReviewBody } from '../../contracts/http/reviews';
import { PublicError } from '../../domain/errors';
import type { IntakeClaims } from '../../domain/ports';
import { appealRefusal } from '../../domain/review';
import type { Call } from '../call';
import { viewOf } from '../call';
import type { Answer } from '../route';
import { readClaims } from '../vault-slots';
import { admit } from './intake';
import { checkRegimes, statementProblems } from './intake-claims';
import { demandReviewClock } from './intake-about';

/**
 * Takes in a complaint or an appeal of the verified person. Nothing is left to prove, so it goes to staff at once, and a
 * refusal may say precisely how the request stands that it is about. Name and address are those that were proven.
 * @throws PublicError DSR_APPEAL_TOO_EARLY, DSR_NOTHING_TO_APPEAL, DSR_REVIEW_NOT_KNOWN, DSR_REGIME_UNKNOWN,
 * DSR_BODY_INVALID
 */
export async function takeInReview(call: Call<undefined, ReviewBody>): Promise<Answer> {
  const { deps, body } = call;
  const about = viewOf(call);
  const { right, statement } = body;
  const refused = right === 'appeal' ? appealRefusal(about) : undefined;
  if (refused !== undefined) throw new PublicError(refused.code, refused.detail);
  const [problem] = statementProblems(right, statement);
  if (problem !== undefined)
    throw new PublicError('DSR_BODY_INVALID', `${problem.path}: ${problem.problem}`, [problem]);
  const regimes = body.regimes === undefined ? about.regimes : checkRegimes(deps, body.regimes);
  const locale = body.locale ?? about.locale;
  demandReviewClock(deps.clocks.rules, right, regimes, locale);
  const claims = await provenClaims(call, statement);
  const { requestId } = about;
  return admit(
    call,
    { right, regimes, claims, about: requestId, verificationNeeded: false, proven: true },
    locale,
  );
}

/** Who the person is, as it was proven for the request that this one is about; nothing else of that request. */
async function provenClaims(call: Call, statement: string | undefined): Promise<IntakeClaims> {
  const known = await readClaims(call.deps.books.vault, viewOf(call).requestId);
  if (known === undefined)
    throw new PublicError('DSR_ABOUT_UNKNOWN', 'What was known of the person is no longer kept; ask anew.');
  const { name, identifiers } = known;
  return { name, identifiers, ...(statement === undefined ? {} : { statement }) };
}
