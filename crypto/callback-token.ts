import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from './ids';

/** Where a processor posts its answer to one order, and how it signs. */
export interface CallbackPlace {
  /** Unguessable part of the address, 256 bits, base64url. */
  readonly token: string;
  /** SHA-256 of the token, hexadecimal: all that is stored of it. */
  readonly answerId: string;
  /** Secret of the signature. Travels in the order's body, since addresses end up in logs. */
  readonly secret: string;
}

/**
 * The place for the answer to one order, bound to request, store and operation. Made from a key of ours instead of drawn at
 * random: an order that is repeated must be the same to the last byte, and nothing of it need be stored in clear.
 */
export function callbackPlace(key: Uint8Array, operationId: string, storeId: string): CallbackPlace {
  const token = createHmac('sha256', key)
    .update(JSON.stringify(['token', operationId, storeId]))
    .digest('base64url');
  const answerId = sha256Hex(token);
  return { token, answerId, secret: callbackSecret(key, answerId) };
}

/** The secret that belongs to a place. */
export function callbackSecret(key: Uint8Array, answerId: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['secret', answerId]))
    .digest('base64url');
}

/** Longest difference of two clocks, in seconds; what is older was recorded and is played again. */
const longestSkew = 300;

/**
 * True when the header `t=<seconds since 1970>,v1=<hexadecimal HMAC-SHA-256 over "<t>.<body>">` is of this secret and body,
 * and not older or younger than five minutes.
 */
export function isSigned(secret: string, header: string, body: Uint8Array, now: string): boolean {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header);
  if (match === null) return false;
  const [, seconds = '', given = ''] = match;
  if (Math.abs(Number(seconds) - Date.parse(now) / 1_000) > longestSkew) return false;
  const mac = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
  return timingSafeEqual(mac, Buffer.from(given, 'hex'));
}
