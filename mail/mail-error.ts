/** What went wrong on our own side before or around sending; a letter is never lost to one of these silently. */
export type MailErrorCode =
  'settings' | 'messageId' | 'headerText' | 'content' | 'template' | 'deliveryStatus';

/** A fault of ours, not of the mail server. Its message names the place and the rule, never an address or a text. */
export class MailError extends Error {
  readonly code: MailErrorCode;
  constructor(code: MailErrorCode, message: string) {
    super(message);
    this.name = 'MailError';
    this.code = code;
  }
}
