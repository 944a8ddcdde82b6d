import { Command } from 'commander';
import type { Finding } from '../worker/reconcile-main';
import { reconcileOnce } from '../worker/reconcile-main';

/** Exit status when books and engine could not be compared. */
const failedStatus = 2;
/** Exit status when differences are left. */
const differentStatus = 3;

interface Options {
  readonly repair?: boolean;
  readonly json?: boolean;
}

const help = `
It reads DSR_MONGODB_URI, DSR_MONGODB_DATABASE, DSR_TEMPORAL_ADDRESS, DSR_TEMPORAL_NAMESPACE and DSR_KEYRING_FILE.
Without --repair it changes nothing. Exit status: 0 books and engine agree, or everything was repaired; 2 they could not be
compared; 3 differences are left.`;

/** `habeas reconcile`: compares the open requests of the books with the running executions of the engine, both ways. */
export function reconcileCommand(): Command {
  return new Command('reconcile')
    .description('compare open requests with running executions, both ways')
    .option('--repair', 'raise alerts, and restart lost executions from the books')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', help)
    .action((options: Options) => reconcile(options));
}

async function reconcile(options: Options): Promise<void> {
  const json = options.json === true;
  const onFinding = (finding: Finding): void => {
    if (!finding.restarted) process.exitCode = differentStatus;
    console.log(json ? JSON.stringify(finding) : lineOf(finding));
  };
  try {
    const compared = await reconcileOnce({ repairs: options.repair === true, onFinding });
    const { open, running, differences } = compared;
    console.log(
      json
        ? JSON.stringify(compared)
        : `${open} open requests, ${running} running executions, ${differences} differences.`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Failed for an unknown reason.');
    process.exitCode = failedStatus;
  }
}

function lineOf({ kind, id, runId = '-', restarted }: Finding): string {
  return [kind.padEnd(16), id, runId, restarted ? 'restarted' : ''].join('  ').trimEnd();
}
