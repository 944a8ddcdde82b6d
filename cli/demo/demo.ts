import { Command } from 'commander';
import { openRunningSystem } from '../start/running-system';
import { defaultStateDir } from '../start/state-folder';
import { nextDemoPerson } from './demo-person';
import { runDemo } from './run-demo';

/** `habeas demo`: one deletion request through a system that `habeas start` has running. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('carry one deletion request through the running quick start, step by step')
    .option('--state <folder>', 'state folder of the running quick start', defaultStateDir())
    .action(async ({ state }: { state: string }) => {
      await runDemo(openRunningSystem(state), nextDemoPerson(state));
    });
}
