import { engine } from '../domain/actor';
import { deferralsOf } from '../domain/deferral';
import type { Deferral } from '../domain/deferral';
import type { EvidenceDraft } from '../domain/evidence';
import type { RequestId } from '../domain/ids';
import type { StoreOutcome } from '../domain/outcome';
import type { CoreDeps } from './deps';
import * as slots from './vault-slots';

/**
 * Writes down what the engine owes when the request closes: records under a running duty that it will delete by itself.
 * Where a collection has no marker, the engine's own register keeps them from being used until then.
 */
export async function enterDeferrals(
  deps: CoreDeps,
  requestId: RequestId,
  outcomes: readonly StoreOutcome[],
): Promise<readonly Deferral[]> {
  const lines: Deferral[] = [];
  for (const outcome of outcomes) {
    if (!outcome.collections.some(({ code }) => code === 'deferred')) continue;
    const planned = await slots.plannedWork(outcome.storeId).read(deps.books.vault, requestId);
    lines.push(...deferralsOf(requestId, outcome, planned?.scope.retained ?? {}));
  }
  if (lines.length === 0) return [];
  await deps.books.evidence.append(
    requestId,
    lines.map((line) => entryOf(line, deps.now())),
  );
  await restrictUnmarked(deps, requestId, lines);
  await deps.books.deferrals.enter(lines);
  return lines;
}

function entryOf(
  { storeId, collection, count, ground, until, lastUntil }: Deferral,
  at: string,
): EvidenceDraft {
  return {
    key: `deferred/${storeId}/${collection}`,
    type: 'deletionDeferred',
    at,
    actor: engine,
    facts: { storeId, collection, count, ground: ground ?? null, until, lastUntil },
  };
}

async function restrictUnmarked(
  deps: CoreDeps,
  requestId: RequestId,
  lines: readonly Deferral[],
): Promise<void> {
  const view = await deps.books.requests.find(requestId);
  const map = view === undefined ? undefined : await deps.books.dataMaps.find(view.dataMapVersion);
  const isUnmarked = lines.some(({ storeId, collection }) => {
    const store = map?.stores.find(({ id }) => id === storeId);
    return store?.collections.find(({ id }) => id === collection)?.restrictionMarker === undefined;
  });
  if (!isUnmarked || view === undefined) return;
  const identity = await slots.identity.read(deps.books.vault, requestId);
  const sole = (identity?.identifiers ?? []).filter(({ sharing }) => sharing === 'sole');
  const entry = { requestId, kind: 'restriction' as const, purposes: ['*'], since: view.receivedAt };
  await deps.books.register.enter(entry, sole);
}
