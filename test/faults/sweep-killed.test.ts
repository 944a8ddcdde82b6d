import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { plainText } from '../../bench/sample-company/mailbox';
import { newRequestId } from '../../crypto/ids';
import { clockAlertId } from '../../domain/alert';
import type { RequestId } from '../../domain/ids';
import type { LedgerLine } from '../../domain/ports';
import type { ScriptedSmtp } from '../integration/mail/scripted-smtp';
import { startScriptedSmtp } from '../integration/mail/scripted-smtp';
import type { OwnDatabase } from '../integration/persistence/support';
import { atOnce, ownDatabase } from '../integration/persistence/support';
import type { SweepingTask } from '../support/sweeping-process';

const kills = 20;
const cases = 500;
const clocksPerCase = 20;
/** Killed so long after it began, at the latest, in ms. */
const latestKillMs = 900;
const startsAt = Date.parse('2026-06-01T00:00:00Z');
/** Between two starts the clock goes on by more than a claim lasts. */
const betweenStartsMs = 600_000;
const seed = Number(process.env['DSR_SEED'] ?? '20260601');

let own: OwnDatabase;
let smtp: ScriptedSmtp;

beforeAll(async () => {
  [own, smtp] = await Promise.all([ownDatabase(), startScriptedSmtp()]);
});
afterAll(() => Promise.all([own.drop(), smtp.stop()]));

it(`When the sweep is killed ${kills} times over ${cases * clocksPerCase} due clocks, then no alert is missed and none is told twice (seed ${seed})`, async () => {
  const expected = await fillLedger();
  const random = mulberry(seed);
  for (let round = 0; round < kills; round += 1) {
    const sweeper = startSweeper(round);
    await Promise.race([sweeper.began, sweeper.ended]);
    await delay(random() * latestKillMs);
    sweeper.kill();
    // Had it come to its end by itself, nothing would be proven.
    expect(await sweeper.ended).toBe('SIGKILL');
  }
  const last = startSweeper(kills);
  expect(await last.ended).toBe(0);

  const raised = await own.raw.collection('alerts').find().toArray();
  expect(raised.map(({ _id }) => String(_id)).sort()).toEqual(expected);
  expect(raised.filter(({ deliveredAt }) => deliveredAt === undefined)).toEqual([]);
  expect(await own.books.deadlines.due('2026-06-02T00:00:00Z', 1)).toEqual([]);

  const letters = smtp.letters.map(({ raw }) => ({ id: messageIdIn(raw), alerts: alertsIn(raw) }));
  const byMessage = new Map(letters.map(({ id, alerts }) => [id, alerts]));
  // A letter whose acknowledgement the kill swallowed comes again, as the same letter.
  for (const { id, alerts } of letters) expect(alerts).toEqual(byMessage.get(id));
  expect([...byMessage.values()].flat().sort()).toEqual(expected);
}, 240_000);

/** Lines of which a threshold is due, of every tenth also the deadline. Returns the ids of all alerts that must come. */
async function fillLedger(): Promise<string[]> {
  const ids = Array.from({ length: cases }, () => newRequestId());
  const lines = ids.map((caseId) =>
    Array.from({ length: clocksPerCase }, (_, index) => lineOf(caseId, `clock${index}`, index % 10 === 0)),
  );
  for (let from = 0; from < cases; from += 50)
    await atOnce(Math.min(50, cases - from), (n) =>
      own.books.deadlines.write(ids[from + n]!, lines[from + n]!),
    );
  return lines
    .flat()
    .flatMap(({ caseId, regime, clock, deadlineAt }) => [
      clockAlertId(caseId, regime, clock, '50%'),
      ...(deadlineAt < '2026-06' ? [clockAlertId(caseId, regime, clock, 'breach')] : []),
    ])
    .sort();
}

function lineOf(caseId: RequestId, clock: string, isMissed: boolean): LedgerLine {
  const deadlineAt = isMissed ? '2026-05-20T16:00:00Z' : '2027-01-01T16:00:00Z';
  const thresholds = [
    { code: '50%', level: 'operator', at: '2026-05-10T16:00:00Z', fired: false },
    { code: '90%', level: 'supervisor', at: '2027-01-01T00:00:00Z', fired: isMissed },
  ] as const;
  return {
    caseId,
    regime: 'EU-GDPR',
    clock,
    deadlineAt,
    strictAt: deadlineAt,
    targetAt: deadlineAt,
    provisional: false,
    calendarVersion: 'none',
    status: 'running',
    thresholds,
  };
}

function startSweeper(round: number) {
  const task: SweepingTask = {
    uri: own.uri,
    database: own.database,
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    startsAt: new Date(startsAt + round * betweenStartsMs).toISOString(),
  };
  const root = join(__dirname, '..', '..');
  const script = join(root, 'test', 'support', 'sweeping-process.ts');
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'bin', 'register.cjs'), script, JSON.stringify(task)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as string | number);
  return { began: once(child.stdout, 'data'), ended, kill: () => child.kill('SIGKILL') };
}

function messageIdIn(raw: string): string {
  return /^Message-ID: (\S+)/im.exec(raw)?.[1] ?? '';
}

function alertsIn(raw: string): string[] {
  return [...plainText(raw).matchAll(/Alert: (\S+)/g)].map((match) => match[1] ?? '');
}

/** Small seeded generator, 0 to 1. */
function mulberry(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
