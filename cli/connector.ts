import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { checkLiveStore, conformanceCases, liveChecks, runSuite } from '../connector-kit';
import type { CaseResult, Rig, RunOptions } from '../connector-kit';
import { loadDataMap } from '../datamap/load';
import { UsageError } from './usage-error';

/** Exit status when a case failed. */
const failedStatus = 1;
/** Columns for the name of a case. */
const idWidth = 22;

const help = `
With --rig the whole suite runs, faults included, on a throw-away store that the module makes: it exports
startRig(), which answers a Rig (docs/writing-a-connector.md). With --map and --store a store in use is checked: it is
only read, and no value of it is shown. Its connection comes from the variable that the data map names.

Examples:
  $ habeas connector test --rig examples/shelf-connector/rig.ts
  $ DSR_STORE_SHOP=postgres://… habeas connector test --map data-map.yaml --store shop --json
  $ habeas connector test --list

Exit status: 0 nothing failed (what was not proven is named); 1 a case failed; 2 wrong usage.`;

interface TestOptions {
  readonly rig?: string;
  readonly map?: string;
  readonly store?: string;
  readonly only?: string;
  readonly list?: true;
  readonly json?: true;
}

/** `habeas connector test`: shows what a connector, or a store in use, was proven to do, and what was not. */
export function connectorCommand(): Command {
  const connector = new Command('connector').description('Work with connectors');
  connector
    .command('test')
    .description(
      'Try a connector against everything that every connector must do (exit status 1 when it does not)',
    )
    .option('--rig <module>', 'module that exports startRig(): the whole suite on a throw-away store')
    .option('--map <file>', 'data map of a store in use, which is only read')
    .option('--store <id>', 'the store in the data map')
    .option('--only <word>', 'only cases whose name contains the word')
    .option('--list', 'list the cases and what each proves')
    .option('--json', 'print one JSON object')
    .addHelpText('after', help)
    .action(test);
  return connector;
}

async function test(options: TestOptions): Promise<void> {
  if (options.list === true) {
    list(options.json === true);
    return;
  }
  const run: RunOptions = {
    ...(options.only !== undefined && { only: options.only }),
    ...(options.json !== true && { onResult: (result) => console.log(lineOf(result)) }),
  };
  const results = await (options.rig === undefined
    ? testLive(options, run)
    : runSuite(rigOf(options.rig), run));
  if (results.length === 0)
    throw new UsageError(
      'DSR_CONNECTOR_NO_CASE',
      `No case has ${options.only ?? ''} in its name; --list shows them.`,
    );
  const count = (outcome: CaseResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const sums = { passed: count('passed'), failed: count('failed'), notProven: count('notProven') };
  if (options.json === true) console.log(JSON.stringify({ ok: sums.failed === 0, ...sums, cases: results }));
  else console.log(`${sums.passed} passed, ${sums.failed} failed, ${sums.notProven} not proven.`);
  if (sums.failed > 0) process.exitCode = failedStatus;
}

function lineOf({ id, title, outcome, why }: CaseResult): string {
  const word = outcome === 'notProven' ? 'not proven' : outcome;
  return `${word.padEnd(11)}${id.padEnd(idWidth)}${title}${why === undefined ? '' : `\n${' '.repeat(11 + idWidth)}${why}`}`;
}

function list(json: boolean): void {
  const cases = conformanceCases.map(({ id, title, proves, needs }) => ({ id, title, proves, needs }));
  const live = liveChecks.map(({ id, title }) => ({ id, title }));
  if (json) console.log(JSON.stringify({ suite: cases, live }));
  else {
    for (const { id, title, proves } of cases)
      console.log(`${id.padEnd(idWidth)}${title}\n${' '.repeat(idWidth)}${proves}`);
    console.log('\nOn a store in use:');
    for (const { id, title } of live) console.log(`${id.padEnd(idWidth)}${title}`);
  }
}

/** The rig of the module. What it does is its author's: it runs with all rights of this process. */
function rigOf(file: string): () => Promise<Rig> {
  let loaded: unknown;
  try {
    loaded = createRequire(__filename)(resolve(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UsageError('DSR_CONNECTOR_RIG_UNREADABLE', `${file} cannot be loaded: ${reason}`);
  }
  const { startRig } = loaded as { startRig?: () => Promise<Rig> };
  if (typeof startRig !== 'function')
    throw new UsageError(
      'DSR_CONNECTOR_RIG_UNREADABLE',
      `${file}: expected an export named startRig; got none.`,
    );
  return startRig;
}

async function testLive({ map, store: id }: TestOptions, run: RunOptions): Promise<readonly CaseResult[]> {
  if (map === undefined || id === undefined)
    throw new UsageError(
      'DSR_CONNECTOR_OPTIONS',
      'Say what to test: --rig MODULE, or --map FILE with --store ID.',
    );
  const { stores } = loadDataMap(readFileSync(map, 'utf8'), map);
  const store = stores.find((one) => one.id === id);
  if (store === undefined)
    throw new UsageError(
      'DSR_CONNECTOR_NO_STORE',
      `${map} has no store ${id}; expected one of ${stores.map((one) => one.id).join(', ')}.`,
    );
  const connection = process.env[store.connection];
  if (connection === undefined && store.kind !== 'manual')
    throw new UsageError(
      'DSR_CONNECTOR_NO_CONNECTION',
      `Set ${store.connection}: it holds the connection of ${id}.`,
    );
  return checkLiveStore({ store, connection: connection ?? '' }, run);
}
