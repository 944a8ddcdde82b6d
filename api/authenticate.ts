import { createHash } from 'node:crypto';
import { PublicError } from '../domain/errors';
import type { Caller } from './call';
import type { ApiDeps } from './deps';
import type { Access } from './route';

/** SHA-256, hexadecimal: of tokens (256 random bits) and of bytes. Never of what a person could guess. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What of an HTTP request proves who calls. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** True when the connection comes from this machine and no proxy passed it on. */
  readonly local: boolean;
}

/**
 * Who calls, as a route of this access demands it.
 * @throws PublicError DSR_UNAUTHENTICATED without a token of the right kind; DSR_FORBIDDEN when the role does not fit.
 */
export async function authenticate(deps: ApiDeps, access: Access, credentials: Credentials): Promise<Caller> {
  switch (access.audience) {
    case 'public':
      return { kind: 'anyone' };
    case 'operations':
      return credentials.local ? { kind: 'anyone' } : systemOf(deps, bearer(credentials));
    case 'requester':
    case 'subject':
      return personOf(deps, bearer(credentials), access.audience);
    case 'system':
      return systemOf(deps, bearer(credentials));
    case 'staff': {
      const holder = await deps.tokens.verify(bearer(credentials));
      if (holder.kind === 'system')
        throw new PublicError('DSR_UNAUTHENTICATED', 'This call takes a token of staff, not of a system.');
      if (holder.kind === 'roleless')
        throw new PublicError('DSR_FORBIDDEN', 'The token names no role that we know.');
      return holder;
    }
  }
}

/**
 * Whether a member of staff has a role that the route admits. Apart from {@link authenticate}, so that the refusal can be
 * written down with its name.
 * @throws PublicError DSR_FORBIDDEN
 */
export function authorise(access: Access, caller: Caller): void {
  if (access.audience !== 'staff' || caller.kind !== 'staff') return;
  if (!access.roles.includes(caller.role))
    throw new PublicError('DSR_FORBIDDEN', `This call takes ${access.roles.join(', ')}, not ${caller.role}.`);
}

function bearer({ authorization }: Credentials): string {
  const token = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new PublicError('DSR_UNAUTHENTICATED');
  return token;
}

async function personOf(deps: ApiDeps, token: string, audience: 'requester' | 'subject'): Promise<Caller> {
  // One look-up by the hash, whatever the path says: an unknown id costs what a foreign one costs.
  const found = await deps.books.requests.findByToken(sha256(token));
  if (found === undefined) throw new PublicError('DSR_UNAUTHENTICATED');
  if (audience === 'subject' && found.scope === 'requester')
    throw new PublicError(
      'DSR_UNAUTHENTICATED',
      'This call takes the token that you get for the mailed code (POST …/verification).',
    );
  return { kind: found.scope, requestId: found.requestId };
}

async function systemOf(deps: ApiDeps, token: string): Promise<Caller> {
  const holder = await deps.tokens.verify(token);
  if (holder.kind === 'staff')
    throw new PublicError('DSR_UNAUTHENTICATED', 'This call takes a token of a system, not of staff.');
  if (holder.kind === 'roleless')
    throw new PublicError('DSR_FORBIDDEN', 'The token names no role that we know.');
  return holder;
}
