import { createHmac } from 'node:crypto';

/**
 * A keyed fingerprint by which an identifier can be looked up without being stored: HMAC-SHA-256 of `kind:value`,
 * hexadecimal. `value` must be in the normal form of its kind, or equal identifiers have different fingerprints.
 */
export function blindIndex(key: Uint8Array, kind: string, value: string): string {
  return keyedHash(key, `${kind}:${value}`);
}

/** HMAC-SHA-256 of a text, hexadecimal. */
export function keyedHash(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}
