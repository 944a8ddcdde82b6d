import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainText } from '../../../bench/sample-company/mailbox';
import type { RequestId } from '../../../domain/ids';
import type { AlertDigest } from '../../../domain/ports';
import { createSmtpMailer } from '../../../mail';
import type { AlertAddresses } from '../../../mail/alert-mail';
import { createAlertMail, readersOf } from '../../../mail/alert-mail';
import { createAlertWebhook } from '../../../mail/alert-webhook';
import type { ScriptedSmtp, SmtpScript } from './scripted-smtp';
import { startScriptedSmtp } from './scripted-smtp';

const caseId = 'req_00000000000000000001' as RequestId;
const digest: AlertDigest = {
  digestId: 'digest_1',
  level: 'privacyOfficer',
  takenBy: [],
  alerts: [
    {
      alertId: `${caseId}/CN-GBT35273/respond/breach`,
      kind: 'breach',
      level: 'privacyOfficer',
      caseId,
      regime: 'CN-GBT35273',
      clock: 'respond',
      threshold: 'breach',
      deadlineAt: '2026-04-01T16:00:00Z',
      raisedAt: '2026-04-01T16:00:30Z',
      raisedBy: 'sweep',
      status: 'open',
    },
    {
      alertId: 'engineSilent/2026-04-01T16:00:00Z/privacyOfficer',
      kind: 'engineSilent',
      level: 'privacyOfficer',
      raisedAt: '2026-04-01T16:06:00Z',
      raisedBy: 'watch',
      status: 'open',
    },
  ],
};

describe('Mail of alerts', () => {
  let smtp: ScriptedSmtp;
  const stops: (() => unknown)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function mailTo(addresses: AlertAddresses, script: SmtpScript = {}) {
    const started = await startScriptedSmtp(script);
    smtp = started;
    const mailer = createSmtpMailer({
      url: `smtp://127.0.0.1:${started.port}`,
      from: { name: 'Lotus', address: 'privacy@lotus.example' },
    });
    stops.push(
      () => mailer.close(),
      () => started.stop(),
    );
    return createAlertMail({ mailer, addresses, domain: 'lotus.example' });
  }
  const recipients = () => smtp.letters.map((letter) => letter.recipients);

  it('When no address is set, then there is no channel', async () => {
    expect(await mailTo({})).toBeUndefined();
  });

  it('When the server refuses the address for good, then the next level reads it', async () => {
    const mail = await mailTo(
      { supervisor: 'lead@lotus.example', privacyOfficer: 'dpo@lotus.example' },
      { recipient: [{ code: 550, text: 'no such user' }] },
    );
    expect(await mail?.send(digest)).toBe('taken');
    expect(recipients()).toEqual([['lead@lotus.example']]);
  });

  it('When every address is refused or the server asks for patience, then it goes out later', async () => {
    const refusing = await mailTo(
      { operator: 'desk@lotus.example' },
      { recipient: [{ code: 550, text: 'no such user' }] },
    );
    expect(await refusing?.send(digest)).toBe('later');
    const patient = await mailTo(
      { operator: 'desk@lotus.example', privacyOfficer: 'dpo@lotus.example' },
      { recipient: [{ code: 451, text: 'later' }] },
    );
    expect(await patient?.send(digest)).toBe('later');
    expect(recipients()).toEqual([]);
  });

  it('When a digest is sent twice, then both are the same letter, readable in two languages, with ids and codes only', async () => {
    const mail = await mailTo({ privacyOfficer: 'dpo@lotus.example' });
    expect(await mail?.send(digest)).toBe('taken');
    expect(await mail?.send(digest)).toBe('taken');
    const [first, second] = smtp.letters.map(({ raw }) => ({
      id: /^Message-ID: (\S+)/im.exec(raw)?.[1],
      text: plainText(raw),
    }));
    expect(second).toEqual(first);
    for (const part of [
      digest.alerts[0]!.alertId,
      digest.alerts[1]!.alertId,
      digest.digestId,
      '期限已过 / Deadline missed',
      '引擎没有动静 / Engine silent',
      '2026-04-01T16:00:00Z',
    ])
      expect(first?.text).toContain(part);
  });

  it('When a level has no address, then a higher one reads it, and where none is higher a lower one', () => {
    const some = { operator: 'desk@lotus.example', privacyOfficer: 'dpo@lotus.example' };
    expect(readersOf('supervisor', some)).toEqual(['dpo@lotus.example', 'desk@lotus.example']);
    expect(readersOf('privacyOfficer', { operator: 'desk@lotus.example' })).toEqual(['desk@lotus.example']);
    expect(readersOf('operator', { operator: 'a@lotus.example', supervisor: 'a@lotus.example' })).toEqual([
      'a@lotus.example',
    ]);
  });
});

describe('Posted alerts', () => {
  const secret = 's'.repeat(32);
  const received: { headers: IncomingHttpHeaders; body: string; url: string }[] = [];
  let server: Server;
  let url: string;
  let status: number;

  beforeEach(async () => {
    received.length = 0;
    status = 204;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        received.push({ headers: request.headers, body, url: request.url ?? '' });
        if (status === 0) return; // never answers
        response.writeHead(status, status === 307 ? { location: '/elsewhere' } : {}).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([400, 500, 503, 307])('When the receiver answers %d, then it goes out later', async (answer) => {
    status = answer;
    expect(await createAlertWebhook({ url, secret }).send(digest)).toBe('later');
    expect(received.map((call) => call.url)).toEqual(['/alerts']);
  });

  it('When nobody answers or nobody is there, then it goes out later', async () => {
    status = 0;
    expect(await createAlertWebhook({ url, secret, timeoutMs: 200 }).send(digest)).toBe('later');
    expect(await createAlertWebhook({ url: 'http://127.0.0.1:1/', secret }).send(digest)).toBe('later');
  });

  it('When it is posted twice, then body and key are the same, and the signature proves time and body', async () => {
    let seconds = 1_780_000_000;
    const webhook = createAlertWebhook({ url, secret, now: () => seconds * 1_000 });
    expect(await webhook.send(digest)).toBe('taken');
    seconds += 60;
    const repeated = { ...digest, alerts: digest.alerts.map((alert) => ({ ...alert, deliveredAt: 'x' })) };
    expect(await webhook.send({ ...repeated, takenBy: ['mail'] })).toBe('taken');
    const [first, second] = received;
    expect(second?.body).toBe(first?.body);
    expect(received.map(({ headers }) => headers['idempotency-key'])).toEqual(['digest_1', 'digest_1']);
    for (const { headers, body } of received) {
      const [, stamp = '', mac = ''] =
        /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['habeas-signature'])) ?? [];
      expect(createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex')).toBe(mac);
    }
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      digestId: 'digest_1',
      level: 'privacyOfficer',
      alerts: [{ alertId: digest.alerts[0]!.alertId }, { kind: 'engineSilent' }],
    });
  });
});
