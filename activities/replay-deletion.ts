import type { Connector, Identifier, PlannedWork, StoreCall } from '../domain/connector';
import { StoreFailure } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import { engine } from '../domain/actor';
import type { EvidenceDraft, EvidenceFacts } from '../domain/evidence';
import type { RequestId, StoreId } from '../domain/ids';
import type { CollectionOutcome, Proof } from '../domain/outcome';
import type { PlanStep } from '../domain/plan';
import type { StoreDeps } from './deps';
import { storeCall } from './stores/store-call';

type Found = Pick<Identifier, 'kind' | 'value'>;

/** A deleted person who stands in a store again, with the identifiers found there. Personal data: in memory only. */
export interface Returned {
  readonly requestId: RequestId;
  readonly identifiers: Map<string, Found>;
  /** Those that stand on a record which also carries somebody else's: they find nobody by themselves. */
  readonly contradicted: Map<string, Found>;
}

/**
 * What became of one person who was back. `deleted`: gone again, and proven. `found`: a dry run would delete. `retained`:
 * nothing but what must be kept is there. `gone`: the record holds nothing more to erase. `doubtful`: the record may be
 * somebody else's by now; people must look. `failed`: the store did not do it.
 */
export type ReplayStatus = 'deleted' | 'found' | 'retained' | 'gone' | 'doubtful' | 'failed';

/** The result for one person, by the request that had deleted them. Codes and counts only. */
export interface Replayed {
  readonly storeId: StoreId;
  readonly requestId: RequestId;
  readonly status: ReplayStatus;
  readonly collections: readonly Pick<PlanStep, 'collection' | 'action' | 'count'>[];
  readonly reason?: string;
}

/** What of a replay one person's deletion needs. */
export interface ReplayRun {
  readonly store: StoreMap;
  readonly dryRun: boolean;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** One person's deletion under way. */
interface Deletion {
  readonly deps: StoreDeps;
  readonly connector: Connector;
  readonly run: ReplayRun;
  readonly requestId: RequestId;
  readonly planned: PlannedWork;
}

/** Deletes one person anew: locates, plans, applies and verifies as a request would, with evidence in that request's chain. */
export async function replayDeletion(
  deps: StoreDeps,
  connector: Connector,
  run: ReplayRun,
  returned: Returned,
): Promise<Replayed> {
  const { requestId } = returned;
  const { store } = run;
  try {
    const planned = await planAnew(deps, connector, run, returned);
    const result = (status: ReplayStatus, reason?: string): Replayed => ({
      storeId: store.id,
      requestId,
      status,
      collections: planned.work.steps.map(({ collection, action, count }) => ({ collection, action, count })),
      ...(reason === undefined ? {} : { reason }),
    });
    if (planned.work.steps.length === 0) return result(planned.isDoubtful ? 'doubtful' : 'gone');
    const standing = await connector.verify(callOf(deps, run, requestId), planned.work);
    if (standing.status === 'proven')
      return result(standing.collections.some(({ code }) => isKept(code)) ? 'retained' : 'gone');
    if (run.dryRun) return result('found');
    const failure = await carryOut({ deps, connector, run, requestId, planned: planned.work });
    return failure === undefined ? result('deleted') : result('failed', failure);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    return { storeId: store.id, requestId, status: 'failed', collections: [], reason: error.kind };
  }
}

const isKept = (code: CollectionOutcome['code']): boolean => code === 'retained' || code === 'deferred';

/** Each call has the store's own time; retention is judged by today. */
function callOf(deps: StoreDeps, { store, runId, signal }: ReplayRun, requestId: RequestId): StoreCall {
  return storeCall(`${requestId}/replay/${runId}/${store.id}`, store, deps.now(), signal);
}

async function planAnew(
  deps: StoreDeps,
  connector: Connector,
  run: ReplayRun,
  returned: Returned,
): Promise<{ work: PlannedWork; isDoubtful: boolean }> {
  const call = () => callOf(deps, run, returned.requestId);
  const identifiers = await identifiersOf(deps, connector, call(), returned);
  const located = await connector.locate(call(), identifiers);
  const work = await connector.plan(call(), { right: 'deletion' }, located, identifiers);
  const isDoubtful =
    returned.contradicted.size > 0 || located.collections.some(({ ambiguous }) => ambiguous > 0);
  return { work, isDoubtful };
}

/**
 * The identifiers by which the person is searched. One that stands on a contradicting record, that people were ever seen
 * to share, or that the register holds for two people today, finds nobody by itself.
 */
async function identifiersOf(
  deps: StoreDeps,
  connector: Connector,
  call: StoreCall,
  { identifiers, contradicted }: Returned,
): Promise<readonly Identifier[]> {
  const nameOf = ({ kind, value }: Found) => `${kind} ${value}`;
  const all = new Map([...identifiers, ...contradicted]);
  const given = [...all.values()].map(({ kind, value }) => ({ kind, value, sharing: 'sole' as const }));
  const candidates = (await connector.findCandidates?.(call, given)) ?? [];
  const shared = new Set([
    ...contradicted.keys(),
    ...candidates.flatMap((one) => one.identifiers.filter(({ sharing }) => sharing === 'shared').map(nameOf)),
  ]);
  const judged = given.map((one): Identifier =>
    shared.has(nameOf(one)) ? { ...one, sharing: 'shared' } : one,
  );
  return deps.books.sharedIdentifiers.recall(judged);
}

/** Applies and proves; returns why it did not succeed. */
async function carryOut(deletion: Deletion): Promise<string | undefined> {
  const { deps, connector, run, requestId, planned } = deletion;
  await append(deletion, 'deletionReplayStarted', 'started', {
    steps: planned.steps.map(({ collection, action, count }) => ({ collection, action, count })),
  });
  const applied = await connector.apply(callOf(deps, run, requestId), planned);
  if (applied.status === 'refused') return failed(deletion, applied.reason, applied.collections);
  const receipt = applied.status === 'pending' ? applied.receipt : undefined;
  const verified = await connector.verify(callOf(deps, run, requestId), planned, receipt);
  if (verified.status === 'pending') return failed(deletion, 'pending', []);
  if (verified.status === 'disproven') return failed(deletion, verified.reason, verified.collections);
  const { collections, proof } = verified;
  // The ledger first: a backup made between the restore and this moment holds the person as well.
  await deps.books.deletions.renew(requestId, run.store.id, proof.at);
  await append(deletion, 'deletionReplayed', 'finished', { code: 'deleted', ...told(collections, proof) });
  return undefined;
}

async function failed(
  deletion: Deletion,
  reason: string,
  collections: readonly CollectionOutcome[],
): Promise<string> {
  await append(deletion, 'deletionReplayed', 'finished', { code: 'failed', reason, ...told(collections) });
  return reason;
}

function told(collections: readonly CollectionOutcome[], proof?: Proof): EvidenceFacts {
  return {
    collections: collections.map((collection) => ({ ...collection })),
    ...(proof === undefined ? {} : { proof: { ...proof } }),
  };
}

async function append(
  { deps, run, requestId }: Deletion,
  type: EvidenceDraft['type'],
  step: 'started' | 'finished',
  facts: EvidenceFacts,
): Promise<void> {
  const { store, runId } = run;
  const entry: EvidenceDraft = {
    key: `replay/${runId}/${store.id}/${step}`,
    type,
    at: deps.now(),
    actor: engine,
    facts: { storeId: store.id, runId, ...facts },
  };
  await deps.books.evidence.append(requestId, [entry]);
}
