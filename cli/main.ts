import { Command } from 'commander';
import { bounceCommand } from './bounce';
import { connectorCommand } from './connector';
import { datamapCommand } from './datamap';
import { deadlineCommand } from './deadline';
import { demoCommand } from './demo/demo';
import { evidenceCommand } from './evidence';
import { ledgerCommand } from './ledger';
import { reconcileCommand } from './reconcile';
import { serveCommand } from './serve';
import { startCommand } from './start/start';
import { refusedStatus, UsageError } from './usage-error';
import { watchCommand } from './watch';

const program = new Command('habeas')
  .description(
    'Workflow engine for data-subject rights requests: access, correction, deletion, restriction, objection',
  )
  // Options after a command's name are that command's own.
  .enablePositionalOptions()
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(serveCommand())
  .addCommand(watchCommand())
  .addCommand(reconcileCommand())
  .addCommand(ledgerCommand())
  .addCommand(deadlineCommand())
  .addCommand(datamapCommand())
  .addCommand(connectorCommand())
  .addCommand(evidenceCommand())
  .addCommand(bounceCommand());

program.parseAsync().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : error;
  console.error(isUsage ? `${error.code}: ${error.message}` : message);
  process.exitCode = isUsage ? refusedStatus : 1;
});
