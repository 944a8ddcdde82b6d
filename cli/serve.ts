import { Command } from 'commander';
import { serveApi } from '../api/main';
import { serveWorker } from '../worker/main';

/** `habeas serve api|worker`: one part of the system in this process, configured by the environment (docs/operations.md). */
export function serveCommand(): Command {
  const serve = new Command('serve').description('run one part of the system; configured by DSR_… variables');
  serve
    .command('api')
    .description('the HTTP API')
    .action(() => serveApi());
  serve
    .command('worker')
    .description('the worker: carries requests and calls the data stores')
    .action(() => serveWorker());
  return serve;
}
