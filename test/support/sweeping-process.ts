import { dispatchAlerts } from '../../activities/dispatch-alerts';
import { sweepLedger } from '../../activities/sweep-deadlines';
import { createSmtpMailer } from '../../mail';
import { createAlertMail } from '../../mail/alert-mail';
import { openClockBooks } from '../../persistence/create-persistence';

/** What the process is told, as JSON in its only argument. */
export interface SweepingTask {
  readonly uri: string;
  readonly database: string;
  readonly smtpUrl: string;
  /** The instant that it takes for now when it starts. */
  readonly startsAt: string;
}

/** Small, so that a kill falls between many writes. */
const bounds = { batch: 100, budgetMs: 150 };

/**
 * Sweeps the ledger and sends the alerts in turns until nothing is left, then ends with 0; says `sweeping` when it begins.
 * Run as a process of its own, so that it can be killed at any moment.
 */
async function sweepAndSend(task: SweepingTask): Promise<void> {
  const books = await openClockBooks(task);
  const from = { name: 'Lotus', address: 'privacy@lotus.example' };
  const mailer = createSmtpMailer({ url: task.smtpUrl, from });
  const addresses = { operator: 'desk@lotus.example' };
  const mail = createAlertMail({ mailer, addresses, domain: 'lotus.example' });
  const aheadMs = Date.parse(task.startsAt) - Date.now();
  const now = () => new Date(Date.now() + aheadMs).toISOString();
  process.stdout.write('sweeping\n');
  for (;;) {
    const { more } = await sweepLedger({ books, now }, 'sweep', now(), bounds);
    await dispatchAlerts({ books, channels: mail === undefined ? [] : [mail], now });
    if (!more) break;
  }
  mailer.close();
  await books.close();
}

sweepAndSend(JSON.parse(process.argv[2] ?? '{}') as SweepingTask).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
