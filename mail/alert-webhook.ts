import { createHmac } from 'node:crypto';
import type { Alert, AlertChannel, AlertDigest } from '../domain/ports';

/** Where digests are posted, and how the receiver knows that they come from us. */
export interface AlertWebhookOptions {
  readonly url: string;
  /** Shared with the receiver. */
  readonly secret: string;
  /** For the whole call, in ms. Default 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Posts digests as JSON. `Habeas-Signature: t=<seconds since 1970>,v1=<hexadecimal HMAC-SHA-256 over "<t>.<body>">`; the
 * receiver refuses old timestamps, and drops what it has under the same `Idempotency-Key`. Redirects are not followed:
 * what is signed for one receiver is nothing for another.
 */
export function createAlertWebhook(options: AlertWebhookOptions): AlertChannel {
  const { url, secret, timeoutMs = 10_000, now = Date.now } = options;
  return {
    name: 'webhook',
    send: async (digest) => {
      const body = JSON.stringify(messageOf(digest));
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': digest.digestId,
        'habeas-signature': signatureOf(secret, Math.floor(now() / 1_000), body),
      };
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
        await answer.body?.cancel();
        return answer.ok ? 'taken' : 'later';
      } catch {
        // Nobody there, no answer in time, or a broken line: the same digest again after its lease.
        return 'later';
      }
    },
  };
}

/** The value of the signature's header. `seconds` since 1970. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

/** What the receiver gets: the same bytes on every repeat. */
function messageOf({ digestId, level, alerts }: AlertDigest): object {
  return { digestId, level, alerts: alerts.map(messageAlert) };
}

/** Without what changes between two attempts. */
function messageAlert({
  status: _status,
  acknowledgedBy: _by,
  acknowledgedAt: _at,
  ...alert
}: Alert): object {
  const { deliveredAt: _deliveredAt, ...steady } = alert;
  return steady;
}
