import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIncidentId, isRequestId } from '../domain/ids';
import type { IncidentId, RequestId } from '../domain/ids';

/** Crockford's base 32 in lower case: no i, l, o, u, so that an id survives being read aloud. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const opaqueLength = 20;
const tokenBytes = 32;

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

/** A new incident id: `inc_` and 20 random characters (100 bits). */
export function newIncidentId(): IncidentId {
  const id = `inc_${opaque()}`;
  if (!isIncidentId(id)) throw new TypeError('The generator and the pattern of incident ids disagree.');
  return id;
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
 * Hash under which a mailed code travels to the code book, bound to request and purpose. A code has few digits, so the book
 * keys this hash once more before it stores it.
 */
export function hashMailedCode(requestId: RequestId, purpose: string, code: string): string {
  return sha256Hex(JSON.stringify([requestId, purpose, code]));
}
