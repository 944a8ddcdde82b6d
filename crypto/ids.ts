import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isRequestId } from '../domain/ids';
import type { RequestId, TaskId } from '../domain/ids';

/** Crockford's base 32 in lower case: no i, l, o, u, so that an id survives being read aloud. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const opaqueLength = 20;
const tokenBytes = 32;
const codeDigits = 8;

function opaque(): string {
  // 256 is a multiple of 32, so the remainder of a random byte is uniform.
  return Array.from(randomBytes(opaqueLength), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

/** A new request id: `req_` and 20 random characters (100 bits). Says nothing about anybody. */
export function newRequestId(): RequestId {
  const id = `req_${opaque()}`;
  if (!isRequestId(id)) throw new TypeError('The generator and the pattern of request ids disagree.');
  return id;
}

/** A new task id: `task_` and 20 random characters (100 bits). */
export function newTaskId(): TaskId {
  return `task_${opaque()}`;
}

/** A new secret for a person or machine: 256 random bits, base64url. Only its {@link sha256Hex} may be stored. */
export function newToken(): string {
  return randomBytes(tokenBytes).toString('base64url');
}

/** SHA-256, hexadecimal. Not for personal values: those are short enough to guess; use a keyed hash. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** True when both are equal; takes the same time wherever they differ, and whatever their lengths. */
export function constantTimeEqual(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(left), digest(right));
}

/**
 * The code to mail: 8 digits (26 bits), a keyed function of its arguments, so that an activity that runs again mails the
 * same code and not a second one. `purpose` must name request and purpose, e.g. `req_…/verifyIdentity`; `n` counts the
 * codes asked for.
 */
export function deriveCode(key: Uint8Array, purpose: string, n: number): string {
  const message = JSON.stringify(['habeas/code/v1', purpose, n]);
  const digest = createHmac('sha256', key).update(message, 'utf8').digest();
  // 64 bits modulo 10^8: the bias is below 10^-11.
  return (digest.readBigUInt64BE() % 10n ** BigInt(codeDigits)).toString().padStart(codeDigits, '0');
}
