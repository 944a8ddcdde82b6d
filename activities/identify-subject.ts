import { cancellationSignal } from '@temporalio/activity';
import type { IdentifyResult } from '../contracts/temporal/messages';
import type { Candidate, Identifier } from '../domain/connector';
import type { DataMap, StoreMap } from '../domain/data-map';
import type { RequestId } from '../domain/ids';
import { localDateOf } from '../domain/local-time';
import type { IntakeClaims } from '../domain/ports';
import { isUnderAge, resolveSubject } from '../domain/resolve-subject';
import type { AmbiguityReason } from '../domain/resolve-subject';
import type { StoreDeps } from './deps';
import { claimsOf, requestContext } from './deps';
import { storeCall, storeProblem } from './stores/store-call';
import * as slots from './vault-slots';

/**
 * Finds out which person in the register the request is about. Never guesses: several who fit, or claims that contradict
 * each other, become a question to staff with the candidates in the vault.
 */
export async function identifySubject(
  deps: StoreDeps,
  input: { requestId: RequestId },
): Promise<IdentifyResult> {
  const { requestId } = input;
  const { view, map } = await requestContext(deps.books, requestId);
  const claims = await claimsOf(deps.books, requestId);
  const found = await findCandidates(deps, requestId, map, claims, view.receivedAt);
  const choice = await slots.identityChoice.read(deps.books.vault, requestId);
  const person = choice === undefined ? chooseAlone(found, claims) : chosenByStaff(found, choice.key);
  if (typeof person === 'string') {
    await slots.candidates.write(deps.books.vault, requestId, found);
    return { identity: 'ambiguous', choices: found.length, reason: person, guardianNeeded: false };
  }
  const { sharedIdentifiers } = deps.books;
  await sharedIdentifiers.remember(found.flatMap((candidate) => candidate.identifiers));
  const identifiers = await sharedIdentifiers.recall(person?.identifiers ?? claimedEmail(claims, found));
  const birthDate = person?.birthDate;
  await slots.identity.write(deps.books.vault, requestId, {
    identifiers,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(person === undefined ? {} : { registerKey: person.key }),
  });
  const today = localDateOf(view.receivedAt, deps.settings.clocks.zone, 'receivedAt');
  const guardianNeeded = birthDate !== undefined && isUnderAge(birthDate, today, deps.settings.guardianAge);
  return { identity: 'resolved', guardianNeeded };
}

async function findCandidates(
  deps: StoreDeps,
  requestId: RequestId,
  map: DataMap,
  claims: IntakeClaims,
  cutOffAt: string,
): Promise<readonly Candidate[]> {
  const register = registerOf(map);
  const connector = deps.connectorOf(register);
  const identifiers = claims.identifiers.map((claim): Identifier => ({ ...claim, sharing: 'sole' }));
  const call = storeCall(`${requestId}/identify`, register, cutOffAt, cancellationSignal());
  try {
    return (await connector.findCandidates?.(call, identifiers)) ?? [];
  } catch (error) {
    throw storeProblem(error, register.id);
  }
}

/** The store with the register of people. */
export function registerOf(map: DataMap): StoreMap {
  const register = map.stores.find((store) => store.collections.some((collection) => collection.subjects));
  if (register === undefined) throw new Error('The data map has no register of people.');
  return register;
}

/**
 * The one person who fits, nobody, or a question. Whoever fits must also own the address whose control was proven: a new
 * address is never trusted in the same request (SECURITY.md S2).
 */
function chooseAlone(
  found: readonly Candidate[],
  claims: IntakeClaims,
): Candidate | undefined | AmbiguityReason {
  const resolved = resolveSubject(found, claims);
  if (resolved.status === 'none') return undefined;
  if (resolved.status === 'ambiguous') return resolved.reason;
  return resolved.candidate.matchedBy.includes('email') ? resolved.candidate : 'addressNotKnown';
}

function chosenByStaff(found: readonly Candidate[], key: string | null): Candidate | undefined {
  return found.find((candidate) => candidate.key === key);
}

/**
 * Nobody in the register: only the proven address is left to search with, e.g. for orders of a guest. When somebody in
 * the register owns that address, it is theirs as well, and finds nothing by itself.
 */
function claimedEmail(claims: IntakeClaims, found: readonly Candidate[]): Identifier[] {
  const owned = found.some((candidate) => candidate.matchedBy.includes('email'));
  return claims.identifiers
    .filter((claim) => claim.kind === 'email')
    .map((claim) => ({ ...claim, sharing: owned ? 'shared' : 'sole' }));
}
