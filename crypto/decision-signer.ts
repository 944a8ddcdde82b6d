import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';

/** Marks the tokens, so that none of another use is taken for an answer (RFC 8725, 3.11). */
export const decisionTokenType = 'habeas-decision+jwt';

/** Signs answers with Ed25519 and publishes the keys by which they are checked. */
export interface DecisionSigner {
  /** A compact JWS over these claims, its header naming the key. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Public keys: that before, the one in use, and the next, so that a cached set outlasts a rotation. */
  readonly keys: readonly JWK[];
}

/** PKCS #8 form of an Ed25519 private key (RFC 8410) up to its 32 bytes. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The signer with the key of this number (1 or more). `derive` gives 32 secret bytes for a named use, the same on every
 * process; no key is stored, and knowing one of them tells nothing of the others.
 */
export async function createDecisionSigner(
  derive: (purpose: string) => Promise<Uint8Array>,
  number: number,
): Promise<DecisionSigner> {
  const keyOf = async (which: number): Promise<KeyObject> =>
    privateKey(await derive(`decision-signing/${which}`));
  const current = await keyOf(number);
  const { kid } = await publicKey(current);
  const published = [number - 1, number, number + 1].filter((which) => which >= 1);
  const keys = await Promise.all(published.map(async (which) => publicKey(await keyOf(which))));
  return {
    keys,
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: decisionTokenType, kid }).sign(current),
  };
}

function privateKey(secret: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, secret]), format: 'der', type: 'pkcs8' });
}

async function publicKey(key: KeyObject): Promise<JWK & { readonly kid: string }> {
  const jwk = await exportJWK(createPublicKey(key));
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'EdDSA' };
}
