import { blindIndex, keyedHash } from './blind-index';
import { deriveKey } from './derive-key';
import { open, seal } from './envelope';

/**
 * A commitment to a value: keyed under a subkey of the request's data key, so that it can be checked while the key
 * lives and is a random number once the key is destroyed. `canonical` is the value's canonical JSON.
 */
export function commitment(dataKey: Uint8Array, canonical: string): string {
  return keyedHash(deriveKey(dataKey, 'commitment/v1'), canonical);
}

/** All that persistence needs of cryptography, in one object for wiring. */
export const cipher = { seal, open, keyedHash, blindIndex, commitment } as const;
