import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { staffRoles } from '../domain/actor';
import type { StaffRole } from '../domain/actor';
import { PublicError } from '../domain/errors';

/** What a valid token of the identity provider says. A role that we do not know gives no right at all. */
export type TokenHolder =
  | { readonly kind: 'staff'; readonly id: string; readonly role: StaffRole }
  | { readonly kind: 'system'; readonly id: string }
  | { readonly kind: 'roleless'; readonly id: string };

/** Checks bearer tokens of staff and systems. */
export interface TokenVerifier {
  /** @throws PublicError DSR_UNAUTHENTICATED, or DSR_UNAVAILABLE while the provider's keys cannot be had. */
  verify(token: string): Promise<TokenHolder>;
}

/** Asymmetric only: with `none` or HMAC anybody could sign, the latter with our public key as secret. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
  'Ed25519',
];
/** A revoked key counts for at most five minutes (SECURITY.md S19). */
const keysLiveMs = 5 * 60_000;
const discoveryTimeoutMs = 5_000;
/** Opaque ids only: they are written to evidence. */
const opaqueId = /^[A-Za-z0-9][\w.:|-]{0,127}$/;

/** Where tokens come from and for whom they are. */
export interface TokenVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
}

/** A verifier whose keys come from the issuer's discovery document, fetched when first needed. */
export function createTokenVerifier({ issuer, audience }: TokenVerifierOptions): TokenVerifier {
  let keys: { readonly get: JWTVerifyGetKey; readonly until: number } | undefined;
  const currentKeys = async (): Promise<JWTVerifyGetKey> => {
    if (keys === undefined || keys.until < Date.now()) {
      const get = createRemoteJWKSet(await keysAddress(issuer), {
        cacheMaxAge: keysLiveMs,
        timeoutDuration: discoveryTimeoutMs,
      });
      keys = { get, until: Date.now() + keysLiveMs };
    }
    return keys.get;
  };
  return {
    verify: async (token) => {
      const get = await currentKeys();
      try {
        const { payload } = await jwtVerify(token, get, {
          issuer,
          audience,
          algorithms,
          requiredClaims: ['sub', 'exp'],
          clockTolerance: 5,
        });
        return holderOf(payload);
      } catch (error) {
        throw tokenProblem(error);
      }
    },
  };
}

/** Where the issuer publishes its keys. A document of another issuer is not believed. */
async function keysAddress(issuer: string): Promise<URL> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(address, {
      redirect: 'error',
      signal: AbortSignal.timeout(discoveryTimeoutMs),
    });
    const document: unknown = await response.json();
    if (response.ok && typeof document === 'object' && document !== null) {
      const { issuer: named, jwks_uri: keys } = document as { issuer?: unknown; jwks_uri?: unknown };
      if (named === issuer && typeof keys === 'string') return new URL(keys);
    }
  } catch {
    // Told below: what went wrong may name internal addresses.
  }
  throw new PublicError('DSR_UNAVAILABLE', 'The identity provider gave no usable answer; try again.');
}

function holderOf(payload: JWTPayload): TokenHolder {
  const { sub, role } = payload;
  if (sub === undefined || !opaqueId.test(sub)) throw new PublicError('DSR_UNAUTHENTICATED');
  if (role === 'system') return { kind: 'system', id: sub };
  const known = staffRoles.find((candidate) => candidate === role);
  return known === undefined ? { kind: 'roleless', id: sub } : { kind: 'staff', id: sub, role: known };
}

function tokenProblem(error: unknown): PublicError {
  if (error instanceof PublicError) return error;
  const ours =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC';
  // Everything else means that the keys could not be fetched: nothing is known about the token, so fail closed.
  return ours
    ? new PublicError('DSR_UNAUTHENTICATED')
    : new PublicError('DSR_UNAVAILABLE', 'The identity provider gave no usable answer; try again.');
}
