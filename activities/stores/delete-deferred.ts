import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { engine } from '../../domain/actor';
import type { Connector, Located, LocatedCollection, PlannedWork, ScopeTarget } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { Deferral } from '../../domain/deferral';
import { afterRound } from '../../domain/deferral';
import type { EvidenceDraft, EvidenceFacts } from '../../domain/evidence';
import type { RequestId, StoreId } from '../../domain/ids';
import { taskIdOf } from '../../domain/ids';
import type { Proof } from '../../domain/outcome';
import type { PlanStep } from '../../domain/plan';
import type { RequestContext, StoreDeps } from '../deps';
import { requestContext } from '../deps';
import * as slots from '../vault-slots';
import { enterLedger } from './ledger-deletion';
import { askAgainLater, leaveAfter } from './step-failures';
import { applyWithinBand, bandLeft } from './store-band';
import { storeCall, storeProblem } from './store-call';

/** One store of a request in which deferred work is due. */
export interface DeferredInput {
  readonly requestId: RequestId;
  readonly storeId: StoreId;
}

/** The round in one store, with all that it needs. */
interface Round {
  readonly deps: StoreDeps;
  readonly context: RequestContext;
  readonly store: StoreMap;
  readonly connector: Connector;
  /** What waits there; some of it is due. The rest is planned along, for what stays may hang on what goes. */
  readonly lines: readonly Deferral[];
  readonly attempt: string;
}

/** Heartbeat interval in ms; the time-out is 15 s. */
const heartbeatMs = 4_000;

/**
 * Deletes in one store what had to be kept until now, and proves it. Only the records that the request left there are
 * touched: whoever became a customer again has new ones. What must be kept longer waits for its own end; a store that needs
 * somebody's hand gets a task, and is asked again tomorrow.
 */
export async function deleteDeferred(deps: StoreDeps, input: DeferredInput): Promise<void> {
  const beat = setInterval(() => heartbeat(), heartbeatMs);
  try {
    const round = await prepare(deps, input);
    if (round === undefined) return;
    try {
      const trouble = await carryOut(round);
      if (trouble !== undefined) await leaveToStaff(round, trouble);
    } catch (error) {
      const { left } = leaveAfter(error);
      if (left?.reason === 'failed') throw storeProblem(error, input.storeId);
      await leaveToStaff(round, left?.code ?? left?.reason ?? 'failed');
    }
  } finally {
    clearInterval(beat);
  }
}

async function prepare(deps: StoreDeps, { requestId, storeId }: DeferredInput): Promise<Round | undefined> {
  const today = deps.now().slice(0, 10);
  const lines = (await deps.books.deferrals.list(requestId)).filter(
    (line) => line.storeId === storeId && line.state === 'waiting',
  );
  if (!lines.some(({ until }) => until < today)) return undefined;
  const context = await requestContext(deps.books, requestId);
  const store = context.map.stores.find(({ id }) => id === storeId);
  if (store === undefined) throw new Error(`Store ${storeId} is not in the data map of ${requestId}.`);
  const { activityId, attempt, workflowExecution } = activityInfo();
  const name = `${workflowExecution?.runId.slice(0, 8) ?? 'local'}.${activityId}.${attempt}`;
  return { deps, context, store, connector: deps.connectorOf(store), lines, attempt: name };
}

/** Plans, applies and verifies; returns why it needs somebody's hand. */
async function carryOut(round: Round): Promise<string | undefined> {
  const { deps, context, store, connector, lines } = round;
  const planned = await slots.plannedWork(store.id).read(deps.books.vault, context.view.requestId);
  if (planned === undefined) return 'planMissing';
  const work = await planAgain(round, planned);
  const isLeft = work.steps.some(({ action }) => action !== 'retain' && action !== 'defer');
  let proof: Proof = { kind: 'search', at: deps.now(), remaining: 0 };
  if (isLeft) {
    await append(round, 'storeOperationStarted', 'started', { steps: countsOf(work) });
    const call = callOf(round);
    const banded = {
      ...{ deps, requestId: context.view.requestId, storeId: store.id },
      ...{ planId: call.operationId, planned: work, isPatient: true },
    };
    const answer = await applyWithinBand(banded, () => connector.apply(call, work));
    if (answer === bandLeft) return bandLeft;
    if (answer.status === 'refused') return answer.reason;
    const receipt = answer.status === 'pending' ? answer.receipt : undefined;
    const verified = await connector.verify(callOf(round), work, receipt);
    if (verified.status === 'pending') throw askAgainLater(store.id, activityInfo().attempt);
    if (verified.status === 'disproven') return verified.reason;
    proof = verified.proof;
    const collections = [...new Set(lines.map(({ collection }) => collection))];
    await enterLedger(deps, context.view.requestId, store.id, planned.scope, collections, proof.at);
  }
  await append(round, 'effectVerified', 'verified', { steps: countsOf(work), proof: { ...proof } });
  for (const line of lines)
    await deps.books.deferrals.put(afterRound(line, work.scope.retained[line.collection] ?? [], proof.at));
  return undefined;
}

/** The same records as then, judged by today: duties that are over no longer keep them. */
async function planAgain(round: Round, { scope }: PlannedWork): Promise<PlannedWork> {
  const { connector, lines } = round;
  const owed = new Set(lines.map(({ collection }) => collection));
  const located: Located = {
    ...(scope.located.assigned === undefined ? {} : { assigned: scope.located.assigned }),
    collections: Object.entries(scope.retained).map(([collection, rows]) => ({
      collection,
      keys: rows.map(({ key }) => key),
      ambiguous: 0,
    })),
  };
  const all = await connector.plan(callOf(round), { right: 'deletion' }, located, scope.identifiers);
  // Records that a duty leaves for good stay when it is over: nobody was promised their deletion.
  const isOurs = ({ collection }: { readonly collection: string }) => owed.has(collection);
  const targets = all.scope.targets.filter(isOurs);
  // Whoever became a customer again has new records: they are named as staying, or the plan would count as outgrown.
  const now = await connector.locate(callOf(round), scope.identifiers, scope.located.assigned);
  const since = now.collections
    .map((found) => newerThan(found, targets))
    .filter(({ keys }) => keys.length > 0);
  return {
    steps: [...all.steps.filter(isOurs), ...since.map(stayingStep)],
    scope: { ...all.scope, targets: [...targets, ...since] },
  };
}

function newerThan(found: LocatedCollection, targets: readonly ScopeTarget[]): ScopeTarget {
  const ours = targets.filter(({ collection }) => collection === found.collection);
  const known = new Set(ours.flatMap(({ keys }) => keys));
  const keys = [...found.keys, ...Object.keys(found.elements ?? {})].filter((key) => !known.has(key));
  const elements = Object.fromEntries(
    Object.entries(found.elements ?? {}).filter(([key]) => !known.has(key)),
  );
  return {
    collection: found.collection,
    action: 'retain',
    keys,
    ...(Object.keys(elements).length === 0 ? {} : { elements }),
  };
}

function stayingStep({ collection, keys }: ScopeTarget): PlanStep {
  return { collection, action: 'retain', count: keys.length, promises: 'retained' };
}

function callOf({ deps, context, store, lines }: Round) {
  const until = lines.map((line) => line.until).sort()[0] ?? '';
  const operationId = `${context.view.requestId}/deferred/${until}/${store.id}`;
  return storeCall(operationId, store, deps.now(), cancellationSignal());
}

/** Staff learn once a round what is in the way; tomorrow the store is asked again, whether or not they have come to it. */
async function leaveToStaff(round: Round, reason: string): Promise<void> {
  const { deps, context, store, lines } = round;
  const { requestId } = context.view;
  const at = deps.now();
  await append(round, 'storeFailed', 'failed', { reason });
  const { items } = await deps.books.tasks.page({ requestId, status: 'open' }, undefined, 100);
  const ours = taskIdOf(requestId, 'deferred', store.id);
  if (!items.some(({ taskId }) => taskId.startsWith(ours)))
    await deps.books.tasks.open({
      taskId: taskIdOf(requestId, 'deferred', store.id, at.slice(0, 10)),
      requestId,
      kind: 'storeTrouble',
      storeId: store.id,
      openedAt: at,
      reason,
    });
  for (const line of lines) await deps.books.deferrals.put({ ...line, until: at.slice(0, 10) });
}

function countsOf({ steps }: PlannedWork) {
  return steps.map(({ collection, action, count }) => ({ collection, action, count }));
}

async function append(
  { deps, context, store, lines, attempt }: Round,
  type: EvidenceDraft['type'],
  step: string,
  facts: EvidenceFacts,
): Promise<void> {
  const entry: EvidenceDraft = {
    key: `deferred/${store.id}/${step}/${attempt}`,
    type,
    at: deps.now(),
    actor: engine,
    facts: {
      storeId: store.id,
      deferred: lines.map(({ collection, until }) => ({ collection, until })),
      ...facts,
    },
  };
  await deps.books.evidence.append(context.view.requestId, [entry]);
}
