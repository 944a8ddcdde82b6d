import type { LetterResult } from '../contracts/temporal/messages';
import type { RequestId } from '../domain/ids';
import type { GroundText, NoticeContent } from '../domain/notice';
import type { RequestView } from '../domain/ports';
import { extensionFor, ruledAs } from '../domain/regime';
import { requestClocks } from '../domain/request-clocks';
import type { RequestClockFacts } from '../domain/request-facts';
import type { RuleBook } from '../domain/rule-book';
import { findRegime } from '../domain/rule-book';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps, RequestContext } from './deps';
import { claimsOf, requestContext } from './deps';
import { changeLines, letterBase, verifiedBase } from './letter-facts';
import * as slots from './vault-slots';

interface LetterInput {
  readonly requestId: RequestId;
  /** Distinguishes letters of one kind: the version of the request at which it was called for, or a date; default 1. */
  readonly serial?: number | string;
}

/** A letter in the course of a request. Codes, hashes and dates only. */
export type NoticeInput = LetterInput &
  (
    | { readonly kind: 'guardianNeeded' | 'changeToConfirm' }
    | { readonly kind: 'consequencesToConfirm'; readonly hash: string }
    | {
        readonly kind: 'extension';
        readonly regime: string;
        readonly ground: string;
        /** Local date that holds until the notice is proven. */
        readonly oldDate: string;
        /** The last moment for the notice, UTC: from then on it is not sent. */
        readonly before: string;
        /** What the new date follows from; it is computed to be told, and not in force. */
        readonly facts: RequestClockFacts;
      }
    | { readonly kind: 'pauseQuestion'; readonly reason: string; readonly missingHash?: string }
    | {
        readonly kind: 'fee';
        readonly regime: string;
        readonly ground: string;
        readonly amountHash: string;
      }
    | { readonly kind: 'breachApology'; readonly missedDate: string }
  );

/** Sends one letter in the course of a request, and says what became of it. */
export async function sendRequestNotice(deps: CoreDeps, input: NoticeInput): Promise<LetterResult> {
  const { requestId, serial = 1 } = input;
  const context = await requestContext(deps.books, requestId);
  const content = await contentOf(deps, context, input);
  return deliverNotice(deps, {
    requestId,
    serial: String(serial),
    content,
    locale: context.view.locale,
    ...(input.kind === 'extension' ? { before: input.before } : {}),
  });
}

async function contentOf(
  deps: CoreDeps,
  context: RequestContext,
  input: NoticeInput,
): Promise<NoticeContent> {
  const { view } = context;
  const claims = await claimsOf(deps.books, view.requestId);
  // Nobody is greeted by name who has not proven control of the address.
  const isProven = view.verifiedAt !== undefined || !view.verificationNeeded;
  const base = isProven ? verifiedBase(deps, context, claims) : letterBase(deps, context);
  switch (input.kind) {
    case 'guardianNeeded':
      return { kind: input.kind, ...base, guardianAge: deps.settings.guardianAge };
    case 'changeToConfirm':
      return { kind: input.kind, ...base, ...(await changePart(deps, context)) };
    case 'consequencesToConfirm':
      return { kind: input.kind, ...base, ...(await consequencesPart(deps, view, input)) };
    case 'extension':
      return { kind: input.kind, ...base, ...extensionPart(deps, view, input) };
    case 'pauseQuestion':
      return { kind: input.kind, ...base, ...(await questionPart(deps, view, input)) };
    case 'fee':
      return { kind: input.kind, ...base, ...(await feePart(deps, view, input)) };
    case 'breachApology':
      return { kind: input.kind, ...base, missedDate: input.missedDate };
  }
}

type PartInput<K extends NoticeInput['kind']> = Extract<NoticeInput, { kind: K }>;

function extensionPart(
  deps: CoreDeps,
  view: RequestView,
  { regime, ground, oldDate, facts }: PartInput<'extension'>,
) {
  const settings = deps.settings.clocks;
  const extended = { ...facts, extendedRegimes: [...facts.extendedRegimes, regime] };
  const clock = requestClocks([regime], view.right, extended, settings).find((read) => read.extended);
  if (clock === undefined) throw new Error(`Regime ${regime} gives ${view.requestId} no extended clock.`);
  const rules = findRegime(settings.rules, regime);
  const extension = extensionFor(rules, ruledAs(rules, view.right));
  return {
    reason: extension?.grounds.find(({ code }) => code === ground) ?? unnamed(ground),
    oldDate,
    newDate: { date: clock.date, provisional: clock.provisional },
  };
}

async function questionPart(
  deps: CoreDeps,
  view: RequestView,
  { reason: code, missingHash }: PartInput<'pauseQuestion'>,
) {
  const reason = pauseReason(deps.settings.clocks.rules, view, code);
  const missing =
    missingHash === undefined
      ? undefined
      : await slots.staffText('question', missingHash).read(deps.books.vault, view.requestId);
  // With one clock that runs on, the person must not believe that there is time.
  const runsOn = view.clocks.some(
    ({ goal, status, pauseReasons }) =>
      goal === 'answer' && status === 'running' && !pauseReasons.includes(code),
  );
  return {
    reason,
    missing: missing ?? reason.text,
    clock: runsOn ? ('runsOn' as const) : ('stands' as const),
  };
}

async function feePart(deps: CoreDeps, view: RequestView, { regime, ground, amountHash }: PartInput<'fee'>) {
  const { fee } = findRegime(deps.settings.clocks.rules, regime);
  const amount = await slots.staffText('fee', amountHash).read(deps.books.vault, view.requestId);
  if (amount === undefined)
    throw new Error(`The amount of the fee of ${view.requestId} is not in the vault.`);
  return {
    ground: fee.grounds.find(({ code }) => code === ground) ?? unnamed(ground),
    amount,
    estimate: fee.estimateFirst,
    clock: fee.clock,
    workWaits: fee.workWaits,
  };
}

async function changePart(deps: CoreDeps, { view, map }: RequestContext) {
  const pending = await slots.pendingChange.read(deps.books.vault, view.requestId);
  if (pending === undefined) throw new Error(`Request ${view.requestId} has no change to confirm.`);
  return { changes: changeLines(map, pending.changes), changeHash: pending.hash };
}

async function consequencesPart(
  deps: CoreDeps,
  { requestId }: RequestView,
  { hash }: PartInput<'consequencesToConfirm'>,
) {
  const consequences = await slots.staffText('consequences', hash).read(deps.books.vault, requestId);
  if (consequences === undefined) throw new Error(`The consequences for ${requestId} are not in the vault.`);
  return { consequences, changeHash: hash };
}

function pauseReason(rules: RuleBook, view: RequestView, reason: string): GroundText {
  const grounds = view.regimes.flatMap((id) => [...findRegime(rules, id).pauses.grounds]);
  return grounds.find((candidate) => candidate.reason === reason) ?? unnamed(reason);
}

/** The validator let only grounds of the catalogue pass; a code without a text is shown as it is. */
function unnamed(code: string): GroundText {
  return { text: { 'zh-CN': code, en: code }, article: '', code };
}
