import type { RequestId } from '../domain/ids';
import type { NoticeContent } from '../domain/notice';
import { deliverNotice } from './deliver-notice';
import type { CoreDeps } from './deps';
import { claimsOf, requestContext } from './deps';
import { changeLines, verifiedBase } from './letter-facts';
import * as slots from './vault-slots';

/** A letter in the course of a request. */
export interface NoticeInput {
  readonly requestId: RequestId;
  readonly kind: 'guardianNeeded' | 'changeToConfirm';
  /** Distinguishes letters of one kind; default 1. */
  readonly serial?: number;
}

/** Sends one letter in the course of a request. */
export async function sendRequestNotice(deps: CoreDeps, input: NoticeInput): Promise<void> {
  const { requestId, kind, serial = 1 } = input;
  const context = await requestContext(deps.books, requestId);
  const base = verifiedBase(deps, context, await claimsOf(deps.books, requestId));
  const content: NoticeContent =
    kind === 'guardianNeeded'
      ? { kind, ...base, guardianAge: deps.settings.guardianAge }
      : { kind, ...base, ...(await changePart(deps, requestId, context.map)) };
  await deliverNotice(deps, { requestId, serial: String(serial), content, locale: context.view.locale });
}

async function changePart(deps: CoreDeps, requestId: RequestId, map: Parameters<typeof changeLines>[0]) {
  const pending = await slots.pendingChange.read(deps.books.vault, requestId);
  if (pending === undefined) throw new Error(`Request ${requestId} has no change to confirm.`);
  return { changes: changeLines(map, pending.changes), changeHash: pending.hash };
}
