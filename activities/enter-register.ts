import type { Identifier } from '../domain/connector';
import type { RequestId } from '../domain/ids';
import { worksAs } from '../domain/right';
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
  const claimed = claims.identifiers.map((claim): Identifier => ({ ...claim, sharing: 'sole' }));
  const purposes = worksAs(view.right, 'objection') ? (claims.purposes ?? []) : ['*'];
  const identifiers = (resolved?.identifiers ?? claimed).filter(
    // A number that the person has left is somebody else's today: nothing may be in force against its new owner.
    ({ sharing, until }) => sharing === 'sole' && until === undefined,
  );
  await deps.books.register.enter({ requestId, kind, purposes, since: view.receivedAt }, identifiers);
}
