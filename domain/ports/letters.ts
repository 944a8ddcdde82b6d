import type { Locale } from '../data-map';
import type { RequestId } from '../ids';

/** What a mailed code is for. Bound to request and purpose: a code for one is nothing for the other. */
export type CodePurpose = 'verifyIdentity' | 'fetchPackage' | 'confirmChange';

/** How a guess ended. */
export type GuessResult = 'right' | 'wrong' | 'expired' | 'used' | 'exhausted' | 'none';

/** Mailed codes: stored hashed, counted atomically. */
export interface CodeBook {
  /** Issues a new code and voids the earlier one for the same purpose. `false` when the day's limit is reached. */
  issue(code: {
    requestId: RequestId;
    purpose: CodePurpose;
    codeHash: string;
    issuedAt: string;
    expiresAt: string;
  }): Promise<boolean>;
  /** Counts the guess in one atomic update before comparing, so that parallel guesses cannot pass the limit of five. */
  guess(requestId: RequestId, purpose: CodePurpose, codeHash: string, now: string): Promise<GuessResult>;
}

/**
 * Where a notice is on its way. `accepted` by our mail server; then `delivered` to the mailbox or `bounced`, when a mail
 * system reports it. `refused` for good by our server. `expired`: it was not accepted before the instant after which it
 * would have said something wrong, and is not sent any more.
 */
export const noticeStatuses = ['queued', 'accepted', 'delivered', 'bounced', 'refused', 'expired'] as const;
/** See {@link noticeStatuses}. */
export type NoticeStatus = (typeof noticeStatuses)[number];

/** What a mail system reports of a letter that was accepted. */
export type DeliveryReport = 'delivered' | 'bounced';

/** State of one notice on its way to the person. */
export interface Notice {
  /** `<requestId>/<kind>/<n>`: also the idempotency key and the base of the Message-ID. */
  readonly noticeId: string;
  readonly requestId: RequestId;
  readonly kind: string;
  readonly messageId: string;
  readonly status: NoticeStatus;
  readonly attempts: number;
  readonly acceptedAt?: string;
  /** UTC instant of the last change of status; absent while queued. */
  readonly statusAt?: string;
  /** SMTP reply code of the last attempt. */
  readonly replyCode?: number;
  /** Enhanced status code (RFC 3463) of the report on its delivery, e.g. `5.1.1`. */
  readonly reportCode?: string;
}

/** The ledger of notices. The text is in the vault slot `notice/<noticeId>`. */
export interface NoticeLedger {
  /** Claims the notice for sending; returns it as stored: not `queued` when its fate is known already. */
  begin(notice: Pick<Notice, 'noticeId' | 'requestId' | 'kind' | 'messageId'>): Promise<Notice>;
  finish(
    noticeId: string,
    status: 'accepted' | 'refused' | 'expired',
    at: string,
    replyCode: number,
  ): Promise<void>;
  /**
   * Writes what a mail system reports of the letter with this Message-ID, and returns the notice as it stands then; or
   * `undefined` when there is no such letter. A repeat changes nothing. A bounce is stronger than a delivery: whoever
   * forwards a letter may report both. A letter that was refused or has expired stays so.
   */
  deliveryReport(
    messageId: string,
    report: DeliveryReport,
    code: string,
    at: string,
  ): Promise<Notice | undefined>;
  list(requestId: RequestId): Promise<readonly Notice[]>;
}

/** A letter, rendered in one language. Personal data. */
export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Answer of the mail server. `refused`: for good; `later`: try again, after `retryAfterMs` when the server said so. */
export type MailAnswer =
  | { readonly status: 'accepted'; readonly replyCode: number }
  | { readonly status: 'refused'; readonly replyCode: number }
  | { readonly status: 'later'; readonly replyCode: number; readonly retryAfterMs?: number };

/** Sends one letter to one person. */
export interface Mailer {
  send(
    letter: RenderedNotice & { readonly to: string; readonly messageId: string; readonly locale: Locale },
  ): Promise<MailAnswer>;
}
