import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { newRequestId } from '../../crypto/ids';
import { alertLevels } from '../../domain/alert';
import type { AlertChannel, AlertDigest } from '../../domain/ports';
import { freePort } from '../../scripts/provision/ports';
import { look } from '../../worker/watch';
import type { WatchDeps } from '../../worker/watch';
import { startScriptedSmtp } from './mail/scripted-smtp';
import type { OwnDatabase } from './persistence/support';
import { ownDatabase } from './persistence/support';

const noon = '2026-06-01T12:00:00Z';
const minutes = (n: number) => new Date(Date.parse(noon) + n * 60_000).toISOString();

let own: OwnDatabase;
let sent: AlertDigest[];
beforeEach(async () => {
  own = await ownDatabase();
  sent = [];
});
afterEach(() => own.drop());

const lookAt = (now: string, parts: Partial<WatchDeps> = {}) =>
  look({
    books: own.books,
    channels: [{ name: 'mail', send: (digest) => Promise.resolve(sent.push(digest)).then(() => 'taken') }],
    graceMs: 180_000,
    silenceMs: 300_000,
    watchedSince: noon,
    now: () => now,
    ...parts,
  });

async function missedLine(deadlineAt: string): Promise<string> {
  const caseId = newRequestId();
  await own.books.deadlines.write(caseId, [
    {
      caseId,
      regime: 'EU-GDPR',
      clock: 'respond',
      deadlineAt,
      strictAt: deadlineAt,
      targetAt: deadlineAt,
      provisional: false,
      calendarVersion: 'none',
      status: 'running',
      thresholds: [],
    },
  ]);
  return `${caseId}/EU-GDPR/respond/breach`;
}

const sentIds = () => sent.flatMap(({ alerts }) => alerts.map(({ alertId }) => alertId)).sort();

describe('The watch', () => {
  it('When the engine sweeps, then the watch leaves what has just fallen due to it', async () => {
    await missedLine(noon);
    await own.books.beats.beat(minutes(2));
    const found = await lookAt(minutes(2));
    expect(found).toEqual({ overdue: 0, raised: 0, engine: 'alive', delivered: 0, left: 0 });
    expect(sent).toEqual([]);
  });

  it('When the engine has not taken what is overdue, then the watch raises and sends it, once', async () => {
    const breach = await missedLine(noon);
    await own.books.beats.beat(minutes(3));
    expect(await lookAt(minutes(3))).toMatchObject({ overdue: 1, raised: 1, engine: 'alive', delivered: 1 });
    expect(await lookAt(minutes(4))).toMatchObject({ overdue: 0, raised: 0, delivered: 0 });
    expect(sentIds()).toEqual([breach]);
    expect(await own.books.alerts.find(breach)).toMatchObject({ raisedBy: 'watch', kind: 'breach' });
  });

  it('When what the engine raised never went out, then the watch sends it', async () => {
    const breach = await missedLine(noon);
    const line = (await own.books.deadlines.due(noon, 1))[0]!;
    await own.books.alerts.raise([
      { alertId: breach, kind: 'breach', level: 'privacyOfficer', raisedAt: noon, raisedBy: 'sweep' },
    ]);
    await own.books.deadlines.markFired([{ line, codes: ['breach'] }]);
    await own.books.beats.beat(noon);
    expect(await lookAt(minutes(1))).toMatchObject({ raised: 0, delivered: 1 });
    expect(sentIds()).toEqual([breach]);
  });

  it('When the engine falls silent, then every level is told once per outage', async () => {
    await own.books.beats.beat(noon);
    expect(await lookAt(minutes(4))).toMatchObject({ engine: 'alive' });
    for (const n of [5, 6, 90]) expect(await lookAt(minutes(n))).toMatchObject({ engine: 'silent' });
    const told = (beat: string) => alertLevels.map((level) => `engineSilent/${beat}/${level}`).sort();
    expect(sentIds()).toEqual(told(noon));

    await own.books.beats.beat(minutes(100));
    expect(await lookAt(minutes(101))).toMatchObject({ engine: 'alive' });
    expect(await lookAt(minutes(105))).toMatchObject({ engine: 'silent' });
    expect(sentIds()).toEqual([...told(noon), ...told(minutes(100))].sort());
  });

  it('When there has never been a sweep, then silence counts from when the watch began', async () => {
    expect(await lookAt(minutes(4))).toMatchObject({ engine: 'alive' });
    expect(await lookAt(minutes(5))).toMatchObject({ engine: 'silent' });
    await lookAt(minutes(50), { watchedSince: minutes(40) });
    expect(sentIds()).toEqual(alertLevels.map((level) => `engineSilent/never/${level}`).sort());
  });

  it('When nothing can be sent, then what was raised waits and the look says so', async () => {
    await missedLine(noon);
    await own.books.beats.beat(minutes(3));
    const closed: AlertChannel = { name: 'mail', send: () => Promise.resolve('later') };
    expect(await lookAt(minutes(3), { channels: [closed] })).toMatchObject({
      raised: 1,
      delivered: 0,
      left: 1,
    });
    expect(await lookAt(minutes(6))).toMatchObject({ raised: 0, delivered: 1, left: 0 });
  });
});

describe('habeas watch', () => {
  const bin = join(__dirname, '..', '..', 'bin', 'habeas.cjs');
  const run = (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, [bin, 'watch', ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => lines.push(text));
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    return { child, ended, output: () => lines.join('') };
  };

  it('When it runs without addresses or with half a webhook, then it says what is missing', async () => {
    const { ended, output } = run(['--once'], {
      DSR_MONGODB_URI: own.uri,
      DSR_ALERT_WEBHOOK_URL: 'https://alerts.example/habeas',
    });
    expect(await ended).toBe(1);
    for (const key of ['DSR_SMTP_URL', 'DSR_MAIL_FROM', 'DSR_ALERT_WEBHOOK_SECRET'])
      expect(output()).toContain(key);
  });

  it('When it runs as a process, then it mails what is overdue, answers for its health, and ends on SIGTERM', async () => {
    const smtp = await startScriptedSmtp();
    const port = await freePort();
    const breach = await missedLine('2020-01-01T00:00:00Z');
    const env = {
      DSR_MONGODB_URI: own.uri,
      DSR_MONGODB_DATABASE: own.database,
      DSR_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      DSR_MAIL_FROM: 'privacy@lotus.example',
      DSR_ALERT_PRIVACY_OFFICER: 'dpo@lotus.example',
      DSR_WATCH_SECONDS: '1',
      DSR_WATCH_PORT: String(port),
    };
    const watch = run([], env);
    const health = () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ status }) => status,
        () => 0,
      );
    while ((await health()) !== 200 && watch.child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(smtp.letters.map(({ recipients }) => recipients)).toEqual([['dpo@lotus.example']]);
    expect((await own.books.alerts.find(breach))?.deliveredAt).toBeDefined();
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toBe(0);
    expect(watch.output()).toContain('"raised":1');
    expect(watch.output()).not.toContain('dpo@lotus.example');

    const again = run(['--once'], env);
    expect(await again.ended).toBe(0);
    // Never swept: told to all levels, who here are one reader.
    expect(again.output()).toContain('"engine":"silent"');
    await smtp.stop();
  }, 60_000);
});
