import { hkdfSync } from 'node:crypto';

/** Length of every symmetric key here: AES-256 and HMAC-SHA-256. */
export const keyBytes = 32;

/** A key for one named use from a secret (HKDF-SHA-256): knowing it tells nothing of the secret or of other uses. */
export function deriveKey(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), `habeas/${purpose}`, keyBytes));
}
