import type { CloseInput } from '../contracts/temporal/messages';
import { engine } from '../domain/actor';
import type { EvidenceDraft } from '../domain/evidence';
import type { OutcomeTally, StoreOutcome } from '../domain/outcome';
import { addTallies } from '../domain/outcome';
import { phaseTimes } from '../domain/phase-times';
import { latestKept } from '../domain/record-keeping';
import { writeClocks } from './count-clocks';
import type { CoreDeps } from './deps';
import { enterDeferrals } from './enter-deferrals';
import { openCopyTasks } from './open-copy-tasks';
import { openReopenTask } from './reopen-task';

/**
 * Ends a request whose answer has gone out (or was refused by the mail server): the clocks, the outcome, and how long the
 * record is kept. From here on nothing of it falls due.
 */
export async function closeRequest(deps: CoreDeps, input: CloseInput): Promise<void> {
  const { requestId, outcome, clocks, keepUntil } = input;
  const outcomes = (await deps.books.stores.list(requestId)).flatMap((line) => line.outcome ?? []);
  const tally = outcomes.map((each): OutcomeTally => ({ [each.code]: 1 })).reduce(addTallies, {});
  const deferred = await enterDeferrals(deps, requestId, outcomes);
  // What is still owed needs the record of the request: it tells whose it is, and where to write.
  const recordsUntil = [latestKept(keepUntil), ...deferred.map(({ lastUntil }) => lastUntil)]
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
  await deps.books.evidence.append(requestId, closingEntries(input, tally, outcomes, deps.now()));
  await writeClocks(deps.books, requestId, clocks, {});
  await cancelTasks(deps, input);
  await openCopyTasks(deps, requestId, outcomes, input.at);
  await openReopenTask(deps, input);
  const change = {
    phase: 'closed',
    outcome,
    waiting: [],
    tally,
    proposal: null,
    closedAt: input.at,
    ...(recordsUntil === undefined ? {} : { recordsUntil }),
  } as const;
  await deps.books.requests.project(requestId, input.version, change, input.at);
  await noteTimes(deps, input);
}

/** What its phases took, for forecasts of others. */
async function noteTimes({ books }: CoreDeps, { requestId, at }: CloseInput): Promise<void> {
  const view = await books.requests.find(requestId);
  if (view !== undefined) await books.workTimes.note(phaseTimes(view, at));
}

function closingEntries(
  { outcome, clocks, accepted, ...input }: CloseInput,
  tally: OutcomeTally,
  outcomes: readonly StoreOutcome[],
  at: string,
): EvidenceDraft[] {
  const stores = outcomes.map(({ storeId, code }) => ({ storeId, code }));
  const keepUntil = input.keepUntil.map(({ regime, until }) => ({ regime, until }));
  const closed: EvidenceDraft = {
    key: 'closed',
    type: 'closed',
    at,
    actor: engine,
    facts: { outcome, tally: { ...tally }, stores, keepUntil },
  };
  const clockFacts = clocks.map(({ regime, clock, deadlineAt, status }) => ({
    regime,
    clock,
    deadlineAt,
    status,
  }));
  const answered: EvidenceDraft = {
    key: 'clocksSatisfied',
    type: 'clockSatisfied',
    at,
    actor: engine,
    facts: { clocks: clockFacts },
  };
  return accepted ? [answered, closed] : [closed];
}

async function cancelTasks(deps: CoreDeps, input: CloseInput): Promise<void> {
  const { items } = await deps.books.tasks.page(
    { requestId: input.requestId, status: 'open' },
    undefined,
    100,
  );
  for (const task of items)
    if (task.kind !== 'undeliverable' && task.kind !== 'reopen')
      await deps.books.tasks.close(task.taskId, 'cancelled', 'engine', input.at);
}
