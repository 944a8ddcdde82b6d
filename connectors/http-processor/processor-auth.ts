import * as oauth from 'oauth4webapi';
import type { StoreMap } from '../../domain/data-map';
import type { HttpAuth } from '../../domain/http-protocol';
import type { CallLimits } from '../call-limits';
import { answerJson } from './answer-json';
import type { ProcessorConnection } from './processor-connection';
import { failWith, networkFailure } from './processor-failure';

/** Proves to a processor who we are. */
export interface ProcessorAuth {
  /** Headers for one request. */
  headers(limits: CallLimits): Promise<Readonly<Record<string, string>>>;
  /** After a 401: true when other headers can be had, which is so once per token. */
  renew(): boolean;
}

/** The way that the protocol declares, with the secrets of the connection. */
export function createAuth(store: StoreMap, auth: HttpAuth, connection: ProcessorConnection): ProcessorAuth {
  const { user, password } = connection;
  const fixed = (headers: Readonly<Record<string, string>>): ProcessorAuth => ({
    headers: () => Promise.resolve(headers),
    renew: () => false,
  });
  switch (auth.kind) {
    case 'bearer':
      return fixed({ authorization: `Bearer ${password}` });
    case 'header':
      return fixed({ [auth.name]: password });
    case 'basic':
      return fixed({
        authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`,
      });
    case 'oauth2':
      return tokenAuth(store, auth, connection);
  }
}

/** A token is asked for again so long before it expires, in ms. */
const renewBeforeMs = 30_000;
/** Life of a token that says nothing about it, in ms. */
const defaultLifeMs = 300_000;

function tokenAuth(
  store: StoreMap,
  auth: Extract<HttpAuth, { kind: 'oauth2' }>,
  connection: ProcessorConnection,
): ProcessorAuth {
  let token: { readonly text: string; readonly renewAt: number } | undefined;
  return {
    headers: async (limits) => {
      if (token === undefined || token.renewAt <= performance.now()) {
        const granted = await grant(store, auth, connection, limits);
        const lifeMs = (granted.expires_in ?? 0) * 1_000 || defaultLifeMs;
        const renewAt = performance.now() + Math.max(0, lifeMs - renewBeforeMs);
        token = { text: granted.access_token, renewAt };
      }
      return { authorization: `Bearer ${token.text}` };
    },
    renew: () => {
      const hadToken = token !== undefined;
      token = undefined;
      return hadToken;
    },
  };
}

/** OAuth 2.0 client credentials (RFC 6749, section 4.4). */
async function grant(
  store: StoreMap,
  { scope, sends }: Extract<HttpAuth, { kind: 'oauth2' }>,
  { user, password, tokenUrl }: ProcessorConnection,
  limits: CallLimits,
): Promise<oauth.TokenEndpointResponse> {
  const fail = failWith(store);
  if (tokenUrl === undefined) throw fail('wrongAddress', 'has no address of its tokens');
  const server = { issuer: tokenUrl.origin, token_endpoint: tokenUrl.href };
  const client = { client_id: user };
  const secret = sends === 'post' ? oauth.ClientSecretPost(password) : oauth.ClientSecretBasic(password);
  try {
    const answer = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      secret,
      scope === undefined ? {} : { scope },
      {
        signal: limits.signal,
        // Whether the wire is encrypted is said by the connection, as for every other request.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed, not to be removed
        [oauth.allowInsecureRequests]: tokenUrl.protocol === 'http:',
        [oauth.customFetch]: (url, options) => cappedFetch(store, url, options),
      },
    );
    return await oauth.processClientCredentialsResponse(server, client, answer);
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError || error instanceof oauth.WWWAuthenticateChallengeError)
      throw fail('noAccess', 'gives us no token');
    if (error instanceof oauth.OperationProcessingError)
      throw fail('hostileAnswer', 'answered with something else than a token');
    throw networkFailure(store, error);
  }
}

/** Without redirects, which could carry the secret to somebody else, and with an answer of bounded size. */
async function cappedFetch(
  store: StoreMap,
  url: string,
  { body, ...options }: oauth.CustomFetchOptions<'POST', URLSearchParams>,
): Promise<Response> {
  const response = await fetch(url, { ...options, body, redirect: 'manual', signal: options.signal ?? null });
  const { status, headers } = response;
  if (status === 429 || status >= 500) {
    await response.body?.cancel().catch(() => undefined);
    throw failWith(store)('unreachable', `gives out no tokens now (${status})`);
  }
  const json = JSON.stringify(await answerJson(store, response)) as string | undefined;
  return new Response(json ?? '{}', { status: status === 204 ? 200 : status, headers });
}
