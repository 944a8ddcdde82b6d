import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { Provider } from 'oidc-provider';
import { reportReady } from './child-server';
import { apiAudience, browserClientId, sampleSecret, sampleStaff, sampleSystems } from './staff';

const tokenSeconds = 15 * 60;
/** Resource indicators must be absolute URIs; the tokens carry {@link apiAudience}. */
const apiResource = 'urn:habeas:api';

/** Who a token is for: a person who signed in, or the client of a member of staff or of a system. */
interface TokenOwner {
  readonly accountId?: string;
  readonly clientId?: string;
}

type Member = (typeof members)[number];
const members = [...sampleStaff, ...sampleSystems];

function memberOf(id: string | undefined): Member | undefined {
  return members.find((member) => member.id === id);
}

/** `roles` is what the API reads; `role` is the same for callers who want one word. */
function claimsOf(member: Member): Record<string, unknown> {
  return { sub: member.id, role: member.role, roles: [member.role], preferred_username: member.name };
}

function configuration(signingKey: JWK, cookieKey: string): Record<string, unknown> {
  return {
    clients: [
      {
        client_id: browserClientId,
        application_type: 'native', // loopback redirects on any port
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
      },
      ...members.map(({ id }) => ({
        client_id: id,
        client_secret: sampleSecret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      })),
    ],
    jwks: { keys: [signingKey] },
    cookies: { keys: [cookieKey] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub'], profile: ['preferred_username', 'role', 'roles'] },
    findAccount: (_context: unknown, id: string) => {
      const member = memberOf(id);
      return member === undefined ? undefined : { accountId: id, claims: () => claimsOf(member) };
    },
    extraTokenClaims: (_context: unknown, token: TokenOwner) => {
      const member = memberOf(token.accountId ?? token.clientId);
      if (member === undefined) return undefined;
      const { role, roles, preferred_username } = claimsOf(member);
      return { role, roles, preferred_username };
    },
    ttl: {
      AccessToken: tokenSeconds,
      ClientCredentials: tokenSeconds,
      IdToken: tokenSeconds,
      Session: 28_800,
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true }, // sign-in pages that take any password: a sample, on loopback
      resourceIndicators: {
        enabled: true,
        defaultResource: () => apiResource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience: apiAudience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenSeconds,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
}

async function main(): Promise<void> {
  const { port = 0 } = JSON.parse(process.argv[2] ?? '{}') as { port?: number };
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const signingKey = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: crypto.randomUUID() };

  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, configuration(signingKey, crypto.randomUUID()));
  server.on('request', provider.callback());
  reportReady({ issuer });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
