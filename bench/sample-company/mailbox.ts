import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptedSmtp } from '../../test/integration/mail/scripted-smtp';

const longestWaitMs = 120_000;

/** The code that was mailed for a request: eight digits in two groups. Looks into memory, so that waiting costs nothing. */
export async function codeFor({ letters }: ScriptedSmtp, requestId: string): Promise<string> {
  const endsAt = Date.now() + longestWaitMs;
  let seen = 0;
  while (Date.now() < endsAt) {
    for (; seen < letters.length; seen += 1) {
      const text = plainText(letters[seen]?.raw ?? '');
      if (!text.includes(requestId)) continue;
      const code = mailedCode(text.replaceAll(requestId, ''));
      if (code !== undefined) return code;
    }
    await delay(10);
  }
  throw new Error(`No code was mailed for ${requestId} within ${longestWaitMs / 1_000} s.`);
}

function mailedCode(text: string): string | undefined {
  const [, first, second] = /(?<!\d)(\d{4})[ -]?(\d{4})(?!\d)/.exec(text) ?? [];
  return first === undefined || second === undefined ? undefined : first + second;
}

/** The first part of a letter in plain text, decoded. */
export function plainText(raw: string): string {
  const start = /content-type: text\/plain/i.exec(raw)?.index ?? 0;
  const headersEnd = raw.indexOf('\r\n\r\n', start);
  const headers = raw.slice(start, headersEnd);
  const boundary = raw.indexOf('\r\n--', headersEnd);
  const body = raw.slice(headersEnd + 4, boundary < 0 ? undefined : boundary);
  if (/base64/i.test(headers)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(headers)) return body;
  const bytes = body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
