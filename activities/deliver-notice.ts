import { ApplicationFailure } from '@temporalio/activity';
import { engine } from '../domain/actor';
import type { Locale } from '../domain/data-map';
import type { EvidenceDraft } from '../domain/evidence';
import { taskIdOf } from '../domain/ids';
import type { RequestId } from '../domain/ids';
import type { NoticeContent } from '../domain/notice';
import type { CoreDeps } from './deps';
import { addressOf, claimsOf } from './deps';

/** One letter to be delivered. */
export interface Delivery {
  readonly requestId: RequestId;
  /** Distinguishes letters of one kind in one request, e.g. the round or the code's number. */
  readonly serial: string;
  readonly content: NoticeContent;
  readonly locale: Locale;
}

/**
 * Delivers a letter once: what the mail server accepted before is not sent again, and a repeat after a lost answer carries
 * the same Message-ID, so that mail programs fold the two. A refusal for good is a task for staff, not a failure of the
 * request; a request for patience is a retry.
 */
export async function deliverNotice(deps: CoreDeps, delivery: Delivery): Promise<'accepted' | 'refused'> {
  const { requestId, serial, content, locale } = delivery;
  const { notices, vault, evidence } = deps.books;
  const noticeId = `${requestId}/${content.kind}/${serial}`;
  const messageId = deps.messageIdOf(noticeId);
  const notice = await notices.begin({ noticeId, requestId, kind: content.kind, messageId });
  if (notice.status === 'accepted' || notice.status === 'refused') return notice.status;
  const letter = deps.renderNotice(content, locale);
  // A code is a secret until it is used: its letter leaves no copy.
  if (!carriesCode(content)) await vault.put(requestId, `notice/${noticeId}`, letter);
  const to = addressOf(await claimsOf(deps.books, requestId));
  const answer = await deps.mailer.send({ ...letter, to, messageId, locale });
  if (answer.status === 'later') throw mailLater(answer.replyCode, answer.retryAfterMs);
  const at = deps.now();
  await evidence.append(requestId, [
    noticeEntry(noticeId, content.kind, answer.status, answer.replyCode, at),
  ]);
  if (answer.status === 'refused') await openUndeliverable(deps, requestId, noticeId, at);
  await notices.finish(noticeId, answer.status, at, answer.replyCode);
  return answer.status;
}

function carriesCode(content: NoticeContent): boolean {
  return (
    content.kind === 'acknowledgement' ||
    content.kind === 'verificationCode' ||
    content.kind === 'packageCode'
  );
}

function mailLater(replyCode: number, retryAfterMs: number | undefined): ApplicationFailure {
  return ApplicationFailure.create({
    message: `The mail server asks for patience (${replyCode}).`,
    type: 'MailLater',
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}

function noticeEntry(
  noticeId: string,
  kind: string,
  status: 'accepted' | 'refused',
  replyCode: number,
  at: string,
): EvidenceDraft {
  return {
    key: `notice/${noticeId}/${status}`,
    type: status === 'accepted' ? 'noticeAccepted' : 'noticeRefused',
    at,
    actor: engine,
    facts: { noticeId, kind, replyCode },
  };
}

async function openUndeliverable(
  deps: CoreDeps,
  requestId: RequestId,
  noticeId: string,
  at: string,
): Promise<void> {
  const taskId = taskIdOf(requestId, 'undeliverable', ...noticeId.split('/').slice(1));
  await deps.books.tasks.open({
    taskId,
    requestId,
    kind: 'undeliverable',
    openedAt: at,
    reason: 'mailRefused',
  });
}
