import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type {
  StoreBatchInput,
  StoreBatchResult,
  StoreStepInput,
  StoreStepResult,
} from '../../contracts/temporal/messages';
import type { OutcomeTally } from '../../domain/outcome';
import { addTallies, isSettled } from '../../domain/outcome';
import { canFindBy } from '../../domain/identity-graph';
import type { StoreProgress, WorkTime } from '../../domain/ports';
import { storeKey } from '../../domain/remaining-work';
import { rightOnStores } from '../../domain/right';
import type { StoreMap } from '../../domain/data-map';
import { checkBooks } from '../check-books';
import type { StoreDeps } from '../deps';
import { claimsOf, requestContext } from '../deps';
import { concernedStores } from './store-intent';
import { storeCall, storeProblem } from './store-call';
import { askAgainLater, leaveAfter } from './step-failures';
import type { StoreWork } from './store-work';
import { workOnOneStore } from './work-on-store';

/** Stores worked on at once within a batch: enough to hide latency, few enough to be gentle. */
const concurrency = 16;
/** Longest call inside a batch, in ms: a slow store leaves and gets time of its own. */
const batchCallMs = 10_000;
/** Heartbeat interval in ms; the time-out is 15 s. */
const heartbeatMs = 4_000;

/** What a heartbeat carries: which stores are done, and what they came to. Nothing personal. */
interface BatchProgress {
  /** One character per store, `1` when done. */
  readonly done: string;
  readonly tally: OutcomeTally;
  readonly left: StoreBatchResult['left'];
  readonly learned: NonNullable<StoreBatchResult['learned']>;
  readonly questions: NonNullable<StoreBatchResult['questions']>;
}

/** Takes a range of the request's stores through one phase; a repeat skips the stores that the heartbeat says are done. */
export async function workOnStores(deps: StoreDeps, input: StoreBatchInput): Promise<StoreBatchResult> {
  const workOf = await prepare(deps, input, batchCallMs);
  const stores = workOf.stores
    .slice(input.from, input.to)
    .filter((store) => input.kinds === undefined || canFindBy(store, input.kinds))
    .filter(({ id }) => input.except?.includes(id) !== true);
  const resumed = activityInfo().heartbeatDetails as BatchProgress | undefined;
  const done = Array.from({ length: stores.length }, (_, index) => resumed?.done[index] === '1');
  let tally = resumed?.tally ?? {};
  const left = [...(resumed?.left ?? [])];
  const learned = [...(resumed?.learned ?? [])];
  const questions = [...(resumed?.questions ?? [])];
  // Those of an attempt that was killed are lost: a few observations less.
  const times: WorkTime[] = [];
  const progress = (): BatchProgress => ({
    done: done.map((is) => (is ? '1' : '0')).join(''),
    tally,
    left,
    learned,
    questions,
  });
  const beat = setInterval(() => heartbeat(progress()), heartbeatMs);
  try {
    await inParallel(concurrency, stores.keys(), async (index) => {
      const store = stores[index];
      if (store === undefined || done[index] === true) return;
      const work = workOf(store);
      const result = await workOnOneStore(work).catch(leaveAfter);
      times.push(...timesOf(work, result));
      tally = addTallies(tally, result.tally);
      if (result.left !== undefined) left.push({ storeId: store.id, ...result.left });
      if (result.learned === true) learned.push(store.id);
      if (result.question !== undefined) questions.push(result.question);
      done[index] = true;
      heartbeat(progress());
    });
    await deps.books.workTimes.note(times);
  } finally {
    clearInterval(beat);
  }
  return {
    tally,
    left,
    ...(learned.length > 0 && { learned }),
    ...(questions.length > 0 && { questions }),
  };
}

/**
 * How long the store kept the request waiting: from the first scheduling of the activity, so that retries and a crowded
 * queue count, to its answer. Nothing for a store that had been settled before, or has not answered.
 */
function timesOf(
  { deps, context, store, phase, round, progress }: StoreWork,
  { left }: StoreStepResult,
): WorkTime[] {
  if (left !== undefined || isSettled(progress?.outcome)) return [];
  const key = storeKey(store.id, phase);
  const endedAt = deps.now();
  const tookMs = Math.max(0, Date.parse(endedAt) - activityInfo().scheduledTimestampMs);
  return [{ timeId: `${context.view.requestId}/${key}/${round}`, key, tookMs, endedAt }];
}

/** Takes one store that left its batch through a phase. Throws retryably while the store cannot answer yet. */
export async function workOnStore(deps: StoreDeps, input: StoreStepInput): Promise<StoreStepResult> {
  const workOf = await prepare(deps, input);
  const store = workOf.stores.find((candidate) => candidate.id === input.storeId);
  if (store === undefined)
    throw new Error(`Store ${input.storeId} is not concerned by request ${input.requestId}.`);
  const beat = setInterval(() => heartbeat(), heartbeatMs);
  try {
    const work = workOf(store);
    const result = await workOnOneStore(work).catch((error: unknown): StoreStepResult => {
      const step = leaveAfter(error);
      if (step.left?.reason === 'failed') throw storeProblem(error, store.id);
      return step;
    });
    if (result.left?.reason === 'pending') throw askAgainLater(store.id, activityInfo().attempt);
    await deps.books.workTimes.note(timesOf(work, result));
    return result;
  } finally {
    clearInterval(beat);
  }
}

type WorkOf = ((store: StoreMap) => StoreWork) & { readonly stores: readonly StoreMap[] };

async function prepare(
  deps: StoreDeps,
  input: StoreBatchInput | StoreStepInput,
  longestMs?: number,
): Promise<WorkOf> {
  const { requestId, phase, round } = input;
  const context = await requestContext(deps.books, requestId);
  if (phase === 'execute') await checkBooks(deps, context.view, input.version ?? 0);
  const claims = await claimsOf(deps.books, requestId);
  const known = new Map((await deps.books.stores.list(requestId)).map((entry) => [entry.storeId, entry]));
  const { activityId, attempt, workflowExecution } = activityInfo();
  const attemptName = `${workflowExecution?.runId.slice(0, 8) ?? 'local'}.${activityId}.${attempt}`;
  const workOf = (store: StoreMap): StoreWork => {
    const progress: StoreProgress | undefined = known.get(store.id);
    // The same in every attempt, so that a store can recognise the repeat of an effect.
    const operationId = `${requestId}/${phase}/${round}/${store.id}`;
    const call = storeCall(operationId, store, context.view.receivedAt, cancellationSignal(), longestMs);
    const isPatient = longestMs === undefined;
    return { deps, context, claims, store, phase, round, attempt: attemptName, call, progress, isPatient };
  };
  return Object.assign(workOf, {
    stores: concernedStores(context.map, rightOnStores(context.view.right), claims),
  });
}

async function inParallel<T>(
  limit: number,
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: limit }, lane));
}
