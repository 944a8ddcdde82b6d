import { ApplicationFailure } from '@temporalio/activity';
import type { BatchLeaveReason, StorePhase, StoreStepResult } from '../contracts/temporal/messages';
import { engine } from '../domain/actor';
import type { DisclosedRecord, PlannedWork, StoreCall } from '../domain/connector';
import { StoreFailure } from '../domain/connector';
import type { StoreMap } from '../domain/data-map';
import type { EvidenceDraft } from '../domain/evidence';
import type { CollectionOutcome, StoreOutcome } from '../domain/outcome';
import { isSettled, provenOutcomes, summariseCollections } from '../domain/outcome';
import type { IntakeClaims, StoreProgress } from '../domain/ports';
import { rightOnStores } from '../domain/right';
import type { RequestContext, StoreDeps } from './deps';
import { storeIntent } from './store-intent';
import * as slots from './vault-slots';

/** One store in one phase of one request, with all that its work needs. */
export interface StoreWork {
  readonly deps: StoreDeps;
  readonly context: RequestContext;
  readonly claims: IntakeClaims;
  readonly store: StoreMap;
  readonly phase: StorePhase;
  readonly round: number;
  /** Names this attempt of this activity: evidence shows each. */
  readonly attempt: string;
  readonly call: StoreCall;
  readonly progress: StoreProgress | undefined;
}

/**
 * Takes one store through one phase. Every phase may run twice: what is settled is skipped, what was begun is asked of the
 * store again under the same operation id.
 */
export async function workOnOneStore(work: StoreWork): Promise<StoreStepResult> {
  const { outcome } = work.progress ?? {};
  if (outcome !== undefined && isSettled(outcome) && keepsItsOutcome(work, outcome)) return counted(outcome);
  switch (work.phase) {
    case 'survey':
      return (await proofOfEarlierWork(work)) ?? survey(work);
    case 'execute':
      return execute(work);
    case 'verify':
      return verify(work);
  }
}

/** A new survey looks again, except where something was proven done before or staff gave the store up. */
function keepsItsOutcome(work: StoreWork, outcome: StoreOutcome): boolean {
  const wasDone =
    provenOutcomes.includes(outcome.code) || (outcome.code === 'retained' && outcome.proof !== undefined);
  return work.phase !== 'survey' || wasDone || outcome.reason === 'cannotBeDone';
}

/**
 * What was done under an earlier plan is proven before the store is searched again: the search would find nothing, and
 * the letter would say that nothing had been there.
 */
async function proofOfEarlierWork(work: StoreWork): Promise<StoreStepResult | undefined> {
  const { outcome } = work.progress ?? {};
  if (outcome?.reason !== 'unverified' && outcome?.code !== 'processorPending') return undefined;
  const result = await verify({ ...work, phase: 'verify' });
  return result.left?.reason === 'trouble' ? undefined : result;
}

const counted = (outcome: StoreOutcome): StoreStepResult => ({ tally: { [outcome.code]: 1 } });
const leave = (reason: BatchLeaveReason, code?: string): StoreStepResult => ({
  tally: {},
  left: { reason, ...(code === undefined ? {} : { code }) },
});

async function survey(work: StoreWork): Promise<StoreStepResult> {
  const { deps, context, claims, store, call } = work;
  const { requestId, right } = context.view;
  const intent = storeIntent(context.map, store, rightOnStores(right), claims);
  if (intent === undefined) return { tally: {} };
  const connector = deps.connectorOf(store);
  const identity = await slots.identity.read(deps.books.vault, requestId);
  const identifiers = identity?.identifiers ?? [];
  const located = await connector.locate(call, identifiers);
  const planned = await connector.plan(call, intent, located, identifiers);
  await slots.plannedWork(store.id).write(deps.books.vault, requestId, planned);
  const scopeHash = await deps.books.vault.commitment(requestId, planned.scope);
  const found = located.collections.reduce((sum, collection) => sum + collection.keys.length, 0);
  const ambiguous = located.collections.reduce((sum, collection) => sum + collection.ambiguous, 0);
  const nothing = planned.steps.length === 0;
  await deps.books.stores.put({
    requestId,
    storeId: store.id,
    found,
    ambiguous,
    plan: { storeId: store.id, steps: planned.steps, scopeHash },
    ...(nothing ? { outcome: searchedWithoutFind(store.id, deps.now()) } : {}),
  });
  return nothing ? { tally: { notFound: 1 } } : { tally: {} };
}

function searchedWithoutFind(storeId: string, at: string): StoreOutcome {
  return { storeId, code: 'notFound', collections: [], proof: { kind: 'search', at, remaining: 0 } };
}

async function execute(work: StoreWork): Promise<StoreStepResult> {
  const planned = await plannedOf(work);
  if (planned.steps.length === 0) return { tally: {} };
  if (planned.steps.some((step) => step.action === 'manual')) return leave('manual', 'manualStore');
  if (planned.scope.intent.right === 'access') return disclose(work, planned);
  // Evidence first: a kill after the effect still shows that it was begun, and by which attempt.
  await recordAttempt(work, planned);
  const answer = await work.deps.connectorOf(work.store).apply(work.call, planned);
  switch (answer.status) {
    case 'done':
      await keep(work, {
        storeId: work.store.id,
        code: 'unknown',
        collections: answer.collections,
        reason: 'unverified',
      });
      return { tally: {} };
    case 'pending':
      await keep(work, { storeId: work.store.id, code: 'processorPending', collections: [] }, answer.receipt);
      return { tally: {} };
    case 'refused':
      return refusedBy(work, answer.reason, answer.collections);
  }
}

/** A value that moved meanwhile is an answer; any other refusal is for people to look at. */
async function refusedBy(
  work: StoreWork,
  reason: string,
  collections: readonly CollectionOutcome[],
): Promise<StoreStepResult> {
  const outcome: StoreOutcome = { storeId: work.store.id, code: 'refusedByStore', collections, reason };
  await recordResult(work, outcome);
  if (reason !== 'conflict') return leave('trouble', reason);
  await keep(work, outcome);
  return counted(outcome);
}

async function disclose(work: StoreWork, planned: PlannedWork): Promise<StoreStepResult> {
  const { deps, context, store, call } = work;
  const records: DisclosedRecord[] = [];
  const { located, identifiers } = planned.scope;
  for await (const record of deps.connectorOf(store).extract(call, located, identifiers))
    records.push(record);
  await slots.disclosedRecords(store.id).write(deps.books.vault, context.view.requestId, records);
  const collections = [...new Set(records.map((record) => record.collection))].map((collection) => ({
    collection,
    code: 'disclosed' as const,
    count: records.filter((record) => record.collection === collection).length,
  }));
  const outcome: StoreOutcome = {
    storeId: store.id,
    code: summariseCollections(collections),
    collections,
    proof: { kind: 'requery', at: deps.now() },
  };
  await recordResult(work, outcome);
  await keep(work, outcome);
  return counted(outcome);
}

async function verify(work: StoreWork): Promise<StoreStepResult> {
  const { deps, store, call, progress } = work;
  const planned = await plannedOf(work);
  if (planned.steps.length === 0) return { tally: {} };
  const answer = await deps.connectorOf(store).verify(call, planned, progress?.receipt);
  if (answer.status === 'pending') return leave('pending');
  if (answer.status === 'disproven') {
    await recordResult(work, {
      storeId: store.id,
      code: 'unknown',
      collections: answer.collections,
      reason: answer.reason,
    });
    return leave('trouble', answer.reason);
  }
  const { collections, proof } = answer;
  const outcome: StoreOutcome = {
    storeId: store.id,
    code: summariseCollections(collections),
    collections,
    proof,
  };
  await recordResult(work, outcome);
  await keep(work, outcome, progress?.receipt);
  return counted(outcome);
}

async function plannedOf(work: StoreWork): Promise<PlannedWork> {
  const { deps, context, store } = work;
  const planned = await slots.plannedWork(store.id).read(deps.books.vault, context.view.requestId);
  if (planned === undefined) throw new Error(`Store ${store.id} was not surveyed before ${work.phase}.`);
  return planned;
}

async function keep(work: StoreWork, outcome: StoreOutcome, receipt?: string): Promise<void> {
  const { requestId } = work.context.view;
  const kept: StoreProgress = {
    ...work.progress,
    requestId,
    storeId: work.store.id,
    outcome,
    ...(receipt === undefined ? {} : { receipt }),
    ...(work.phase === 'execute' ? { executedAt: work.deps.now() } : {}),
  };
  await work.deps.books.stores.put(kept);
}

async function recordAttempt(work: StoreWork, planned: PlannedWork): Promise<void> {
  const { deps, context, store, round, attempt, call } = work;
  const entry: EvidenceDraft = {
    key: `execute/${store.id}/${round}/started/${attempt}`,
    type: 'storeOperationStarted',
    at: deps.now(),
    actor: engine,
    facts: {
      storeId: store.id,
      operationId: call.operationId,
      attempt,
      steps: planned.steps.map(({ collection, action, count }) => ({ collection, action, count })),
    },
    ...(work.progress?.plan === undefined ? {} : { commitments: { scope: work.progress.plan.scopeHash } }),
  };
  await deps.books.evidence.append(context.view.requestId, [entry]);
}

async function recordResult(work: StoreWork, outcome: StoreOutcome): Promise<void> {
  const { deps, context, store, phase, round, attempt } = work;
  const verified = phase === 'verify' && outcome.proof !== undefined;
  const { proof, reason } = outcome;
  const entry: EvidenceDraft = {
    key: `${phase}/${store.id}/${round}/answer/${attempt}`,
    type: verified
      ? 'effectVerified'
      : outcome.proof === undefined
        ? 'storeFailed'
        : 'storeOperationFinished',
    at: deps.now(),
    actor: engine,
    facts: {
      storeId: store.id,
      code: outcome.code,
      collections: outcome.collections.map((collection) => ({ ...collection })),
      ...(proof === undefined ? {} : { proof: { ...proof } }),
      ...(reason === undefined ? {} : { reason }),
    },
  };
  await deps.books.evidence.append(context.view.requestId, [entry]);
}

/** A failure of a store inside a batch: the store leaves, the others go on. */
export function leaveAfter(error: unknown): StoreStepResult {
  if (isTimeOut(error)) return leave('failed', 'stalled');
  if (!(error instanceof StoreFailure)) throw error;
  if (error.kind === 'drift') return leave('drift');
  return error.retryable ? leave('failed', error.kind) : leave('trouble', error.kind);
}

/** Our own time limit on a call; connectors pass its reason on as it is. */
function isTimeOut(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

/** An answer that is still to come, as a retry: Temporal waits without spending history. */
export function askAgainLater(storeId: string, attempt: number): ApplicationFailure {
  const nextRetryDelay = Math.min(600_000, 1_000 * 2 ** Math.min(attempt - 1, 10));
  return ApplicationFailure.create({
    message: `Store ${storeId} has not answered yet.`,
    type: 'StoreAnswerPending',
    nextRetryDelay,
  });
}
