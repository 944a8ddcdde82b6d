import { Command } from 'commander';
import { serveWatch } from '../worker/watch-main';

/** `habeas watch`: guards the deadlines from MongoDB alone, also when Temporal or every worker is down (docs/operations.md). */
export function watchCommand(): Command {
  return new Command('watch')
    .description('guard the deadlines without Temporal, and tell when the engine is silent')
    .option('--once', 'look once and end, e.g. from cron')
    .action(({ once }: { once?: boolean }) => serveWatch({ once: once === true }));
}
