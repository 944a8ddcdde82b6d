import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { nextDemoPerson } from '../demo/demo-person';
import { runDemo } from '../demo/run-demo';
import { startSystem } from './start-system';
import { noteRunningSystem } from './running-system';
import { defaultStateDir, openStateDir } from './state-folder';
import { describeSystem, firstSteps } from './welcome';

interface StartOptions {
  readonly state: string;
  readonly reset?: boolean;
  readonly demo: boolean;
  readonly stay: boolean;
}

/** `habeas start`: the whole system with the sample company, and one request carried through before your eyes. */
export function startCommand(): Command {
  return new Command('start')
    .description('run the whole system with a sample company, and carry one request through live')
    .option('--state <folder>', 'where data are kept between runs', defaultStateDir())
    .option('--reset', 'clear the data of earlier runs first')
    .option('--no-demo', 'start without the demonstration')
    .option('--no-stay', 'stop after the demonstration instead of waiting for Ctrl-C')
    .action((options: StartOptions) => start(options));
}

async function start(options: StartOptions): Promise<void> {
  openStateDir(options.state, options.reset === true);
  const logFile = join(options.state, 'logs', 'parts.log');
  mkdirSync(join(options.state, 'logs'), { recursive: true });
  const system = await startSystem({
    stateDir: options.state,
    reset: options.reset === true,
    onProgress: (line) => console.log(`  ${line}`),
    onLog: (line) => appendFileSync(logFile, `${line}\n`),
  });
  noteRunningSystem(options.state, system);
  const interrupted = onInterrupt();
  try {
    console.log(describeSystem(system, logFile));
    if (options.demo) await Promise.race([runDemo(system, nextDemoPerson(options.state)), interrupted]);
    console.log(firstSteps(system));
    if (options.stay) await Promise.race([interrupted, system.broken]);
  } finally {
    console.log('Stopping …');
    await system.stop();
    console.log('Everything is stopped.');
  }
}

/** Settles at Ctrl-C or SIGTERM. A second Ctrl-C ends at once; the servers' supervisors still stop their servers. */
function onInterrupt(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve();
      });
  });
}
