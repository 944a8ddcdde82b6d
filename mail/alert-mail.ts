import type { AlertLevel } from '../domain/alert';
import { alertLevels } from '../domain/alert';
import type { AlertChannel, AlertDigest, Mailer } from '../domain/ports';
import { alertLetter } from './alert-letter';
import { messageIdOf } from './message-id';

/** Where alerts of each level go; a level without address of its own is read by another. */
export type AlertAddresses = Readonly<Partial<Record<AlertLevel, string>>>;

/** What mail of alerts needs. */
export interface AlertMailOptions {
  readonly mailer: Mailer;
  readonly addresses: AlertAddresses;
  /** Domain of the Message-IDs. */
  readonly domain: string;
}

/**
 * Mails digests, one letter each. An address that the server refuses for good is passed over for the next: an alert that
 * reaches the wrong member of staff is better than one that reaches nobody. `undefined` when there is no address at all.
 */
export function createAlertMail({ mailer, addresses, domain }: AlertMailOptions): AlertChannel | undefined {
  if (Object.keys(addresses).length === 0) return undefined;
  return {
    name: 'mail',
    send: async (digest: AlertDigest) => {
      const letter = alertLetter(digest);
      const messageId = messageIdOf(digest.digestId, domain);
      for (const to of readersOf(digest.level, addresses)) {
        const answer = await mailer.send({ ...letter, to, messageId, locale: 'zh-CN' });
        if (answer.status === 'accepted') return 'taken';
        if (answer.status === 'later') return 'later';
      }
      return 'later';
    },
  };
}

/** Addresses for a level in the order of trying: its own, then upwards, then downwards. */
export function readersOf(level: AlertLevel, addresses: AlertAddresses): string[] {
  const position = alertLevels.indexOf(level);
  const upwards = alertLevels.slice(position);
  const downwards = alertLevels.slice(0, position).reverse();
  const readers = [...upwards, ...downwards].flatMap((each) => addresses[each] ?? []);
  return [...new Set(readers)];
}
