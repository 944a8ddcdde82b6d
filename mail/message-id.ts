import { createHash } from 'node:crypto';
import { MailError } from './mail-error';

const messageIdForm = /^<[A-Za-z0-9._-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?>$/;
const anyMessageId = /<[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,190}>/g;

/**
 * The Message-ID of a notice: `<first 32 hex digits of SHA-256 of the notice id>@domain`. The same on every repeat, so
 * that mail programs fold a letter that arrived twice (SECURITY.md S24), and silent about request and kind.
 */
export function messageIdOf(noticeId: string, domain: string): string {
  const hash = createHash('sha256').update(noticeId).digest('hex').slice(0, 32);
  return checkedMessageId(`<${hash}@${domain}>`);
}

/** Message-IDs of the form of ours in a header, in order. */
export function messageIdsIn(header: string): string[] {
  return (header.match(anyMessageId) ?? []).filter((text) => messageIdForm.test(text));
}

/**
 * Returns `messageId` when it is one plain id in angle brackets.
 * @throws {@link MailError} `messageId`.
 */
export function checkedMessageId(messageId: string): string {
  if (!messageIdForm.test(messageId))
    throw new MailError(
      'messageId',
      'Expected a Message-ID like <hash@mail.example>; make it with messageIdOf.',
    );
  return messageId;
}
