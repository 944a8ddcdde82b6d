import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';

/** What may be odd about a token. */
export interface TokenOptions {
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresIn?: string;
  /** Signed with a key that the provider does not publish. */
  readonly foreignKey?: boolean;
}

/** A provider of our own: discovery document and keys over HTTP, tokens of every kind. */
export interface TestProvider {
  readonly issuer: string;
  token(claims: JWTPayload, options?: TokenOptions): Promise<string>;
  /** A token without signature (`alg: none`). */
  unsigned(claims: JWTPayload): string;
  stop(): Promise<void>;
}

export const audience = 'habeas-api';

export async function startTestProvider(): Promise<TestProvider> {
  const [ours, foreign] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const key = { ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    const document = { issuer: addressOf(), jwks_uri: `${addressOf()}/jwks` };
    response.end(JSON.stringify(request.url === '/jwks' ? { keys: [key] } : document));
  });
  const addressOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = addressOf();
  return {
    issuer,
    token: (claims, options = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(options.issuer ?? issuer)
        .setAudience(options.audience ?? audience)
        .setIssuedAt()
        .setExpirationTime(options.expiresIn ?? '5m')
        .sign(options.foreignKey === true ? foreign.privateKey : ours.privateKey),
    unsigned: (claims) => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const exp = Math.floor(Date.now() / 1_000) + 300;
      return `${part({ alg: 'none' })}.${part({ ...claims, iss: issuer, aud: audience, exp })}.`;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
