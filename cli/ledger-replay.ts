import type { Replayed, ReplayReport } from '../worker/ledger-main';
import { replayOnce } from '../worker/ledger-main';
import { refusedStatus } from './usage-error';

/** Exit status when people are left. */
const leftStatus = 3;
/** Records between two lines of progress. */
const progressEvery = 10_000;

/** Options of `habeas ledger replay`. */
export interface ReplayArguments {
  readonly store?: string;
  readonly since?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `habeas ledger replay`; results on standard output, progress on standard error. */
export async function replay({ store, since, dryRun = false, json = false }: ReplayArguments): Promise<void> {
  if (since === undefined && !dryRun) {
    // Without it whoever was deleted long before the backup and has registered again since would be deleted again.
    console.error('Say with --since when the backup was made: only deletions after it can have come back.');
    process.exitCode = refusedStatus;
    return;
  }
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort(new Error('Interrupted. What was deleted stays deleted; run it again for the rest.'));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const reports = await replayOnce({
      dryRun,
      signal: stop.signal,
      onPerson: (replayed) => {
        console.log(json ? JSON.stringify({ type: 'person', ...replayed }) : lineOf(replayed));
      },
      onProgress: progressOnStderr(),
      ...(store === undefined ? {} : { storeId: store }),
      ...(since === undefined ? {} : { since }),
    });
    for (const report of reports)
      console.log(json ? JSON.stringify({ type: 'store', ...report }) : summaryOf(report));
    if (reports.some(isLeft)) process.exitCode = leftStatus;
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Failed for an unknown reason.');
    process.exitCode = refusedStatus;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function isLeft({ people }: ReplayReport): boolean {
  return (people.failed ?? 0) + (people.doubtful ?? 0) + (people.found ?? 0) > 0;
}

function lineOf({ storeId, requestId, status, collections, reason }: Replayed): string {
  const steps = collections.map(({ collection, action, count }) => `${collection} ${action} ${count}`);
  return [status.padEnd(8), storeId, requestId, reason ?? '', steps.join(', ')]
    .filter((part) => part !== '')
    .join('  ');
}

function summaryOf({ storeId, searched, scanned, people }: ReplayReport): string {
  if (!searched) return `${storeId}: not searched; this kind of store offers no search of all records.`;
  const { deleted = 0, found = 0, retained = 0, doubtful = 0, failed = 0 } = people;
  const counts = `${found} found, ${deleted} deleted again, ${retained} retained, ${doubtful} doubtful, ${failed} failed`;
  return `${storeId}: ${scanned} records with an identifier; ${counts}.`;
}

function progressOnStderr(): (progress: { storeId: string; scanned: number }) => void {
  let next = progressEvery;
  let current = '';
  return ({ storeId, scanned }) => {
    if (storeId !== current) next = progressEvery;
    current = storeId;
    if (scanned < next) return;
    next = scanned + progressEvery;
    console.error(`${storeId}: ${scanned} records read`);
  };
}
