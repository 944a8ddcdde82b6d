import { PublicError } from '../../domain/errors';
import type { ErrorCode } from '../../domain/errors';
import type { CodePurpose, GuessResult, RequestView } from '../../domain/ports';
import { sha256 } from '../authenticate';
import type { Call } from '../call';
import { viewOf } from '../call';
import type { Answer } from '../route';

/**
 * Has a fresh code mailed. After verification as well: whoever lost the subject's token proves control of the address
 * again and gets a new one.
 */
export async function askForCode(call: Call): Promise<Answer> {
  const view = viewOf(call);
  refuseBeforeAcknowledgement(view);
  await call.deps.gateway.mailCode(view.requestId, 'verifyIdentity', call.repeatId);
  return { body: { status: 'queued' } };
}

/** Checks the mailed code. When it is right, the request goes on and the person gets a token of their own. */
export async function verify(call: Call<undefined, { code: string }>): Promise<Answer> {
  const { deps, body } = call;
  const view = viewOf(call);
  refuseBeforeAcknowledgement(view);
  // A right guess uses the code up: remembered, so that a repeat after a fault goes on from here.
  const { subjectToken } = await call.remember(async () => {
    await demandCode(call, 'verifyIdentity', body.code);
    return { subjectToken: deps.newToken() };
  });
  if (view.phase === 'verifying')
    await deps.gateway.command(
      view.requestId,
      call.repeatId,
      { name: 'verifyIdentity', channel: 'email' },
      { kind: 'subject' },
    );
  await deps.books.requests.grantSubjectToken(view.requestId, sha256(subjectToken));
  return { body: { subjectToken } };
}

function refuseBeforeAcknowledgement(view: RequestView): void {
  if (view.phase === 'received')
    throw new PublicError(
      'DSR_WRONG_PHASE',
      'The request is being acknowledged; the first code comes with that.',
    );
}

const problems: Readonly<Record<Exclude<GuessResult, 'right'>, ErrorCode>> = {
  wrong: 'DSR_CODE_WRONG',
  // A code that never was looks like a wrong one: nothing is learnt from asking.
  none: 'DSR_CODE_WRONG',
  expired: 'DSR_CODE_EXPIRED',
  used: 'DSR_CODE_USED',
  exhausted: 'DSR_CODE_EXHAUSTED',
};

/** Counts and compares a guess. @throws PublicError DSR_CODE_… unless it is right. */
export async function demandCode(call: Call, purpose: CodePurpose, code: string): Promise<void> {
  const { requestId } = viewOf(call);
  const hash = call.deps.hashCode(requestId, purpose, code);
  const result = await call.deps.books.codes.guess(requestId, purpose, hash, call.now);
  if (result !== 'right') throw new PublicError(problems[result]);
}
