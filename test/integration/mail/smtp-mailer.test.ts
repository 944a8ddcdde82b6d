import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { messageIdOf } from '../../../mail/message-id';
import type { SmtpMailer, SmtpSettings } from '../../../mail/smtp-mailer';
import { createSmtpMailer } from '../../../mail/smtp-mailer';
import type { ScriptedSmtp, SmtpScript } from './scripted-smtp';
import { startScriptedSmtp } from './scripted-smtp';

const messageId = messageIdOf('req_00000000000000000000/completion/1', 'mail.shop.example');
const letter = {
  to: 'lin.xiaoyu@example.com',
  messageId,
  locale: 'zh-CN' as const,
  subject: '关于您的请求 req_00000000000000000000',
  text: '您好：\n已收到。',
  html: '<!doctype html><html lang="zh-CN"><body><h1>已收到</h1></body></html>',
};

let smtp: ScriptedSmtp | undefined;
let mailer: SmtpMailer | undefined;
afterEach(async () => {
  mailer?.close();
  await smtp?.stop();
  smtp = undefined;
  mailer = undefined;
});

async function withServer(script: SmtpScript = {}, settings: Partial<SmtpSettings> = {}) {
  smtp = await startScriptedSmtp(script);
  mailer = createSmtpMailer({
    url: `smtp://127.0.0.1:${smtp.port}`,
    from: { name: '云杉商城 隐私办公室', address: 'privacy@shop.example' },
    ...settings,
  });
  return { smtp, mailer };
}

describe('smtp mailer', () => {
  test('When the server takes the letter without TLS, then it is accepted, for one recipient, in two forms', async () => {
    const { smtp, mailer } = await withServer();
    await expect(mailer.send(letter)).resolves.toEqual({ status: 'accepted', replyCode: 250 });
    expect(smtp.letters).toHaveLength(1);
    const [taken] = smtp.letters;
    expect(taken!.recipients).toEqual(['lin.xiaoyu@example.com']);
    expect(taken!.raw).toContain(`Message-ID: ${messageId}`);
    expect(taken!.raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    expect(taken!.raw).toMatch(/^Content-Language: zh-CN\r?$/m);
    expect(taken!.raw).toMatch(/multipart\/alternative/);
    expect(taken!.raw).toMatch(/text\/plain; charset=utf-8/);
    expect(taken!.raw).toMatch(/text\/html; charset=utf-8/);
    expect(taken!.raw).not.toMatch(/^(Bcc|Cc|List-[A-Za-z]+):/m);
  });

  test.each([
    [undefined, 'privacy@shop.example', undefined],
    ['bounces@shop.example', 'bounces@shop.example', ['SUCCESS', 'FAILURE']],
  ])(
    'When reports are to go to %p and the server knows them, then each names the letter and returns no text of it',
    async (bouncesTo, sender, notify) => {
      const seen: { from: string; ret: unknown; envid: unknown; notify: unknown }[] = [];
      const { mailer } = await withServer(
        {
          options: { hideDSN: false },
          onLetter: ({ envelope: { mailFrom, rcptTo, dsn } }) => {
            const from = mailFrom === false ? '' : mailFrom.address;
            seen.push({ from, ret: dsn?.ret, envid: dsn?.envid, notify: rcptTo[0]?.dsn?.notify });
          },
        },
        bouncesTo === undefined ? {} : { bouncesTo },
      );
      await expect(mailer.send(letter)).resolves.toMatchObject({ status: 'accepted' });
      expect(seen).toEqual([{ from: sender, ret: 'HDRS', envid: messageId.slice(1, -1), notify }]);
    },
  );

  test('When the address for reports is no mailbox, then the mailer is not made', () => {
    const from = { name: 'Shop', address: 'privacy@shop.example' };
    const settings = { url: 'smtp://127.0.0.1:25', from, bouncesTo: 'x@y.example>\r\nRCPT' };
    expect(() => createSmtpMailer(settings)).toThrow(/address for bounces/);
  });

  test.each([
    [421, 'Service shutting down', undefined],
    [451, '4.7.1 Greylisted, please try again in 5 minutes', 300_000],
    [450, 'Greylisting in action, please come back in 00:04:30', 270_000],
    [452, 'Insufficient storage', undefined],
  ])('When the server answers %i %s, then the letter waits', async (code, text, retryAfterMs) => {
    const { mailer } = await withServer({ recipient: [{ code, text }] });
    await expect(mailer.send(letter)).resolves.toEqual({
      status: 'later',
      replyCode: code,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
    await expect(mailer.send(letter)).resolves.toMatchObject({ status: 'accepted' });
  });

  test('When the server refuses the recipient, then the letter is refused for good', async () => {
    const { smtp, mailer } = await withServer({ recipient: [{ code: 550, text: 'No such user' }] });
    await expect(mailer.send(letter)).resolves.toEqual({ status: 'refused', replyCode: 550 });
    expect(smtp.letters).toEqual([]);
  });

  test('When the server refuses the letter itself, then it is refused for good', async () => {
    const { mailer } = await withServer({ afterData: [{ code: 554, text: 'Rejected as spam' }] });
    await expect(mailer.send(letter)).resolves.toEqual({ status: 'refused', replyCode: 554 });
  });

  test.each<[string, SmtpScript]>([
    ['our greeting', { greeting: [{ code: 554, text: 'You are blocked' }] }],
    ['our sender', { sender: [{ code: 550, text: 'Sender not allowed' }] }],
  ])(
    'When the server refuses %s, then the address is not to blame and the letter waits',
    async (_what, script) => {
      const { mailer } = await withServer(script);
      await expect(mailer.send(letter)).resolves.toMatchObject({ status: 'later' });
    },
  );

  test('When the sign-in fails, then the letter waits', async () => {
    const { smtp } = await withServer({
      options: {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, done) => done(new Error('Invalid login')),
      },
    });
    const signedIn = createSmtpMailer({
      url: `smtp://user:wrong%40word@127.0.0.1:${smtp.port}`,
      from: { name: 'Shop', address: 'privacy@shop.example' },
    });
    await expect(signedIn.send(letter)).resolves.toEqual({ status: 'later', replyCode: 535 });
  });

  test('When the line breaks after DATA, then the letter waits and the repeat has the same Message-ID', async () => {
    const { smtp, mailer } = await withServer({ afterData: ['drop'] });
    await expect(mailer.send(letter)).resolves.toEqual({ status: 'later', replyCode: 0 });
    await expect(mailer.send(letter)).resolves.toMatchObject({ status: 'accepted' });
    expect(smtp.letters).toHaveLength(2);
    expect(smtp.letters.every(({ raw }) => raw.includes(`Message-ID: ${messageId}`))).toBe(true);
  });

  test('When nobody listens, then the letter waits', async () => {
    const { smtp, mailer } = await withServer();
    await smtp.stop();
    await expect(mailer.send(letter)).resolves.toEqual({ status: 'later', replyCode: 0 });
  });

  test('When the server never greets, then the attempt ends in time', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const impatient = createSmtpMailer({
      url: `smtp://127.0.0.1:${port}`,
      from: { name: 'Shop', address: 'privacy@shop.example' },
      timeouts: { totalMs: 200 },
    });
    await expect(impatient.send(letter)).resolves.toEqual({ status: 'later', replyCode: 0 });
    await new Promise((resolve) => silent.close(resolve));
  });

  test('When TLS is required and the server has none, then nothing is sent', async () => {
    const { smtp, mailer } = await withServer({}, { requireTls: true });
    await expect(mailer.send(letter)).resolves.toMatchObject({ status: 'later' });
    expect(smtp.letters).toEqual([]);
  });

  test.each([
    'lin@example.com\r\nRCPT TO:<eve@example.org>',
    'lin@example.com\nBcc: eve@example.org',
    '"eve@example.org"@example.com',
    'friends: lin@example.com, eve@example.org;',
    'lin@example.com, eve@example.org',
    'Lin <lin@example.com>',
    'ｌｉｎ@example.com',
  ])('When the address is %j, then no server is asked', async (to) => {
    const { smtp, mailer } = await withServer();
    await expect(mailer.send({ ...letter, to })).resolves.toEqual({ status: 'refused', replyCode: 553 });
    expect(smtp.connections()).toBe(0);
  });

  test('When the local part is Unicode, then it is delivered by SMTPUTF8 as it is', async () => {
    const { smtp, mailer } = await withServer();
    await expect(mailer.send({ ...letter, to: 'josé.garcía@example.com' })).resolves.toMatchObject({
      status: 'accepted',
    });
    expect(smtp.letters[0]!.recipients).toEqual(['josé.garcía@example.com']);
  });

  test.each([
    ['a line break in the subject', { subject: 'Hello\r\nBcc: eve@example.org' }],
    ['a Message-ID with a line break', { messageId: '<a@b.example>\r\nBcc: eve@example.org' }],
  ])('When there is %s, then it throws without quoting and nothing is sent', async (_what, bad) => {
    const { smtp, mailer } = await withServer();
    const failure = await mailer.send({ ...letter, ...bad }).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    expect(failure?.name).toBe('MailError');
    expect(`${failure?.message ?? ''}${failure?.stack ?? ''}`).not.toMatch(/eve|lin\.xiaoyu/);
    expect(smtp.letters).toEqual([]);
  });

  test('When text and HTML name files and addresses, then they are sent as text and nothing is fetched', async () => {
    const { smtp, mailer } = await withServer();
    await mailer.send({ ...letter, text: 'file:///etc/passwd', html: '<p>data: http://127.0.0.1:1/</p>' });
    expect(smtp.letters[0]!.raw).toContain('file:///etc/passwd');
  });

  test('When the mailer is closed, then a send answers later', async () => {
    const { mailer } = await withServer();
    mailer.close();
    await expect(mailer.send(letter)).resolves.toEqual({ status: 'later', replyCode: 0 });
  });
});
