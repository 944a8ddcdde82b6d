import type { NodemailerError, SMTPTransportOptions, SendMailOptions } from 'nodemailer';
import { createTransport } from 'nodemailer';
import type { MailAnswer, Mailer } from '../domain/ports';
import { isPlainMailbox } from './mail-address';
import { MailError } from './mail-error';
import { checkedMessageId } from './message-id';
import { acceptedAnswer, failedAnswer, mailboxNameNotAllowed } from './smtp-answer';

/** How long one attempt waits, in ms. */
export interface SmtpTimeouts {
  /** For the connection. Default 10,000. */
  readonly connectMs?: number;
  /** For the server's greeting. Default 10,000. */
  readonly greetingMs?: number;
  /** Between two lines of the server. Default 20,000. */
  readonly idleMs?: number;
  /** For the whole attempt, against a server that drips. Default 30,000. */
  readonly totalMs?: number;
}

/** Settings of the mail server. */
export interface SmtpSettings {
  /** `smtp://[user:password@]host[:port]`, or `smtps://` for TLS from the first byte. Percent-encode the credentials. */
  readonly url: string;
  /** Who the letters are from; the address must be one that the server may send for. */
  readonly from: { readonly name: string; readonly address: string };
  /** Where mail systems report the delivery of a letter. Default: the sender, and of failures only. */
  readonly bouncesTo?: string;
  readonly timeouts?: SmtpTimeouts;
  /**
   * Refuse to speak without TLS. Default: only when the URL carries credentials and the host is not this machine.
   * Without it, TLS is used whenever the server offers it, and its certificate is checked.
   */
  readonly requireTls?: boolean;
}

/** A mailer with a life of its own. */
export interface SmtpMailer extends Mailer {
  /** Ends attempts under way (they answer `later`); afterwards every send answers `later`. */
  close(): void;
}

type Letter = Parameters<Mailer['send']>[0];

/**
 * Sends letters by SMTP, one connection and one recipient each. Keeps no queue and repeats nothing: the workflow does,
 * with the same Message-ID. Logs nothing: the driver's log lines and errors quote addresses.
 * @throws {@link MailError} `settings`, when made with a bad URL or sender.
 */
export function createSmtpMailer(settings: SmtpSettings): SmtpMailer {
  const options = transportOptions(settings);
  const origin = checkedOrigin(settings);
  const totalMs = settings.timeouts?.totalMs ?? 30_000;
  const transport = createTransport(options);
  const closing = new AbortController();

  return {
    async send(letter) {
      // Nobody's server need be asked: no repeat makes this address deliverable, so staff must find another.
      if (!isPlainMailbox(letter.to)) return { status: 'refused', replyCode: mailboxNameNotAllowed };
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(totalMs)]);
      return attempt(() => transport.sendMail({ ...composed(letter, origin), signal }));
    },
    close() {
      closing.abort();
      transport.close();
    },
  };
}

async function attempt(send: () => Promise<{ response: string }>): Promise<MailAnswer> {
  try {
    return acceptedAnswer((await send()).response);
  } catch (error) {
    return failedAnswer(error as NodemailerError);
  }
}

/** Who a letter is from, and where reports on it go. */
type Origin = Pick<SmtpSettings, 'from' | 'bouncesTo'>;

function composed(letter: Letter, { from, bouncesTo }: Origin): SendMailOptions {
  const messageId = checkedMessageId(letter.messageId);
  return {
    from: { name: from.name, address: from.address },
    to: { name: '', address: letter.to },
    // Said again, so that no parser between here and the wire derives the recipient from a header.
    envelope: { from: bouncesTo ?? from.address, to: [letter.to] },
    // To servers that know it (RFC 3461): name the letter in every report, and do not send its text back with one.
    dsn: {
      ret: 'HDRS',
      envid: messageId.slice(1, -1),
      ...(bouncesTo === undefined ? {} : { notify: ['SUCCESS', 'FAILURE'] }),
    },
    messageId,
    subject: headerText(letter.subject, 'subject'),
    text: letter.text,
    html: letter.html,
    headers: {
      'Auto-Submitted': 'auto-generated', // RFC 3834: no out-of-office answers
      'Content-Language': letter.locale,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Text for a header: Nodemailer encodes it, but what could end the header must not even reach it (ASVS 1.3.11). */
function headerText(text: string, name: string): string {
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text) || text.length > 200)
    throw new MailError('headerText', `Expected one line of at most 200 characters as ${name}.`);
  return text;
}

function checkedOrigin({ from, bouncesTo }: SmtpSettings): Origin {
  if (!isPlainMailbox(from.address))
    throw new MailError('settings', 'The sender address is no plain mailbox; expected name@host.example.');
  if (bouncesTo !== undefined && !isPlainMailbox(bouncesTo))
    throw new MailError(
      'settings',
      'The address for bounces is no plain mailbox; expected name@host.example.',
    );
  const named = { name: headerText(from.name, 'sender name'), address: from.address };
  return { from: named, ...(bouncesTo === undefined ? {} : { bouncesTo }) };
}

const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]', '::1'];

function transportOptions(settings: SmtpSettings): SMTPTransportOptions {
  const url = parsedUrl(settings.url);
  const secure = url.protocol === 'smtps:';
  const auth =
    url.username === ''
      ? undefined
      : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  const requireTLS =
    settings.requireTls ?? (auth !== undefined && !secure && !loopbackHosts.includes(url.hostname));
  const { connectMs = 10_000, greetingMs = 10_000, idleMs = 20_000 } = settings.timeouts ?? {};
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 25) : Number(url.port),
    secure,
    requireTLS,
    ...(auth === undefined ? {} : { auth }),
    connectionTimeout: connectMs,
    dnsTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: idleMs,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    maxRecipients: 1,
  };
}

function parsedUrl(text: string): URL {
  const expected = 'Expected smtp://host:port or smtps://host:port as address of the mail server.';
  if (!URL.canParse(text)) throw new MailError('settings', expected);
  const url = new URL(text);
  const plain = url.search === '' && url.hash === '' && (url.pathname === '' || url.pathname === '/');
  if (!['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '' || !plain)
    throw new MailError('settings', expected);
  return url;
}
