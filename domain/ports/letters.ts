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

/** State of one notice on its way to the person. */
export interface Notice {
  /** `<requestId>/<kind>/<n>`: also the idempotency key and the base of the Message-ID. */
  readonly noticeId: string;
  readonly requestId: RequestId;
  readonly kind: string;
  readonly messageId: string;
  readonly status: 'queued' | 'accepted' | 'refused';
  readonly attempts: number;
  readonly acceptedAt?: string;
  /** SMTP reply code of the last attempt. */
  readonly replyCode?: number;
}

/** The ledger of notices. The text is in the vault slot `notice/<noticeId>`. */
export interface NoticeLedger {
  /** Claims the notice for sending; returns it as stored: `accepted` or `refused` when its fate is known already. */
  begin(notice: Pick<Notice, 'noticeId' | 'requestId' | 'kind' | 'messageId'>): Promise<Notice>;
  finish(noticeId: string, status: 'accepted' | 'refused', at: string, replyCode: number): Promise<void>;
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
