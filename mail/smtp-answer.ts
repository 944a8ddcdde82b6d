import type { NodemailerError } from 'nodemailer';
import type { MailAnswer } from '../domain/ports';
import { MailError } from './mail-error';
import { retryHintMs } from './retry-hint';

/** Reply code for an address that our own grammar refuses: 553, mailbox name not allowed (RFC 5321 4.2.2). */
export const mailboxNameNotAllowed = 553;
/** Reply code when the server gave none: it was not reached, did not answer, or hung up. */
export const noReply = 0;

/** Answer of a server that took the letter; `response` is its last line, e.g. `250 2.0.0 queued`. */
export function acceptedAnswer(response: string): MailAnswer {
  const code = /^(2\d\d)/.exec(response)?.[1];
  return { status: 'accepted', replyCode: code === undefined ? 250 : Number(code) };
}

/**
 * What a failed attempt means. Only a 5xx to the recipient or to the letter itself is a refusal for good. A 5xx to our
 * greeting, sign-in or sender says that *we* are not welcome: the address is not to blame, so the letter waits while
 * somebody repairs it. No reply after DATA may mean that the letter arrived: the repeat carries the same Message-ID.
 * @throws {@link MailError} when the letter could not even be composed. The driver's error stays behind: it quotes
 * addresses.
 */
export function failedAnswer(error: NodemailerError): MailAnswer {
  const { responseCode, permanent, command } = error;
  if (responseCode !== undefined && responseCode > 0) {
    const aboutLetter = command === 'RCPT TO' || command === 'DATA';
    if (permanent === true && aboutLetter) return { status: 'refused', replyCode: responseCode };
    const retryAfterMs = responseCode < 500 ? retryHintMs(error.response ?? '') : undefined;
    return {
      status: 'later',
      replyCode: responseCode,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
  if (lineCodes.includes(String(error.code))) return { status: 'later', replyCode: noReply };
  throw new MailError('content', `The letter could not be composed or handed over (${safeCode(error)}).`);
}

/** Codes of Nodemailer that tell of the line, not of the letter. */
const lineCodes: readonly string[] = [
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EPROTOCOL',
  'EABORT',
  'EAUTH',
  'ENOAUTH',
  'EPROXY',
];

function safeCode(error: NodemailerError): string {
  return /^[A-Z_]{1,30}$/.exec(String(error.code))?.[0] ?? 'no code';
}
