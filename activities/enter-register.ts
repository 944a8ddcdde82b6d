import type { RequestId } from '../domain/ids';
import type { CoreDeps } from './deps';
import { claimsOf, requestContext } from './deps';
import * as slots from './vault-slots';

/** What {@link enterRegister} needs. */
export interface RegisterInput {
  readonly requestId: RequestId;
  readonly kind: 'restriction' | 'objection';
}

/**
 * Puts the person's restriction or objection in force in the engine's own register, which answers "may X be processed for
 * purpose P?" at once, whatever the stores are doing. A later entry of the same request replaces the earlier one.
 */
export async function enterRegister(deps: CoreDeps, input: RegisterInput): Promise<void> {
  const { requestId, kind } = input;
  const { view } = await requestContext(deps.books, requestId);
  const claims = await claimsOf(deps.books, requestId);
  const resolved = await slots.identity.read(deps.books.vault, requestId);
  const claimed = claims.identifiers.map((claim) => ({ ...claim, sharing: 'sole' as const }));
  const purposes = view.right === 'objection' ? (claims.purposes ?? []) : ['*'];
  const identifiers = (resolved?.identifiers ?? claimed).filter(
    (identifier) => identifier.sharing === 'sole',
  );
  await deps.books.register.enter({ requestId, kind, purposes, since: view.receivedAt }, identifiers);
}
