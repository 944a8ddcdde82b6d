import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + nonceBytes;
const algorithm = 'aes-256-gcm';

/**
 * Something sealed could not be opened. One message for wrong key, wrong place and changed bytes: telling them apart
 * helps only an attacker.
 */
export class EnvelopeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EnvelopeError';
  }
}

/**
 * Seals bytes with AES-256-GCM: version byte, random 96-bit nonce, ciphertext, 128-bit tag.
 *
 * `context` says where the result belongs, as `requestId/slot`. It is authenticated and not stored, so what was sealed
 * for one request opens in no other. Random nonces are safe for fewer than 2^32 seals under one key: a key per request
 * stays far below.
 */
export function seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(associatedData(context));
  return Buffer.concat([
    Buffer.of(version),
    nonce,
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/** Opens what {@link seal} made. @throws {@link EnvelopeError} unless key, context and every byte are the same. */
export function open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array {
  if (sealed.length < headerBytes + tagBytes || sealed[0] !== version)
    throw new EnvelopeError(`Expected an envelope of version ${version}; these bytes are none.`);
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(1, headerBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(associatedData(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const body = decipher.update(sealed.subarray(headerBytes, sealed.length - tagBytes));
  try {
    return Buffer.concat([body, decipher.final()]);
  } catch {
    throw new EnvelopeError('The envelope does not open: other key, other place, or changed bytes.');
  }
}

function associatedData(context: string): Buffer {
  return Buffer.from(`habeas/envelope/v${version}\0${context}`, 'utf8');
}
