/** First steps of `npm start` and `npm test`. Plain Node without dependencies: nothing is installed yet. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The repository's root. */
export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

const oldest = { major: 20, minor: 19 };
const stamp = join(root, 'node_modules', '.habeas-installed');

/** Throws when this Node is too old, with what to do. */
function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  throw new Error(
    `Expected Node.js ${oldest.major}.${oldest.minor} or later, got ${version}. ` +
      'Install a newer one (https://nodejs.org) and run the command again.',
  );
}

/** True when node_modules is what package-lock.json asks for. The stamp holds the lock file's hash. */
function isInstalled(lockHash) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash;
}

/** Runs npm in the repository; `stdio` as for spawn. */
function npm(args, stdio) {
  const windows = process.platform === 'win32';
  const result = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: root, stdio, shell: windows });
  if (result.error) throw new Error(`npm did not start: ${result.error.message}. Install npm 10 or later.`);
  return result;
}

/**
 * `npm ci`, unless npm would refuse the lock file: a registry that lacks other platforms' optional packages leaves
 * them out of it, and npm ≥ 11.17 calls that out of sync. `npm install --no-save` then installs the locked versions
 * and changes no file.
 */
function installCommand() {
  // The log level is named: a caller's --silent reaches us through the environment and would hide the reason.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const dryRun = npm(['ci', '--dry-run', ...quiet], ['ignore', 'ignore', 'pipe']);
  const refused = dryRun.status !== 0 && /Missing: .* from lock file/.test(String(dryRun.stderr));
  return refused ? ['install', '--no-save'] : ['ci'];
}

/**
 * Checks Node and installs the npm dependencies when node_modules is missing or belongs to another package-lock.json.
 * Throws an Error that says what to do when that fails.
 */
export function ensureDependencies() {
  checkNode();
  const lock = readFileSync(join(root, 'package-lock.json'));
  const lockHash = createHash('sha256').update(lock).digest('hex');
  if (isInstalled(lockHash)) return;
  const command = installCommand();
  console.log(
    `Installing npm dependencies (npm ${command.join(' ')}); the first time takes about a minute …`,
  );
  // Development dependencies are part of it: the servers of the quick start come from them.
  const quiet = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = npm([...command, ...quiet], 'inherit');
  if (status !== 0) {
    throw new Error(`npm failed (code ${status}): see its output above, correct the cause and run again.`);
  }
  writeFileSync(stamp, lockHash);
}

/** Runs `main` and ends with code 1 and its plain message when it throws. */
export function orExplain(main) {
  Promise.resolve()
    .then(main)
    .catch((error) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 1;
    });
}
