import type { StoreMap } from '../../domain/data-map';
import type { HttpProtocol } from '../../domain/http-protocol';
import { failWith } from './processor-failure';

/** Where a processor is and with what secrets: read from the connection alone, never from a map or an answer. */
export interface ProcessorConnection {
  /** Without slash at its end. */
  readonly base: string;
  readonly user: string;
  readonly password: string;
  /** Endpoint that gives OAuth2 tokens. */
  readonly tokenUrl?: URL;
  readonly signingSecret?: string;
}

/**
 * Reads `https://user:password@host:port/base?token=URL&sign=SECRET`, all parts percent-encoded: the user with basic
 * and OAuth2 only, `token` with OAuth2 only, `sign` with a signature only. Throws `wrongAddress` without quoting it.
 */
export function processorConnection(
  store: StoreMap,
  { auth, signature }: HttpProtocol,
  connection: string,
): ProcessorConnection {
  const fail = failWith(store);
  if (!URL.canParse(connection)) throw fail('wrongAddress', 'has a connection that is no URL');
  const url = new URL(connection);
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  const hasUser = auth.kind === 'basic' || auth.kind === 'oauth2';
  if (!/^https?:$/.test(url.protocol) || password === '' || hasUser !== (user !== ''))
    throw fail(
      'wrongAddress',
      `needs a connection such as https://${hasUser ? 'USER:PASSWORD' : ':API-KEY'}@host/base`,
    );
  const token = url.searchParams.get('token');
  const sign = url.searchParams.get('sign');
  const known = [token, sign].filter((value) => value !== null).length;
  if ((auth.kind === 'oauth2') !== (token !== null))
    throw fail(
      'wrongAddress',
      'needs ?token= with the address of its tokens for OAuth2, and for nothing else',
    );
  if ((signature !== undefined) !== (sign !== null && sign !== ''))
    throw fail('wrongAddress', 'needs &sign= with the secret of its signature, and only if it has one');
  if (url.searchParams.size !== known)
    throw fail('wrongAddress', 'has something else than token and sign in its connection');
  if (token !== null && (!URL.canParse(token) || !/^https?:$/.test(new URL(token).protocol)))
    throw fail('wrongAddress', 'has an address of its tokens that is no URL');
  return {
    base: url.origin + url.pathname.replace(/\/$/, ''),
    user,
    password,
    ...(token !== null && { tokenUrl: new URL(token) }),
    ...(sign !== null && { signingSecret: sign }),
  };
}
