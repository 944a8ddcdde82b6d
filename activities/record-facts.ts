import type { ClockFactsInput, RecordInput, RecordResult, TaskDraft } from '../contracts/temporal/messages';
import { engine } from '../domain/actor';
import type { ClockState } from '../domain/clock-state';
import { carryOver, compareInstants } from '../domain/clock-state';
import type { EvidenceDraft } from '../domain/evidence';
import type { RequestId } from '../domain/ids';
import type { OutcomeCode, StoreOutcome } from '../domain/outcome';
import type { Persistence, RequestView } from '../domain/ports';
import type { TaskResult } from '../domain/request';
import { ledgerLines, requestClocks } from '../domain/request-clocks';
import type { Right } from '../domain/right';
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
  if (input.storeReport !== undefined) await keepStoreReport(books, requestId, input.storeReport);
  if (input.entries.length > 0) await books.evidence.append(requestId, input.entries);
  await keepTasks(deps, input);
  const clocks = await keepClocks(deps, input);
  await books.requests.project(requestId, input.version, input.projection);
  return clocks === undefined ? {} : { clocks };
}

async function keepIdentityChoice(books: Persistence, requestId: RequestId, choice: string): Promise<void> {
  const candidates = (await slots.candidates.read(books.vault, requestId)) ?? [];
  const chosen = candidates[Number.parseInt(choice, 10)];
  await slots.identityChoice.write(books.vault, requestId, { key: chosen?.key ?? null });
}

async function keepStoreReport(
  books: Persistence,
  requestId: RequestId,
  report: NonNullable<RecordInput['storeReport']>,
): Promise<void> {
  const view = await viewOf(books, requestId);
  const outcome = reportedOutcome(view.right, report);
  const known = (await books.stores.list(requestId)).find((progress) => progress.storeId === report.storeId);
  await books.stores.put({ ...known, requestId, storeId: report.storeId, outcome });
}

const doneCodes: Readonly<Record<Right, OutcomeCode>> = {
  access: 'disclosed',
  correction: 'corrected',
  deletion: 'deleted',
  restriction: 'restricted',
  objection: 'ceased',
};

/** What a report of staff proves: their word, with the witnesses they named; never more. */
function reportedOutcome(right: Right, report: NonNullable<RecordInput['storeReport']>): StoreOutcome {
  const { storeId, result, at } = report;
  const codes: Readonly<Record<TaskResult, OutcomeCode>> = {
    done: doneCodes[right],
    nothingFound: 'notFound',
    cannotBeDone: 'refusedByStore',
    retry: 'unknown',
  };
  return {
    storeId,
    code: codes[result],
    collections: [],
    ...(result === 'cannotBeDone' ? { reason: 'cannotBeDone' } : { proof: { kind: 'witnessed', at } }),
  };
}

async function keepTasks(deps: CoreDeps, input: RecordInput): Promise<void> {
  const { tasks } = deps.books;
  for (const closed of input.closeTasks ?? [])
    await tasks.close(closed.taskId, 'done', closed.by, closed.at, closed.result);
  if (input.openTasks === undefined) return;
  const view = await viewOf(deps.books, input.requestId);
  for (const task of input.openTasks) await openTask(deps, view, task);
}

async function openTask(deps: CoreDeps, view: RequestView, task: TaskDraft): Promise<void> {
  const [soonest] = view.clocks.map((clock) => clock.strictAt).sort(compareInstants);
  await deps.books.tasks.open({
    ...task,
    requestId: view.requestId,
    openedAt: deps.now(),
    ...(soonest === undefined ? {} : { dueAt: soonest }),
  });
}

async function keepClocks(deps: CoreDeps, input: RecordInput): Promise<readonly ClockState[] | undefined> {
  if (input.clockFacts !== undefined)
    return recomputeClocks(deps, input.requestId, input.version, input.clockFacts);
  if (input.clocks !== undefined) await writeClocks(deps.books, input.requestId, input.clocks);
  return undefined;
}

async function recomputeClocks(
  deps: CoreDeps,
  requestId: RequestId,
  version: number,
  facts: ClockFactsInput,
): Promise<readonly ClockState[]> {
  const view = await viewOf(deps.books, requestId);
  const { regimes, right, receivedAt } = view;
  const fresh = requestClocks(regimes, right, { receivedAt, ...facts }, deps.settings.clocks);
  const clocks = carryOver(view.clocks, fresh);
  await deps.books.evidence.append(requestId, [clockEntry(clocks, `clocks/${version}`, deps.now())]);
  await writeClocks(deps.books, requestId, clocks);
  return clocks;
}

/** Evidence of computed clocks: dates, and the versions of rules and calendars they follow from. */
export function clockEntry(clocks: readonly ClockState[], key: string, at: string): EvidenceDraft {
  const facts = clocks.map(
    ({ regime, clock, date, deadlineAt, strictAt, provisional, ruleVersion, calendarVersion }) => ({
      regime,
      clock,
      date,
      deadlineAt,
      strictAt,
      provisional,
      ruleVersion,
      calendarVersion,
    }),
  );
  return { key, type: 'clocksComputed', at, actor: engine, facts: { clocks: facts } };
}

/** Writes clocks to the ledger that is swept without Temporal, and to the read model. */
export async function writeClocks(
  books: Persistence,
  requestId: RequestId,
  clocks: readonly ClockState[],
): Promise<void> {
  await books.deadlines.write(requestId, ledgerLines(requestId, clocks));
  await books.requests.attach(requestId, { clocks });
}

async function viewOf(books: Persistence, requestId: RequestId): Promise<RequestView> {
  const view = await books.requests.find(requestId);
  if (view === undefined) throw new Error(`Request ${requestId} is not in the books.`);
  return view;
}
