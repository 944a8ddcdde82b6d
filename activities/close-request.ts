import type { CloseInput, CloseResult } from '../contracts/temporal/messages';
import { engine } from '../domain/actor';
import { satisfied } from '../domain/clock-state';
import type { EvidenceDraft } from '../domain/evidence';
import type { OutcomeTally, RequestOutcome, StoreOutcome } from '../domain/outcome';
import { addTallies, outcomeOfRequest } from '../domain/outcome';
import type { NoticeContent } from '../domain/notice';
import { closingLetters } from './closing-letter';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps, RequestContext } from './deps';
import { requestContext } from './deps';
import { writeClocks } from './record-facts';

/**
 * Ends a request: the letter is made from what the stores proved, and only when the mail server has taken (or refused) it
 * are the clocks satisfied and the outcome written. Runs as often as it must; the letter goes out once.
 */
export async function closeRequest(deps: CoreDeps, input: CloseInput): Promise<CloseResult> {
  const { requestId } = input;
  const context = await requestContext(deps.books, requestId);
  const outcomes = (await deps.books.stores.list(requestId)).flatMap((line) => line.outcome ?? []);
  const tally = outcomes.map((outcome): OutcomeTally => ({ [outcome.code]: 1 })).reduce(addTallies, {});
  const outcome: RequestOutcome = input.ending ?? outcomeOfRequest(tally);
  if (input.ending !== undefined) await liftInterimRestriction(deps, input);
  const answered = await withFetchTime(deps, context);
  const letters = await closingLetters(deps, answered, { ...input, outcome, outcomes });
  const delivered = await deliverAll(deps, answered, letters);
  // Read again: a clock may have run out while the mail server asked for patience.
  const known = (await requestContext(deps.books, requestId)).view.clocks;
  const clocks = delivered ? satisfied(known, ['answer']) : known;
  await deps.books.evidence.append(
    requestId,
    closingEntries(input, outcome, tally, outcomes, delivered, deps.now()),
  );
  await writeClocks(deps.books, requestId, clocks);
  await cancelTasks(deps, input);
  await deps.books.requests.project(requestId, input.version, {
    phase: 'closed',
    outcome,
    waiting: [],
    tally,
    proposal: null,
    closedAt: input.at,
  });
  return { outcome };
}

/** The time to fetch a package counts from the answer: however long staff looked at it, the person has all of it. */
async function withFetchTime(deps: CoreDeps, context: RequestContext): Promise<RequestContext> {
  const { requestId, package: ref } = context.view;
  if (ref === undefined) return context;
  const expiresAt = new Date(Date.parse(deps.now()) + deps.settings.packageHours * 3_600_000).toISOString();
  await deps.books.requests.attach(requestId, { package: { ...ref, expiresAt } });
  return requestContext(deps.books, requestId);
}

/** What was frozen while staff decided is free again when the request ends without work. */
async function liftInterimRestriction(deps: CoreDeps, { requestId, at }: CloseInput): Promise<void> {
  const entry = await deps.books.register.find(requestId);
  if (entry?.status === 'active') await deps.books.register.lift(requestId, at);
}

/** True when the mail server took the letters; a refusal has opened a task for staff. */
async function deliverAll(
  deps: CoreDeps,
  { view: { requestId, locale } }: RequestContext,
  letters: readonly NoticeContent[],
): Promise<boolean> {
  let delivered = true;
  for (const content of letters) {
    const answer = await deliverNotice(deps, { requestId, serial: '1', content, locale });
    delivered = delivered && answer.status === 'accepted';
  }
  return delivered;
}

function closingEntries(
  input: CloseInput,
  outcome: RequestOutcome,
  tally: OutcomeTally,
  outcomes: readonly StoreOutcome[],
  delivered: boolean,
  at: string,
): EvidenceDraft[] {
  const stores = outcomes.map(({ storeId, code }) => ({ storeId, code }));
  const clocks = input.clocks.map(({ regime, clock, deadlineAt, status }) => ({
    regime,
    clock,
    deadlineAt,
    status,
  }));
  const closed: EvidenceDraft = {
    key: 'closed',
    type: 'closed',
    at,
    actor: engine,
    facts: { outcome, tally: { ...tally }, stores },
  };
  const answered: EvidenceDraft = {
    key: 'clocksSatisfied',
    type: 'clockSatisfied',
    at,
    actor: engine,
    facts: { clocks },
  };
  return delivered ? [answered, closed] : [closed];
}

async function cancelTasks(deps: CoreDeps, input: CloseInput): Promise<void> {
  const { items } = await deps.books.tasks.page(
    { requestId: input.requestId, status: 'open' },
    undefined,
    100,
  );
  for (const task of items)
    if (task.kind !== 'undeliverable')
      await deps.books.tasks.close(task.taskId, 'cancelled', 'engine', input.at);
}
