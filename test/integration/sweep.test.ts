import { dispatchAlerts } from '../../activities/dispatch-alerts';
import { sweepDeadlines, sweepLedger } from '../../activities/sweep-deadlines';
import { newRequestId } from '../../crypto/ids';
import type { RequestId } from '../../domain/ids';
import type { AlertChannel, AlertDigest, LedgerLine, Persistence } from '../../domain/ports';
import type { OwnDatabase } from './persistence/support';
import { atOnce, ownDatabase } from './persistence/support';

const halfTime = '2026-03-15T16:00:00Z';
const deadline = '2026-04-01T16:00:00Z';
const bounds = { batch: 7, budgetMs: 60_000 };

let own: OwnDatabase;
beforeEach(async () => {
  own = await ownDatabase();
});
afterEach(() => own.drop());

function lineOf(caseId: RequestId, change: Partial<LedgerLine> = {}): LedgerLine {
  return {
    caseId,
    regime: 'CN-GBT35273',
    clock: 'respond',
    deadlineAt: deadline,
    strictAt: deadline,
    targetAt: deadline,
    provisional: false,
    calendarVersion: 'CN-2026@x',
    status: 'running',
    thresholds: [{ code: '50%', level: 'operator', at: halfTime, fired: false }],
    ...change,
  };
}

async function openCases(count: number, change: Partial<LedgerLine> = {}): Promise<RequestId[]> {
  const ids = Array.from({ length: count }, () => newRequestId());
  for (const id of ids) await own.books.deadlines.write(id, [lineOf(id, change)]);
  return ids.sort();
}

async function raisedIds(): Promise<string[]> {
  const found = await own.raw.collection('alerts').find().sort({ _id: 1 }).toArray();
  return found.map(({ _id }) => String(_id));
}

const at = (instant: string, books: Persistence = own.books) => ({ books, now: () => instant });
const sweep = (instant: string, books?: Persistence) => sweepDeadlines(at(instant, books), () => undefined);

describe('The sweep of the ledger', () => {
  it('When nothing is due, then nothing is raised, and the engine has still given a sign of life', async () => {
    await openCases(3);
    expect(await sweep('2026-03-01T00:00:00Z')).toEqual({ lines: 0, raised: 0, more: false });
    expect(await raisedIds()).toEqual([]);
    expect(await own.books.beats.last()).toBe('2026-03-01T00:00:00Z');
  });

  it('When lines are due, then each threshold is raised once, however often the ledger is swept', async () => {
    const ids = await openCases(20);
    const paused = await openCases(2, { status: 'paused' });
    expect(await sweepLedger(at(halfTime), 'sweep', halfTime, bounds)).toEqual({
      lines: 20,
      raised: 20,
      more: false,
    });
    expect(await sweep(halfTime)).toMatchObject({ lines: 0, raised: 0 });
    expect(await raisedIds()).toEqual(ids.map((id) => `${id}/CN-GBT35273/respond/50%`));
    expect(await sweep(deadline)).toMatchObject({ lines: 20, raised: 20 });
    expect(await sweep('2027-01-01T00:00:00Z')).toMatchObject({ lines: 0, raised: 0 });
    const [line] = await own.books.deadlines.read(paused[0]!);
    expect(line).toEqual(lineOf(paused[0]!, { status: 'paused' }));
  });

  it('When the case writes its line anew after the sweep, then what was raised is not raised again', async () => {
    const [id] = await openCases(1);
    await sweep(deadline);
    await own.books.deadlines.write(id!, [lineOf(id!)]);
    expect(await sweep(deadline)).toMatchObject({ lines: 1, raised: 0 });
    expect(await sweep(deadline)).toMatchObject({ lines: 0, raised: 0 });
  });

  it('When the deadline is extended after a reminder, then the breach waits for the later deadline', async () => {
    const [id] = await openCases(1);
    await sweep(halfTime);
    const later = '2026-05-01T16:00:00Z';
    await own.books.deadlines.write(id!, [lineOf(id!, { deadlineAt: later })]);
    expect(await sweep(deadline)).toMatchObject({ raised: 0 });
    expect(await sweep(later)).toMatchObject({ raised: 1 });
    expect(await raisedIds()).toEqual([`${id}/CN-GBT35273/respond/50%`, `${id}/CN-GBT35273/respond/breach`]);
  });

  it('When four sweep at once, then nothing is missed and nothing is doubled', async () => {
    const ids = await openCases(60);
    const other = await own.secondProcess();
    await atOnce(4, (n) =>
      sweepLedger(at(deadline, n % 2 === 0 ? own.books : other), 'sweep', deadline, bounds),
    );
    // Whoever found its lines marked by others stopped early: the next tick takes what is left.
    await sweep(deadline);
    const expected = ids.flatMap((id) =>
      ['50%', 'breach'].map((code) => `${id}/CN-GBT35273/respond/${code}`),
    );
    expect(await raisedIds()).toEqual(expected.sort());
    expect(await own.books.deadlines.due('2030-01-01T00:00:00Z', 10)).toEqual([]);
  });

  it('When the time is up, then the sweep stops after a batch and says that more is left', async () => {
    await openCases(20);
    const result = await sweepLedger(at(deadline), 'sweep', deadline, { batch: 7, budgetMs: 0 });
    expect(result).toEqual({ lines: 7, raised: 14, more: true });
  });
});

describe('Sending alerts', () => {
  /** A channel that answers by the script, then takes everything. */
  function scripted(name: AlertChannel['name'], ...answers: ('taken' | 'later')[]) {
    const sent: AlertDigest[] = [];
    const channel: AlertChannel = {
      name,
      send: (digest) => {
        sent.push(digest);
        return Promise.resolve(answers.shift() ?? 'taken');
      },
    };
    return { sent, channel };
  }
  const dispatch = (instant: string, ...channels: AlertChannel[]) =>
    dispatchAlerts({ ...at(instant), channels });

  it('When no way out is configured, then alerts stay in the book and wait', async () => {
    await openCases(1);
    await sweep(halfTime);
    expect(await dispatch(halfTime)).toEqual({ delivered: 0, left: 0 });
    expect((await own.books.alerts.page({}, undefined, 10)).items).toHaveLength(1);
    const { sent, channel } = scripted('mail');
    expect(await dispatch(halfTime, channel)).toEqual({ delivered: 1, left: 0 });
    expect(sent).toHaveLength(1);
  });

  it('When one channel takes a digest and the other does not, then only the other gets it again, as it was', async () => {
    await openCases(3);
    await sweep(halfTime);
    const mail = scripted('mail');
    const webhook = scripted('webhook', 'later');
    expect(await dispatch(halfTime, mail.channel, webhook.channel)).toEqual({ delivered: 0, left: 1 });
    const [alert] = (await own.books.alerts.page({}, undefined, 1)).items;
    expect(alert?.deliveredAt).toBeUndefined();
    expect(await dispatch('2026-03-15T16:01:00Z', mail.channel, webhook.channel)).toEqual({
      delivered: 0,
      left: 0,
    });
    const afterLease = '2026-03-15T16:02:00Z';
    expect(await dispatch(afterLease, mail.channel, webhook.channel)).toEqual({ delivered: 1, left: 0 });
    expect(mail.sent).toHaveLength(1);
    expect(webhook.sent).toHaveLength(2);
    expect(webhook.sent[1]).toEqual({ ...webhook.sent[0], takenBy: ['mail'] });
    expect((await own.books.alerts.find(alert!.alertId))?.deliveredAt).toBe(afterLease);
  });

  it('When a way out is closed, then a round ends after a few attempts instead of trying every digest', async () => {
    await openCases(5);
    await sweep(deadline);
    const levels = ['operator', 'supervisor', 'privacyOfficer'] as const;
    for (const level of levels)
      await openCases(201, {
        clock: level,
        thresholds: [{ code: '50%', level, at: halfTime, fired: false }],
        deadlineAt: '2027-01-01T00:00:00Z',
      });
    await sweep(deadline);
    const mail = scripted('mail', ...Array.from({ length: 20 }, () => 'later' as const));
    expect(await dispatch(deadline, mail.channel)).toEqual({ delivered: 0, left: 3 });
  });
});
