import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type {
  BatchLeaveReason,
  StoreBatchResult,
  StorePhase,
  StoreStepResult,
} from '../contracts/temporal/messages';
import type { OutcomeTally } from '../domain/outcome';
import { addTallies } from '../domain/outcome';
import type { TaskKind } from '../domain/request';
import { singleStore, storeBatches } from './activity-stubs';
import type { RequestRun } from './request-run';
import { newTaskId } from './request-run';

/** Stores per activity: 25 to 100 keep history near 0.1 events per store (docs/benchmarks.md). */
const batchSize = 100;

/** What a phase over all stores came to. */
export interface FanOutResult {
  readonly tally: OutcomeTally;
  /** True when a store is no longer as planned: nothing of it was touched, and a new plan is needed. */
  readonly drifted: boolean;
}

/**
 * Takes every store through one phase. Healthy stores go in batches; a store that fails, is manual, or answers late
 * leaves its batch and is waited for on its own, so that it delays no other and history grows only with the unhealthy.
 */
export async function workOnAllStores(run: RequestRun, phase: StorePhase): Promise<FanOutResult> {
  const batches = ranges(run.state.storeCount).map((range) => workOnBatch(run, phase, range));
  const results = await Promise.all(batches);
  return {
    tally: results.map((result) => result.tally).reduce(addTallies, {}),
    drifted: results.some((result) => result.drifted),
  };
}

function ranges(count: number): { from: number; to: number }[] {
  const starts = Array.from({ length: Math.ceil(count / batchSize) }, (_, index) => index * batchSize);
  return starts.map((from) => ({ from, to: Math.min(from + batchSize, count) }));
}

async function workOnBatch(
  run: RequestRun,
  phase: StorePhase,
  range: { from: number; to: number },
): Promise<FanOutResult> {
  const asked = run.state.openTasks;
  const batch: StoreBatchResult = await storeBatches.workOnStores({ ...stepOf(run, phase), ...range });
  const isOpen = (taskId: string) => run.state.openTasks.some((task) => task.taskId === taskId);
  // A workflow that was lost may have asked already, and been answered while the batch ran: the store knows.
  const wasDone = (id: string) => asked.some(({ storeId, taskId }) => storeId === id && !isOpen(taskId));
  const apart = batch.left.map((left) =>
    settleStore(run, phase, left.storeId, wasDone(left.storeId) ? undefined : left),
  );
  const settled = await Promise.all(apart);
  return {
    tally: settled.map((result) => result.tally).reduce(addTallies, batch.tally),
    drifted: settled.some((result) => result.drifted),
  };
}

/** Stays with one store until it is settled: retries, waits for its late answer, or has a person look after it. */
async function settleStore(
  run: RequestRun,
  phase: StorePhase,
  storeId: string,
  first: { reason: BatchLeaveReason; code?: string } | undefined,
): Promise<FanOutResult> {
  let left: StoreStepResult['left'] = first;
  for (;;) {
    if (left?.reason === 'drift') return { tally: {}, drifted: true };
    if (left?.reason === 'manual') await haveDone(run, storeId, 'paperArchive', left.code);
    if (left?.reason === 'trouble') await haveDone(run, storeId, 'storeTrouble', left.code);
    if (run.isEnding()) return { tally: {}, drifted: false };
    const result = await askStore(run, phase, storeId);
    if (result.left === undefined) return { tally: result.tally, drifted: false };
    left = result.left;
  }
}

/** What every store is told. Before an effect also what the books must know: older ones would repeat what was done. */
function stepOf(run: RequestRun, phase: StorePhase) {
  const { requestId, round } = run.state;
  return { requestId, phase, round, ...(phase === 'execute' ? { version: run.writtenVersion } : {}) };
}

/** Asks one store, for as long as it takes. Giving up is a matter for people: it comes back as trouble. */
async function askStore(run: RequestRun, phase: StorePhase, storeId: string): Promise<StoreStepResult> {
  try {
    return await singleStore.workOnStore({ ...stepOf(run, phase), storeId });
  } catch (error) {
    return { tally: {}, left: { reason: 'trouble', code: troubleCode(error) } };
  }
}

/** Why a store needs somebody's hand. Anything but an activity's failure is our own fault, and thrown on. */
export function troubleCode(error: unknown): string {
  if (!(error instanceof ActivityFailure)) throw error;
  return error.cause instanceof ApplicationFailure ? (error.cause.type ?? 'failed') : 'noAnswerInTime';
}

async function haveDone(
  run: RequestRun,
  storeId: string,
  kind: TaskKind,
  reason: string | undefined,
): Promise<void> {
  const taskId = newTaskId(run.state, storeId);
  await run.openTask({ taskId, kind, storeId, ...(reason === undefined ? {} : { reason }) });
}
