import { cancellationSignal } from '@temporalio/activity';
import type { JoinInput, JoinResult } from '../contracts/temporal/messages';
import { engine } from '../domain/actor';
import type { Candidate, Identifier } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import { countedByKind, kindsOf, learn, withOwners } from '../domain/identity-graph';
import type { RequestContext, StoreDeps } from './deps';
import { requestContext } from './deps';
import { registerOf } from './identify-subject';
import { storeCall, storeProblem } from './stores/store-call';
import * as slots from './vault-slots';

/**
 * Puts the identifiers that a wave of look-ups told to those that are known, after the register of people and the memory
 * of shared identifiers had their say. A repeat finds the same, because what the stores told is in the vault.
 */
export async function joinIdentity(deps: StoreDeps, input: JoinInput): Promise<JoinResult> {
  const { requestId, stores } = input;
  const { vault, sharedIdentifiers } = deps.books;
  const context = await requestContext(deps.books, requestId);
  const known = await slots.identity.read(vault, requestId);
  if (known === undefined) throw new Error(`Request ${requestId} was searched before it was known for whom.`);
  const told = await Promise.all(stores.map((id) => slots.toldIdentifiers(id).read(vault, requestId)));
  const all = learn(
    [],
    told.flatMap((one) => one ?? []),
  ).identifiers;
  const owners = await ownersOf(deps, context, all);
  const judged = withOwners(all, owners, known.registerKey);
  await sharedIdentifiers.remember([...owners.flatMap(({ identifiers }) => identifiers), ...judged]);
  const { identifiers } = learn(known.identifiers, await sharedIdentifiers.recall(judged));
  await slots.identity.write(vault, requestId, { ...known, identifiers });
  await recordWave(deps, input, all);
  return { kinds: kindsOf(all) };
}

/** Whom the register knows by these. It is asked only by kinds that stand in it. */
async function ownersOf(
  deps: StoreDeps,
  { view, map }: RequestContext,
  told: readonly Identifier[],
): Promise<readonly Candidate[]> {
  const register = registerOf(map);
  const asked = told.filter(({ kind }) => standsIn(register, kind));
  if (asked.length === 0) return [];
  const call = storeCall(`${view.requestId}/join`, register, view.receivedAt, cancellationSignal());
  try {
    return (await deps.connectorOf(register).findCandidates?.(call, asked)) ?? [];
  } catch (error) {
    throw storeProblem(error, register.id);
  }
}

function standsIn({ collections }: StoreMap, kind: Identifier['kind']): boolean {
  return collections.some(
    ({ subjects, lookups, fields }) =>
      subjects &&
      (lookups.some((lookup) => lookup.kind === kind) || fields.some(({ identity }) => identity === kind)),
  );
}

/** Counts only: which identifiers there are is nobody's to read in the evidence. */
async function recordWave(
  deps: StoreDeps,
  { requestId, wave, version, stores, isLast }: JoinInput,
  told: readonly Identifier[],
): Promise<void> {
  await deps.books.evidence.append(requestId, [
    {
      key: `wave/${version}/${wave}`,
      type: 'waveSearched',
      at: deps.now(),
      actor: engine,
      facts: { wave, told: countedByKind(told), toldBy: stores.length, ended: isLast ? 'limit' : 'goesOn' },
    },
  ]);
}
