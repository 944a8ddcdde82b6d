import type { AnswerInput, AnswerResult } from '../contracts/temporal/messages';
import { compareInstants } from '../domain/clock-state';
import type { OutcomeTally, RequestOutcome } from '../domain/outcome';
import { addTallies, outcomeOfDecision, outcomeOfRequest } from '../domain/outcome';
import type { NoticeContent } from '../domain/notice';
import { recordKeeping } from '../domain/record-keeping';
import { toldOutcomes } from '../domain/told-outcomes';
import { closingLetters, recipientReports } from './closing-letter';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps, RequestContext } from './deps';
import { requestContext } from './deps';

/**
 * Sends the answer, made from what the stores proved. It may take a mail server days; the request's clocks run on
 * meanwhile, and what it says does not change. Runs as often as it must; the letter goes out once.
 */
export async function sendAnswer(deps: CoreDeps, input: AnswerInput): Promise<AnswerResult> {
  const { requestId } = input;
  const context = await requestContext(deps.books, requestId);
  const progress = await deps.books.stores.list(requestId);
  // What was carried out is told of every store; what ended before, only of stores that had answered.
  const outcomes =
    input.ending === undefined ? toldOutcomes(progress) : progress.flatMap((line) => line.outcome ?? []);
  const tally = outcomes.map((each): OutcomeTally => ({ [each.code]: 1 })).reduce(addTallies, {});
  const outcome: RequestOutcome = input.ending ?? decidedOutcome(input) ?? outcomeOfRequest(tally);
  if (input.ending !== undefined) await liftInterimRestriction(deps, input);
  const answered = await withFetchTime(deps, context);
  const letters = await closingLetters(deps, answered, { ...input, outcome, outcomes });
  const orders = await deps.books.recipients.list(requestId);
  // A refusal is an answer too: the duty is to tell them, and to know what they said.
  const recipientsAnswered = recipientReports(context.map, outcomes, orders).every(
    ({ answer }) => answer === 'confirmed' || answer === 'refused',
  );
  const delivered = await deliverAll(deps, answered, letters);
  const { rules, zone } = deps.settings.clocks;
  const keepUntil = recordKeeping(rules, context.view.regimes, delivered.at, zone);
  return { outcome, recipientsAnswered, keepUntil, ...delivered };
}

function decidedOutcome({ review }: AnswerInput): RequestOutcome | undefined {
  return review === undefined ? undefined : outcomeOfDecision(review.decision);
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
async function liftInterimRestriction(deps: CoreDeps, { requestId, at }: AnswerInput): Promise<void> {
  const entry = await deps.books.register.find(requestId);
  if (entry?.status === 'active') await deps.books.register.lift(requestId, at);
}

/** Accepted when the mail server took every letter; a refusal has opened a task for staff. */
async function deliverAll(
  deps: CoreDeps,
  { view: { requestId, locale } }: RequestContext,
  letters: readonly NoticeContent[],
): Promise<Pick<AnswerResult, 'accepted' | 'at'>> {
  let accepted = true;
  let latest = '';
  for (const content of letters) {
    const { status, at } = await deliverNotice(deps, { requestId, serial: '1', content, locale });
    accepted = accepted && status === 'accepted';
    if (latest === '' || compareInstants(at, latest) > 0) latest = at;
  }
  return { accepted, at: latest };
}
