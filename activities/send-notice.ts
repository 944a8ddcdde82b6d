import type { RequestId } from '../domain/ids';
import type { GroundText, NoticeContent } from '../domain/notice';
import type { RequestView } from '../domain/ports';
import { findRegime } from '../domain/rules';
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
        reason: extensionReason(input),
        oldDate,
        newDate: newDateOf(view, input.regime),
      };
    case 'pauseQuestion': {
      const reason = pauseReason(view, input.ground ?? '');
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

function extensionReason({ regime = '', ground = '' }: NoticeInput): GroundText {
  return findRegime(regime).extension?.grounds.find(({ code }) => code === ground) ?? unnamed(ground);
}

function pauseReason(view: RequestView, reason: string): GroundText {
  const grounds = view.regimes.flatMap((id) => [...findRegime(id).pauses.grounds]);
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
