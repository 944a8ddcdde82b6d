import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChildServer } from './child-server';

/** How the inbox is run. All on the loopback interface. */
export interface InboxOptions {
  /** Default 0: any free port. */
  readonly smtpPort?: number;
  /** Default 0: any free port. */
  readonly webPort?: number;
  /** Folder in which mail survives a restart; default: a temporary one, removed by `stop`. */
  readonly mailDir?: string;
}

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly to: readonly string[];
  readonly subject: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
}

/** A running mail server that keeps whatever it gets and delivers nothing. */
export interface Inbox {
  readonly smtpUrl: string;
  /** Page on which people read the mail. */
  readonly webUrl: string;
  /** All mail so far, oldest first. */
  messages(): Promise<readonly ReceivedMail[]>;
  stop(): Promise<void>;
}

interface MailDevMail {
  readonly to: readonly { readonly address: string }[];
  readonly subject?: string;
  readonly messageId?: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly text?: string;
  readonly html?: string | false;
}

/** Starts MailDev in a process of its own. */
export async function startInbox(options: InboxOptions = {}): Promise<Inbox> {
  const mailDir = options.mailDir ?? (await mkdtemp(join(tmpdir(), 'habeas-inbox-')));
  const { smtpPort = 0, webPort = 0 } = options;
  const forget = async (): Promise<void> => {
    if (options.mailDir === undefined) await rm(mailDir, { recursive: true, force: true });
  };
  const child = await startChildServer<{ smtpUrl: string; webUrl: string }>('inbox-server.mjs', {
    smtpPort,
    webPort,
    mailDir,
  }).catch(async (error: unknown) => {
    await forget();
    throw error;
  });
  return {
    ...child.ready,
    ...openInbox(child.ready.webUrl),
    stop: async () => {
      await child.stop();
      await forget();
    },
  };
}

/** Reads an inbox that runs already, by the address of its page. */
export function openInbox(webUrl: string): Pick<Inbox, 'messages'> {
  return {
    messages: async () => {
      const response = await fetch(`${webUrl}/api/email?sort=asc`);
      if (!response.ok) throw new Error(`The inbox answered ${response.status}.`);
      return ((await response.json()) as MailDevMail[]).map(received);
    },
  };
}

function received(mail: MailDevMail): ReceivedMail {
  const header = mail.messageId ?? mail.headers['message-id'] ?? '';
  return {
    to: mail.to.map(({ address }) => address),
    subject: mail.subject ?? '',
    messageId: typeof header === 'string' ? header : (header[0] ?? ''),
    text: mail.text ?? '',
    html: mail.html === false ? '' : (mail.html ?? ''),
  };
}
