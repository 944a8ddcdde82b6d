import { policyDefaults } from '../domain/policy';
import type { RequestId } from '../domain/ids';
import type { MailedCode } from '../domain/notice';
import type { CodePurpose } from '../domain/ports';
import type { CoreDeps } from './deps';

/**
 * The code for one purpose and occasion: eight digits drawn from a hash under the request's own key, so that an activity
 * that runs twice mails the same code twice instead of voiding the first.
 */
export async function codeFor(
  deps: CoreDeps,
  requestId: RequestId,
  purpose: CodePurpose,
  occasion: string,
): Promise<MailedCode> {
  const mac = await deps.books.vault.commitment(requestId, { use: 'mailed-code', purpose, occasion });
  // 48 bits modulo 10^8: the bias is below one in a million.
  const value = String(Number.parseInt(mac.slice(0, 12), 16) % 100_000_000).padStart(8, '0');
  return { value, minutes: deps.settings.codeLifetimeMinutes, guesses: policyDefaults.guessesPerCode };
}

/** Enters the code so that it can be guessed; false when the day's limit of codes is reached. */
export async function enterCode(
  deps: CoreDeps,
  requestId: RequestId,
  purpose: CodePurpose,
  code: MailedCode,
): Promise<boolean> {
  const issuedAt = deps.now();
  const expiresAt = new Date(Date.parse(issuedAt) + code.minutes * 60_000).toISOString();
  const codeHash = deps.hashCode(requestId, purpose, code.value);
  return deps.books.codes.issue({ requestId, purpose, codeHash, issuedAt, expiresAt });
}
