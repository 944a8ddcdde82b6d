/** `npm test`: everything that must hold before a change is taken, in order; the first failure ends it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureDependencies, orExplain, root } from './bootstrap.mjs';

const rooms =
  'domain contracts workflows activities connectors connector-kit datamap persistence evidence crypto mail temporal api web worker cli config scripts examples test bench';

/** Name of the stage → its command line; run with node_modules/.bin first on PATH. */
const stages = {
  prettier: () => ['prettier', '--check', '.'],
  eslint: () => ['eslint', '.'],
  tsc: () => ['tsc', '--noEmit', '-p', '.'],
  depcruise: () => {
    const there = rooms.split(' ').filter((room) => existsSync(join(root, room)));
    return ['depcruise', '--config', '.dependency-cruiser.cjs', ...there];
  },
  knip: () => ['knip'],
  jest: (report, args) => ['jest', '--json', `--outputFile=${report}`, ...args],
};

const help = `npm test [-- OPTIONS] [JEST ARGUMENTS]

Runs, in this order, stopping at the first failure: ${Object.keys(stages).join(', ')}.
The last line is Jest's totals: "N passed, N failed[, N skipped]".

  --only STAGE   run just this stage; may be given more than once
  --help         this text

Everything else goes to Jest and narrows it: npm test -- test/unit, npm test -- --only jest -t "When …".
The first run downloads and builds servers for a few minutes (docs/decisions/0001-embedded-servers.md).
DSR_TEST_SERVERS=FILE uses servers that scripts/test-servers.ts keeps running.`;

function parse(argv) {
  const only = [];
  const jestArgs = [];
  for (let at = 0; at < argv.length; at += 1) {
    const arg = argv[at];
    if (arg === '--help') return { help: true };
    if (arg !== '--only') {
      jestArgs.push(arg);
      continue;
    }
    at += 1;
    if (!Object.hasOwn(stages, argv[at] ?? '')) {
      throw new Error(
        `--only: expected one of ${Object.keys(stages).join(', ')}, got ${argv[at] ?? 'nothing'}`,
      );
    }
    only.push(argv[at]);
  }
  return { stages: only.length === 0 ? Object.keys(stages) : only, jestArgs };
}

/** Runs one command with our terminal; answers its exit code. A signal to us reaches it too. */
function run([command, ...args]) {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      env,
      shell: process.platform === 'win32',
    });
    // Jest stops its servers on Ctrl-C by its own end; we only must not be gone before it.
    const pass = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
    child.once('error', reject);
    child.once('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, pass);
      resolve(code ?? 1);
    });
  });
}

/** Jest's own totals from its JSON report; undefined when Jest ended before it wrote one. */
function totalsOf(report) {
  if (!existsSync(report)) return undefined;
  const result = JSON.parse(readFileSync(report, 'utf8'));
  // A file that does not even load has no tests that could fail, but is a failure.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed: result.numPassedTests, failed, skipped: result.numPendingTests + result.numTodoTests };
}

async function runJest(folder, jestArgs) {
  const report = join(folder, 'jest.json');
  const code = await run(stages.jest(report, jestArgs));
  const totals = totalsOf(report) ?? { passed: 0, failed: 1, skipped: 0 };
  const { passed, failed, skipped } = totals;
  if (passed + failed === 0) console.log('No test ran: that counts as a failure.');
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return code === 0 && failed === 0 && passed > 0;
}

async function main() {
  const options = parse(process.argv.slice(2));
  if (options.help) return console.log(help);
  ensureDependencies();
  const folder = mkdtempSync(join(tmpdir(), 'habeas-test-'));
  try {
    for (const name of options.stages) {
      const started = performance.now();
      console.log(`\n== ${name}`);
      const ok =
        name === 'jest' ? await runJest(folder, options.jestArgs) : (await run(stages[name]())) === 0;
      if (!ok) {
        if (name !== 'jest')
          console.log(`${name} failed: correct what it lists above; the stages after it did not run.`);
        process.exitCode = 1;
        return;
      }
      if (name !== 'jest') console.log(`   ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

orExplain(main);
