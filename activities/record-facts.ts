import type { RecordInput, RecordResult, TaskDraft } from '../contracts/temporal/messages';
import { compareInstants } from '../domain/clock-state';
import type { RequestId } from '../domain/ids';
import { joinRows, withoutRows } from '../domain/identity-graph';
import type { OutcomeCode, Proof, StoreOutcome } from '../domain/outcome';
import type { Persistence, RequestView, Task, WorkTime } from '../domain/ports';
import { taskKey } from '../domain/remaining-work';
import type { TaskResult } from '../domain/request';
import { rightOnStores } from '../domain/right';
import type { Right } from '../domain/right';
import { countClocks, raise, writeClocks } from './count-clocks';
import type { CoreDeps } from './deps';
import * as slots from './vault-slots';

/**
 * Writes down what happened: evidence first, then what people see. Every part is idempotent, so a lost answer or a kill in
 * between costs a repeat and nothing else.
 */
export async function recordFacts(deps: CoreDeps, input: RecordInput): Promise<RecordResult> {
  const { books } = deps;
  const { requestId } = input;
  if (input.identityChoice !== undefined)
    await keepIdentityChoice(books, requestId, input.identityChoice.choice);
  if (input.assignment !== undefined) await keepAssignment(books, requestId, input.assignment);
  if (input.storeReport !== undefined) await keepStoreReport(books, requestId, input.storeReport);
  if (input.entries.length > 0) await books.evidence.append(requestId, input.entries);
  await keepTasks(deps, input);
  const counted = await keepClocks(deps, input);
  await raise(books, input.alerts ?? []);
  await books.requests.project(requestId, input.version, input.projection, deps.now());
  return counted === undefined ? {} : { counted };
}

async function keepIdentityChoice(books: Persistence, requestId: RequestId, choice: string): Promise<void> {
  const candidates = (await slots.candidates.read(books.vault, requestId)) ?? [];
  const chosen = candidates[Number.parseInt(choice, 10)];
  await slots.identityChoice.write(books.vault, requestId, { key: chosen?.key ?? null });
}

/** A later answer about the same record replaces the earlier one. */
async function keepAssignment(
  { vault }: Persistence,
  requestId: RequestId,
  { storeId, answersHash }: NonNullable<RecordInput['assignment']>,
): Promise<void> {
  const answers = await slots.recordAnswers(answersHash).read(vault, requestId);
  if (answers === undefined)
    throw new Error(`The answers about records of store ${storeId} are not in the vault.`);
  const before = (await slots.recordAssignment(storeId).read(vault, requestId)) ?? {
    theirs: {},
    notTheirs: {},
  };
  await slots.recordAssignment(storeId).write(vault, requestId, {
    theirs: joinRows(withoutRows(before.theirs, answers.notTheirs), answers.theirs),
    notTheirs: joinRows(withoutRows(before.notTheirs, answers.theirs), answers.notTheirs),
  });
}

async function keepStoreReport(
  books: Persistence,
  requestId: RequestId,
  report: NonNullable<RecordInput['storeReport']>,
): Promise<void> {
  const view = await viewOf(books, requestId);
  const known = (await books.stores.list(requestId)).find((progress) => progress.storeId === report.storeId);
  const outcome = reportedOutcome(rightOnStores(view.right), report, known?.outcome);
  const executed = report.result === 'retry' ? {} : { executedAt: report.at };
  await books.stores.put({ ...known, requestId, storeId: report.storeId, outcome, ...executed });
  if (report.result !== 'retry') await keepRecipientAnswer(books, requestId, report);
}

const doneCodes: Readonly<Record<Right, OutcomeCode>> = {
  access: 'disclosed',
  correction: 'corrected',
  deletion: 'deleted',
  restriction: 'restricted',
  objection: 'ceased',
};

/**
 * What a report of staff proves: their word, with the witnesses they named; never more. A store that is given up keeps what
 * it proved itself before it refused the rest.
 */
function reportedOutcome(
  right: Right,
  report: NonNullable<RecordInput['storeReport']>,
  known: StoreOutcome | undefined,
): StoreOutcome {
  const { storeId, result } = report;
  const codes: Readonly<Record<TaskResult, OutcomeCode>> = {
    done: doneCodes[right],
    nothingFound: 'notFound',
    cannotBeDone: 'refusedByStore',
    retry: 'unknown',
  };
  return {
    storeId,
    code: codes[result],
    collections: result === 'cannotBeDone' ? (known?.collections ?? []) : [],
    ...(result === 'cannotBeDone' ? { reason: 'cannotBeDone' } : { proof: reportedProof(report) }),
  };
}

/** What staff saw themselves is witnessed; what a processor answered stands in its own words, of which this is the hash. */
function reportedProof({ receiptHash, at }: NonNullable<RecordInput['storeReport']>): Proof {
  return receiptHash === undefined ? { kind: 'witnessed', at } : { kind: 'receipt', at, receiptHash };
}

/** The answer of a processor that staff wrote down; nothing for a store that was never ordered from anybody. */
async function keepRecipientAnswer(
  { recipients }: Persistence,
  requestId: RequestId,
  { storeId, result, receiptHash, at }: NonNullable<RecordInput['storeReport']>,
): Promise<void> {
  const state = result === 'cannotBeDone' ? 'refused' : 'confirmed';
  const receipt = receiptHash === undefined ? {} : { receiptHash };
  await recipients.answer(requestId, storeId, { state, at, ...receipt });
}

async function keepTasks(deps: CoreDeps, input: RecordInput): Promise<void> {
  for (const closed of input.closeTasks ?? []) await closeTask(deps.books, closed);
  if (input.openTasks === undefined) return;
  const view = await viewOf(deps.books, input.requestId);
  for (const task of input.openTasks) await openTask(deps, view, task);
}

async function closeTask(
  { tasks, workTimes }: Persistence,
  { taskId, by, at, result }: NonNullable<RecordInput['closeTasks']>[number],
): Promise<void> {
  await tasks.close(taskId, 'done', by, at, result);
  const task = await tasks.find(taskId);
  if (task !== undefined) await workTimes.note([taskTime(task, at)]);
}

function taskTime({ taskId, requestId, kind, openedAt }: Task, endedAt: string): WorkTime {
  const key = taskKey(kind);
  const tookMs = Math.max(0, Date.parse(endedAt) - Date.parse(openedAt));
  return { timeId: `${requestId}/${key}/${taskId}`, key, tookMs, endedAt };
}

async function openTask(deps: CoreDeps, view: RequestView, task: TaskDraft): Promise<void> {
  const running = view.clocks.filter(({ status }) => status === 'running');
  const [soonest] = running.map((clock) => clock.strictAt).sort(compareInstants);
  await deps.books.tasks.open({
    ...task,
    requestId: view.requestId,
    openedAt: deps.now(),
    ...(soonest === undefined ? {} : { dueAt: soonest }),
    ...placeOf(view),
  });
}

/** Where the last forecast of the request puts its tasks. */
function placeOf({ forecast }: RequestView): Pick<Task, 'startBy' | 'standing'> {
  if (forecast === undefined) return {};
  const { startBy, standing } = forecast;
  return { standing, ...(startBy === undefined ? {} : { startBy }) };
}

async function keepClocks(deps: CoreDeps, input: RecordInput): Promise<RecordResult['counted']> {
  const { requestId, version, clocks, clockFacts, standing = {} } = input;
  if (clockFacts !== undefined) {
    const view = await viewOf(deps.books, requestId);
    return countClocks(deps, view, { ...clockFacts, standing, key: `clocks/${version}` });
  }
  if (clocks !== undefined) await writeClocks(deps.books, requestId, clocks, standing);
  return undefined;
}

async function viewOf(books: Persistence, requestId: RequestId): Promise<RequestView> {
  const view = await books.requests.find(requestId);
  if (view === undefined) throw new Error(`Request ${requestId} is not in the books.`);
  return view;
}
