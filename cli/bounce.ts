import { Command } from 'commander';
import { takeDeliveryReport } from '../api/systems/delivery-reports';

import { evidenceChain } from '../evidence/chain';
import { readDeliveryStatus } from '../mail/delivery-status';
import { MailError } from '../mail/mail-error';
import { openLetterBooks } from '../persistence/create-persistence';
import type { LetterBooks } from '../persistence/create-persistence';

/** Exit statuses that mail servers understand (sysexits.h). */
const notAReport = 65;
const tryAgainLater = 75;

/** A notification returns a letter of ours at most; more is not one. */
const longestMessage = 4 * 1024 * 1024;

const help = `
Reads one delivery status notification (RFC 3464) from standard input, as a mail server's pipe transport hands it over,
and writes down what it says of the letter. Running it again with the same message changes nothing.
Reads DSR_MONGODB_URI and DSR_MONGODB_DATABASE (default habeas). Needs no key.

Example for Postfix, in master.cf (see docs/operations.md):
  habeas-bounce unix - n n - 1 pipe flags=q user=habeas argv=/usr/local/bin/habeas bounce

Exit status: 0 written down, or nothing final to write; ${notAReport} no notification, or of a letter that is not ours;
${tryAgainLater} the database was not reached, so the mail server should try again.`;

/**
 * `habeas bounce`: takes a delivery status notification from standard input. `connect` opens the database that the
 * environment names; `input` is the message.
 */
export function bounceCommand(
  connect: () => Promise<LetterBooks> = connectByEnvironment,
  input: AsyncIterable<Buffer | string> = process.stdin,
): Command {
  return new Command('bounce')
    .description('Take a delivery status notification of a mail server from standard input')
    .addHelpText('after', help)
    .action(async () => {
      try {
        console.log(await takeNotification(connect, await readMessage(input)));
      } catch (error) {
        const { message, status } = refusalOf(error);
        console.error(message);
        process.exitCode = status;
      }
    });
}

async function takeNotification(connect: () => Promise<LetterBooks>, message: string): Promise<string> {
  const { messageId, report, code } = readDeliveryStatus(message);
  if (report === 'none') return `${messageId}: nothing final is reported (${code}); nothing to do.`;
  const books = await connect();
  try {
    const notice = await takeDeliveryReport(books, { messageId, report, code }, new Date().toISOString());
    if (notice === undefined)
      throw new MailError('deliveryStatus', `${messageId}: no letter in this database has this Message-ID.`);
    return `${notice.noticeId}: ${notice.status} (${notice.reportCode ?? code}).`;
  } finally {
    await books.close();
  }
}

async function readMessage(input: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > longestMessage)
      throw new MailError('deliveryStatus', `The message is longer than ${longestMessage} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What failed on our side is worth another attempt; a message that is none of ours is not. */
function refusalOf(error: unknown): { message: string; status: number } {
  if (error instanceof MailError) return { message: error.message, status: notAReport };

  const message = error instanceof Error ? error.message : 'Failed for an unknown reason.';
  return { message, status: tryAgainLater };
}

function connectByEnvironment(): Promise<LetterBooks> {
  const uri = process.env['DSR_MONGODB_URI'];
  if (!uri)
    throw new Error(
      'DSR_MONGODB_URI is not set. Set it to the address of the database, e.g. mongodb://127.0.0.1:27017/.',
    );
  return openLetterBooks({ uri, database: process.env['DSR_MONGODB_DATABASE'] ?? 'habeas' }, evidenceChain);
}
