import { ApplicationFailure } from '@temporalio/activity';
import { engine } from '../domain/actor';
import { compareInstants } from '../domain/clock-state';
import type { Locale } from '../domain/data-map';
import type { EvidenceDraft, EvidenceType } from '../domain/evidence';
import { taskIdOf } from '../domain/ids';
import type { RequestId } from '../domain/ids';
import type { NoticeContent } from '../domain/notice';
import type { MailAnswer, Notice, RenderedNotice } from '../domain/ports';
import type { CoreDeps } from './deps';
import { addressOf, claimsOf } from './deps';

/** One letter to be delivered. */
export interface Delivery {
  readonly requestId: RequestId;
  /** Distinguishes letters of one kind in one request, e.g. the round or the code's number. */
  readonly serial: string;
  readonly content: NoticeContent;
  readonly locale: Locale;
  /** UTC instant from which the letter would say something wrong: from then on it is not sent. Default: never. */
  readonly before?: string;
}

/** A letter to whomever it may concern, with the way to make it: neither is asked for when it went out before. */
export interface OutgoingLetter extends Omit<Delivery, 'content'> {
  readonly kind: string;
  readonly letter: () => RenderedNotice;
  readonly to: () => Promise<string>;
  /** False for a letter with a secret in it: it is not kept. */
  readonly leavesCopy: boolean;
}

/** What became of a letter. */
export interface DeliveryResult {
  /** `accepted` by the mail server, `refused` by it for good, or `expired`: not taken before {@link Delivery.before}. */
  readonly status: 'accepted' | 'refused' | 'expired';
  /** UTC instant at which that was settled; the same on every repeat. */
  readonly at: string;
  /** True when the mail server accepted it, and strictly before {@link Delivery.before} where that is given. */
  readonly inTime: boolean;
}

/** Reply code of a letter that was not offered to any server. */
const notOffered = 0;

/** Delivers a letter of a request to the person once. @throws ApplicationFailure `MailLater`, see {@link deliverLetter}. */
export function deliverNotice(deps: CoreDeps, { content, ...delivery }: Delivery): Promise<DeliveryResult> {
  return deliverLetter(deps, {
    ...delivery,
    kind: content.kind,
    letter: () => deps.renderNotice(content, delivery.locale),
    to: async () => addressOf(await claimsOf(deps.books, delivery.requestId)),
    // A code is a secret until it is used: its letter leaves no copy.
    leavesCopy: !carriesCode(content),
  });
}

/**
 * Delivers a letter once: what the mail server accepted before is not sent again, and a repeat after a lost answer carries
 * the same Message-ID, so that mail programs fold the two. A refusal for good is a task for staff, not a failure of the
 * request; a request for patience is a retry.
 * @throws ApplicationFailure `MailLater`, to be retried, with the time that the server asked for.
 */
export async function deliverLetter(deps: CoreDeps, delivery: OutgoingLetter): Promise<DeliveryResult> {
  const { requestId, serial, kind, before } = delivery;
  const noticeId = `${requestId}/${kind}/${serial}`;
  const messageId = deps.messageIdOf(noticeId);
  const notice = await deps.books.notices.begin({ noticeId, requestId, kind, messageId });
  const known = knownResult(notice, before);
  if (known !== undefined) return known;
  if (isOver(deps.now(), before)) return settle(deps, notice, 'expired', notOffered, before);
  const answer = await send(deps, delivery, notice);
  if (answer.status === 'later') throw mailLater(answer, deps.now(), before);
  return settle(deps, notice, answer.status, answer.replyCode, before);
}

/** What an earlier attempt found out. A letter that bounced later was accepted all the same: it is not sent again. */
function knownResult(notice: Notice, before: string | undefined): DeliveryResult | undefined {
  const { status, acceptedAt, statusAt = '' } = notice;
  if (status === 'queued') return undefined;
  if (status === 'refused' || status === 'expired') return { status, at: statusAt, inTime: false };
  const at = acceptedAt ?? statusAt;
  return { status: 'accepted', at, inTime: !isOver(at, before) };
}

function isOver(at: string, before: string | undefined): boolean {
  return before !== undefined && compareInstants(at, before) >= 0;
}

async function send(deps: CoreDeps, outgoing: OutgoingLetter, notice: Notice) {
  const { requestId, locale } = outgoing;
  const letter = outgoing.letter();
  if (outgoing.leavesCopy) await deps.books.vault.put(requestId, `notice/${notice.noticeId}`, letter);
  const to = await outgoing.to();
  return deps.mailer.send({ ...letter, to, messageId: notice.messageId, locale });
}

function carriesCode(content: NoticeContent): boolean {
  return (
    content.kind === 'acknowledgement' ||
    content.kind === 'verificationCode' ||
    content.kind === 'packageCode'
  );
}

/** The next attempt is made when the server asked for it, but not so late that nobody would learn that it is too late. */
function mailLater(
  { replyCode, retryAfterMs }: Extract<MailAnswer, { status: 'later' }>,
  now: string,
  before: string | undefined,
): ApplicationFailure {
  const leftMs = before === undefined ? Infinity : Math.max(Date.parse(before) - Date.parse(now), 1);
  return ApplicationFailure.create({
    message: `The mail server asks for patience (${replyCode}).`,
    type: 'MailLater',
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: Math.min(retryAfterMs, leftMs) }),
  });
}

async function settle(
  deps: CoreDeps,
  notice: Notice,
  status: DeliveryResult['status'],
  replyCode: number,
  before: string | undefined,
): Promise<DeliveryResult> {
  const { noticeId, requestId } = notice;
  const at = deps.now();
  await deps.books.evidence.append(requestId, [noticeEntry(notice, status, replyCode, at)]);
  if (status === 'refused') await openUndeliverable(deps, notice, at);
  await deps.books.notices.finish(noticeId, status, at, replyCode);
  return { status, at, inTime: status === 'accepted' && !isOver(at, before) };
}

const evidenceOfStatus: Readonly<Record<DeliveryResult['status'], EvidenceType>> = {
  accepted: 'noticeAccepted',
  refused: 'noticeRefused',
  expired: 'noticeExpired',
};

function noticeEntry(
  { noticeId, kind }: Notice,
  status: DeliveryResult['status'],
  replyCode: number,
  at: string,
): EvidenceDraft {
  return {
    key: `notice/${noticeId}/${status}`,
    type: evidenceOfStatus[status],
    at,
    actor: engine,
    facts: { noticeId, kind, replyCode },
  };
}

async function openUndeliverable(deps: CoreDeps, { noticeId, requestId }: Notice, at: string): Promise<void> {
  await deps.books.tasks.open({
    taskId: taskIdOf(requestId, 'undeliverable', ...noticeId.split('/').slice(1)),
    requestId,
    kind: 'undeliverable',
    openedAt: at,
    reason: 'mailRefused',
  });
}
