import { requestOfWorkflowId, requestWorkflowId } from '../contracts/temporal/ids';
import type { RequestId } from '../domain/ids';
import type { Executions, OpenRequest, Persistence, RequestView } from '../domain/ports';
import type { RunningSet } from './running-set';
import { collectRunning } from './running-set';

/** What comparing needs; it reads only. */
export interface CompareDeps {
  readonly books: {
    readonly requests: Pick<Persistence['requests'], 'find'>;
    readonly openRequests: Persistence['openRequests'];
  };
  readonly executions: Executions;
  /** UTC now as ISO text. */
  readonly now: () => string;
}

/** Where books and engine do not agree. */
export type Difference =
  /** An open request whose execution was lost; `runId` is absent when the engine knows none. */
  | { readonly kind: 'executionMissing'; readonly view: RequestView; readonly runId?: string }
  /** The execution completed, and the books do not know: they are older, as after a restore. */
  | { readonly kind: 'booksOlder'; readonly view: RequestView; readonly runId: string }
  /** An execution that runs for a request that is closed or not in the books at all. */
  | { readonly kind: 'caseMissing'; readonly workflowId: string; readonly runId: string }
  /** It runs again, and whoever restarted it did not come to note that. */
  | { readonly kind: 'restartNotNoted'; readonly view: RequestView };

/** How much was compared. */
export interface Compared {
  readonly open: number;
  readonly running: number;
  readonly differences: number;
}

/** Requests between two signs of life. */
const progressEvery = 5_000;
/** Requests confirmed in one pass, so that the loss of a whole cluster fits into memory; the next pass takes the others. */
const mostDoubtful = 10_000;
/** What is younger, in ms, may still be on its way from one side to the other. */
const settleMs = 60_000;
/** So long, in ms, a workflow may live on after its request was closed in the books. */
const finishingMs = 600_000;

/**
 * Compares the open requests of the books with the running executions, both ways, in memory of a few bytes each. The list
 * of executions lags, so every difference is confirmed with the engine first, and only then told.
 */
export async function compareBooks(
  deps: CompareDeps,
  onDifference: (difference: Difference) => Promise<void>,
  onProgress: () => void = () => undefined,
): Promise<Compared> {
  const running = await collectRunning(heard(deps.executions.running(), onProgress));
  let open = 0;
  let differences = 0;
  const tell = async (difference: Difference | undefined): Promise<void> => {
    if (difference === undefined) return;
    differences += 1;
    await onDifference(difference);
    onProgress();
  };
  const doubtful: OpenRequest[] = [];
  await deps.books.openRequests.each((request) => {
    open += 1;
    if (open % progressEvery === 0) onProgress();
    if (isDoubtful(request, running) && doubtful.length < mostDoubtful) doubtful.push(request);
  });
  for (const request of doubtful) await tell(await confirmRequest(deps, request));
  if (running.unmet() > 0)
    for await (const workflowIds of heard(deps.executions.running(), onProgress))
      for (const workflowId of workflowIds)
        if (running.isUnmet(workflowId)) await tell(await confirmExecution(deps, workflowId));
  return { open, running: running.size, differences };
}

async function* heard<T>(pages: AsyncIterable<T>, onProgress: () => void): AsyncGenerator<T> {
  for await (const page of pages) {
    onProgress();
    yield page;
  }
}

/** One that seems not to run, or whose disagreement nobody has settled. Every other counts as met. */
function isDoubtful({ requestId, disagreement }: OpenRequest, running: RunningSet): boolean {
  return !running.meet(requestWorkflowId(requestId)) || disagreement !== undefined;
}

async function confirmRequest(deps: CompareDeps, request: OpenRequest): Promise<Difference | undefined> {
  // The engine is asked first: whatever completed before it answered stands in the books when they are read.
  const execution = await deps.executions.describe(requestWorkflowId(request.requestId));
  const view = await deps.books.requests.find(request.requestId);
  if (view === undefined || view.phase === 'closed') return undefined;
  if (execution?.status === 'running')
    return view.disagreement?.kind === 'executionMissing' ? { kind: 'restartNotNoted', view } : undefined;
  if (execution?.status === 'completed') return { kind: 'booksOlder', view, runId: execution.runId };
  if (execution !== undefined) return { kind: 'executionMissing', view, runId: execution.runId };
  // Never started, as far as the books know: the starter of left-over intakes has it.
  if (view.startedAt === undefined || isYoung(deps, view.startedAt)) return undefined;
  return { kind: 'executionMissing', view };
}

async function confirmExecution(deps: CompareDeps, workflowId: string): Promise<Difference | undefined> {
  const requestId: RequestId | undefined = requestOfWorkflowId(workflowId);
  const view = requestId === undefined ? undefined : await deps.books.requests.find(requestId);
  if (view !== undefined && !isLongClosed(deps, view)) return undefined;
  const execution = await deps.executions.describe(workflowId);
  if (execution?.status !== 'running' || isYoung(deps, execution.startedAt)) return undefined;
  return { kind: 'caseMissing', workflowId, runId: execution.runId };
}

function isYoung({ now }: CompareDeps, since: string): boolean {
  return Date.parse(now()) - Date.parse(since) < settleMs;
}

function isLongClosed({ now }: CompareDeps, { phase, closedAt }: RequestView): boolean {
  return (
    phase === 'closed' && (closedAt === undefined || Date.parse(now()) - Date.parse(closedAt) > finishingMs)
  );
}
