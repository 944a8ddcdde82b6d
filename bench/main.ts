import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { freePort } from '../scripts/provision/ports';
import { buildWorkflowBundle } from '../worker/workflow-bundle';
import type { BenchContext, Benchmark } from './benchmark';
import { clock } from './clock';
import { deletion } from './deletion';
import { evidence } from './evidence';
import { fanOut } from './fan-out';
import type { Figure } from './figure';
import { isFailure, judge } from './figure';
import { historyPerStore } from './history-per-store';
import type { HostCard } from './host-card';
import { hostCardText, readHostCard } from './host-card';
import { accessPackage } from './package';
import { reconcile } from './reconcile';
import { sampleCompany } from './sample-company';
import { requestEvents } from './request-events';
import type { BenchServers } from './servers';
import { startBenchServers } from './servers';
import { sweep } from './sweep';
import { tableOf } from './table';
import { workerMemory } from './worker-memory';

const benchmarks: readonly Benchmark[] = [
  clock,
  sweep,
  reconcile,
  requestEvents,
  historyPerStore,
  fanOut,
  evidence,
  sampleCompany,
  workerMemory,
  deletion,
  accessPackage,
];

const help = `
Benchmarks (all when none is named):
${benchmarks.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`).join('\n')}

Counts repeat on any machine; when one misses its target, the exit code is 1. Times and memory are compared within one
run only, and a miss is a warning. DSR_TEST_SERVERS=FILE uses servers that scripts/test-servers.ts keeps running.`;

interface Options {
  readonly json?: string;
  readonly quick?: true;
  readonly full?: true;
}

/** What `--json` writes: the host card and the figures by benchmark. */
interface Report {
  readonly host: HostCard;
  readonly results: Record<string, readonly Figure[]>;
}

const program = new Command('npm run bench --')
  .description('measures Habeas against the plainest means of doing the same work')
  .argument('[names...]', 'benchmarks to run')
  .option('--json <file>', 'write host card and figures to a file')
  .option('--quick', 'fewer repeats and smaller sizes')
  .option('--full', 'the largest sizes, where a benchmark has them')
  .addHelpText('after', help)
  .action(run);

// Ends at once, and takes the processes that were started along: see the `exit` listeners.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

async function run(names: readonly string[], options: Options): Promise<void> {
  const chosen = chooseBenchmarks(names);
  const bench = await openContext(options.quick === true, options.full === true);
  const results: Record<string, readonly Figure[]> = {};
  try {
    const { origins } = await bench.context.servers();
    const host = readHostCard(origins);
    console.log(`\n${hostCardText(host)}`);
    for (const benchmark of chosen) {
      console.log(`\n## ${benchmark.name}: ${benchmark.about}\n`);
      const figures = await benchmark.run(bench.context);
      results[benchmark.name] = figures;
      console.log(tableOf(figures));
    }
    const report: Report = { host, results };
    if (options.json !== undefined)
      await writeFile(resolve(options.json), `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await bench.close();
  }
  conclude(Object.values(results).flat());
}

function chooseBenchmarks(names: readonly string[]): readonly Benchmark[] {
  const known = benchmarks.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`Expected benchmarks among ${known.join(', ')}; got ${unknown}.`);
  return names.length === 0 ? benchmarks : benchmarks.filter(({ name }) => names.includes(name));
}

/** Says what was missed, and sets the exit code. */
function conclude(figures: readonly Figure[]): void {
  const missed = figures.filter((figure) => judge(figure).met === false);
  const failed = missed.filter(isFailure);
  const warned = missed.length - failed.length;
  console.log(
    `\n${figures.length} figures; ${failed.length} counts and ${warned} measurements miss their targets.`,
  );
  for (const { name } of failed) console.log(`  missed: ${name}`);
  if (failed.length > 0) process.exitCode = 1;
}

async function openContext(
  quick: boolean,
  full: boolean,
): Promise<{ readonly context: BenchContext; close(): Promise<void> }> {
  const bindAddress = `127.0.0.1:${await freePort()}`;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { metrics: { prometheus: { bindAddress } } },
  });
  let servers: Promise<BenchServers> | undefined;
  let bundle: Promise<{ code: string }> | undefined;
  const say = (line: string): void => console.log(line);
  const context: BenchContext = {
    quick,
    full,
    servers: () => (servers ??= startBenchServers(say)),
    workflowBundle: () => (bundle ??= buildWorkflowBundle()),
    workerMetricsUrl: `http://${bindAddress}/metrics`,
    say,
  };
  return {
    context,
    close: async () => {
      await (await servers)?.stop();
    },
  };
}
