import type { RequestId } from '../domain/ids';
import type { GroundText, NoticeContent } from '../domain/notice';
import type { RequestView } from '../domain/ports';
import { extensionFor } from '../domain/regime';
import type { RuleBook } from '../domain/rule-book';
import { findRegime } from '../domain/rule-book';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps, RequestContext } from './deps';
import { claimsOf, requestContext } from './deps';
import { changeLines, promisedDate, verifiedBase } from './letter-facts';
import * as slots from './vault-slots';

/** A letter in the course of a request. Codes and dates only. */
export interface NoticeInput {
  readonly requestId: RequestId;
  readonly kind: 'guardianNeeded' | 'changeToConfirm' | 'extension' | 'pauseQuestion' | 'breachApology';
  /** Distinguishes letters of one kind; default 1. */
  readonly serial?: number;
  /** Regime and ground of an extension; the ground alone is the reason of a pause. */
  readonly regime?: string;
  readonly ground?: string;
  /** Local date that no longer holds: before an extension, or missed. */
  readonly oldDate?: string;
}

/** Sends one letter in the course of a request. */
export async function sendRequestNotice(deps: CoreDeps, input: NoticeInput): Promise<void> {
  const { requestId, serial = 1 } = input;
  const context = await requestContext(deps.books, requestId);
  const content = await contentOf(deps, context, input);
  await deliverNotice(deps, { requestId, serial: String(serial), content, locale: context.view.locale });
}

async function contentOf(
  deps: CoreDeps,
  context: RequestContext,
  input: NoticeInput,
): Promise<NoticeContent> {
  const { kind, oldDate = '' } = input;
  const { view } = context;
  const { rules } = deps.settings.clocks;
  const base = verifiedBase(deps, context, await claimsOf(deps.books, view.requestId));
  switch (kind) {
    case 'guardianNeeded':
      return { kind, ...base, guardianAge: deps.settings.guardianAge };
    case 'changeToConfirm':
      return { kind, ...base, ...(await changePart(deps, context)) };
    case 'extension':
      return {
        kind,
        ...base,
        reason: extensionReason(rules, view, input),
        oldDate,
        newDate: newDateOf(view, input.regime),
      };
    case 'pauseQuestion': {
      const reason = pauseReason(rules, view, input.ground ?? '');
      return { kind, ...base, reason, missing: reason.text, clock: 'stands' };
    }
    case 'breachApology':
      return { kind, ...base, missedDate: oldDate };
  }
}

async function changePart(deps: CoreDeps, { view, map }: RequestContext) {
  const pending = await slots.pendingChange.read(deps.books.vault, view.requestId);
  if (pending === undefined) throw new Error(`Request ${view.requestId} has no change to confirm.`);
  return { changes: changeLines(map, pending.changes), changeHash: pending.hash };
}

function extensionReason(
  rules: RuleBook,
  view: RequestView,
  { regime = '', ground = '' }: NoticeInput,
): GroundText {
  const extension = extensionFor(findRegime(rules, regime), view.right);
  return extension?.grounds.find(({ code }) => code === ground) ?? unnamed(ground);
}

function pauseReason(rules: RuleBook, view: RequestView, reason: string): GroundText {
  const grounds = view.regimes.flatMap((id) => [...findRegime(rules, id).pauses.grounds]);
  return grounds.find((candidate) => candidate.reason === reason) ?? unnamed(reason);
}

/** The validator let only grounds of the catalogue pass; a code without a text is shown as it is. */
function unnamed(code: string): GroundText {
  return { text: { 'zh-CN': code, en: code }, article: '', code };
}

function newDateOf(view: RequestView, regime: string | undefined) {
  const clock = view.clocks.find((candidate) => candidate.regime === regime);
  return clock === undefined ? promisedDate(view) : { date: clock.date, provisional: clock.provisional };
}
