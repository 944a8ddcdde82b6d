import { setTimeout as delay } from 'node:timers/promises';
import { PublicError } from '../domain/errors';
import type { IdempotencyBook, StoredAnswer } from '../domain/ports';

const keyPattern = /^[\x21-\x7e]{1,200}$/;
/** Anybody may send an intake, so its key must not be one that somebody else would think of: a UUID has 36 characters. */
const publicKeyLength = 16;

/** How long a repeat waits for the first call to end. It looks less and less often: many may wait at once. */
const waitMs = 5_000;
const firstLookMs = 60;

/**
 * The caller's key.
 * @throws PublicError DSR_IDEMPOTENCY_KEY_MISSING when it is absent or could be somebody else's.
 */
export function idempotencyKey(header: string | undefined, isPublic: boolean): string {
  const fits = header !== undefined && keyPattern.test(header);
  if (!fits || (isPublic && header.length < publicKeyLength))
    throw new PublicError(
      'DSR_IDEMPOTENCY_KEY_MISSING',
      `Send an Idempotency-Key of ${isPublic ? publicKeyLength : 1} to 200 printable characters, e.g. a UUID.`,
    );
  return header;
}

/** One call under a key. */
export interface KeyedCall {
  /** Caller and route. */
  readonly scope: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly now: string;
}

/**
 * Does the work once per key and gives every repeat the first answer. A call that fails gives its key back: every work
 * here may be repeated safely, and a refusal has changed nothing.
 * @throws PublicError DSR_IDEMPOTENCY_CONFLICT, DSR_IDEMPOTENCY_IN_PROGRESS
 */
export async function once(
  book: IdempotencyBook,
  call: KeyedCall,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const { scope, key, bodyHash, now } = call;
  const until = Date.now() + waitMs;
  for (let lookMs = firstLookMs; ; lookMs *= 1.5) {
    const claim = await book.begin(scope, key, bodyHash, now);
    if (claim.outcome === 'replay') return claim.answer;
    if (claim.outcome === 'conflict') throw new PublicError('DSR_IDEMPOTENCY_CONFLICT');
    if (claim.outcome === 'new') break;
    if (Date.now() > until) throw new PublicError('DSR_IDEMPOTENCY_IN_PROGRESS');
    await delay(lookMs);
  }
  let answer: StoredAnswer;
  try {
    answer = await work();
  } catch (error) {
    await book.release(scope, key).catch(() => undefined);
    throw error;
  }
  // The work is done: an answer that cannot be kept must not turn it into a failure.
  await book.finish(scope, key, answer).catch(() => undefined);
  return answer;
}
