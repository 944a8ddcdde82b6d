import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type {
  BatchLeaveReason,
  StoreBatchResult,
  StorePhase,
  StoreQuestion,
  StoreStepResult,
} from '../contracts/temporal/messages';
import { askProcessorCode } from '../contracts/temporal/messages';
import type { IdentifierKind } from '../domain/data-map';
import type { StoreId } from '../domain/ids';
import type { OutcomeTally } from '../domain/outcome';
import { addTallies } from '../domain/outcome';
import type { TaskKind } from '../domain/request';
import { letters, singleStore, storeBatches } from './activity-stubs';
import type { RequestRun } from './request-run';
import { newTaskId } from './request-run';

/** Stores per activity: 25 to 100 keep history near 0.1 events per store (docs/benchmarks.md). */
const batchSize = 100;

/** What a phase over all stores came to. */
export interface FanOutResult {
  readonly tally: OutcomeTally;
  /** True when a store is no longer as planned: nothing of it was touched, and a new plan is needed. */
  readonly drifted: boolean;
  /** For a survey: stores that told identifiers nobody knew, and what staff must be asked about. */
  readonly learned: readonly StoreId[];
  readonly questions: readonly StoreQuestion[];
}

/** Nothing done yet. */
const nothing: FanOutResult = { tally: {}, drifted: false, learned: [], questions: [] };

function together(a: FanOutResult, b: FanOutResult): FanOutResult {
  return {
    tally: addTallies(a.tally, b.tally),
    drifted: a.drifted || b.drifted,
    learned: [...a.learned, ...b.learned],
    questions: [...a.questions, ...b.questions],
  };
}

/** Which stores are worked on; absent: all. */
export interface Selection {
  /** All but these. */
  readonly except?: readonly StoreId[];
  /** Those that are searched by identifiers of these kinds. */
  readonly kinds?: readonly IdentifierKind[];
}

/**
 * Takes every store through one phase. Healthy stores go in batches; a store that fails, is manual, or answers late
 * leaves its batch and is waited for on its own, so that it delays no other and history grows only with the unhealthy.
 */
export async function workOnAllStores(
  run: RequestRun,
  phase: StorePhase,
  selection: Selection = {},
): Promise<FanOutResult> {
  const batches = ranges(run.state.storeCount).map((range) =>
    workOnBatch(run, phase, { ...range, ...selection }),
  );
  return (await Promise.all(batches)).reduce(together, nothing);
}

/**
 * Carries the plan out on every store and has each prove it at once: a store that is silent, or waits for somebody's hand,
 * holds up no other's proof. The tally is that of the proofs.
 */
export async function carryOutOnAllStores(run: RequestRun): Promise<FanOutResult> {
  const batches = ranges(run.state.storeCount).map(async (range) => {
    const { left, apart } = await beginBatch(run, 'execute', range);
    const except = left.map(({ storeId }) => storeId);
    const proofs = workOnBatch(run, 'verify', { ...range, except });
    const others = left.map(({ storeId }, at) => proveAfter(run, storeId, apart[at]));
    return (await Promise.all([proofs, ...others])).reduce(together, nothing);
  });
  return (await Promise.all(batches)).reduce(together, nothing);
}

async function proveAfter(
  run: RequestRun,
  storeId: StoreId,
  executed: Promise<FanOutResult> | undefined,
): Promise<FanOutResult> {
  const { drifted, tally } = (await executed) ?? nothing;
  // What is counted already is settled: it was disclosed, refused, or reported by staff.
  if (drifted || run.isEnding() || Object.keys(tally).length > 0) return { ...nothing, drifted, tally };
  return settleStore(run, 'verify', storeId, undefined);
}

/** Takes some stores, each on its own, through one phase. */
export async function workOnEach(
  run: RequestRun,
  phase: StorePhase,
  storeIds: readonly StoreId[],
): Promise<FanOutResult> {
  const settled = storeIds.map((storeId) => settleStore(run, phase, storeId, undefined));
  return (await Promise.all(settled)).reduce(together, nothing);
}

function ranges(count: number): { from: number; to: number }[] {
  const starts = Array.from({ length: Math.ceil(count / batchSize) }, (_, index) => index * batchSize);
  return starts.map((from) => ({ from, to: Math.min(from + batchSize, count) }));
}

async function workOnBatch(
  run: RequestRun,
  phase: StorePhase,
  range: { from: number; to: number } & Selection,
): Promise<FanOutResult> {
  const { tally, learned = [], questions = [], apart } = await beginBatch(run, phase, range);
  return (await Promise.all(apart)).reduce(together, { ...nothing, tally, learned, questions });
}

/** Works on a batch; those that left it are on their way, each on its own. */
async function beginBatch(
  run: RequestRun,
  phase: StorePhase,
  range: { from: number; to: number } & Selection,
): Promise<StoreBatchResult & { readonly apart: readonly Promise<FanOutResult>[] }> {
  const asked = run.state.openTasks;
  const batch: StoreBatchResult = await storeBatches.workOnStores({ ...stepOf(run, phase), ...range });
  const isOpen = (taskId: string) => run.state.openTasks.some((task) => task.taskId === taskId);
  // A workflow that was lost may have asked already, and been answered while the batch ran: the store knows.
  const wasDone = (id: string) => asked.some(({ storeId, taskId }) => storeId === id && !isOpen(taskId));
  const apart = batch.left.map((left) =>
    settleStore(run, phase, left.storeId, wasDone(left.storeId) ? undefined : left),
  );
  return { ...batch, apart };
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
    if (left?.reason === 'drift') return { ...nothing, drifted: true };
    if (left?.reason === 'manual') await haveDoneByHand(run, storeId, left.code);
    if (left?.reason === 'trouble') await haveDone(run, storeId, 'storeTrouble', left.code);
    if (run.isEnding()) return nothing;
    const result = await askStore(run, phase, storeId);
    if (result.left === undefined) return settled(storeId, result);
    left = result.left;
  }
}

function settled(storeId: string, { tally, learned, question }: StoreStepResult): FanOutResult {
  return {
    ...nothing,
    tally,
    learned: learned === true ? [storeId] : [],
    questions: question === undefined ? [] : [question],
  };
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

/** Paper is worked on by staff; a processor without an interface gets a letter, and staff record what it answers. */
async function haveDoneByHand(run: RequestRun, storeId: string, code: string | undefined): Promise<void> {
  if (code !== askProcessorCode) return haveDone(run, storeId, 'paperArchive', code);
  const { requestId, round } = run.state;
  const { reason } = await letters.askProcessor({ requestId, storeId, round });
  return haveDone(run, storeId, 'processorAnswer', reason);
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
