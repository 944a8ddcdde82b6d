import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail, startSupervised } from './supervised';

/** How to run a command that is expected to end by itself. */
export interface RunOptions {
  /** Working directory; default: ours. */
  readonly cwd?: string;
  /** Added to our environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the command and its children are killed. */
  readonly timeoutMs: number;
  /** User and group id to run as; default: ours. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/**
 * Runs a command to its end. It dies with us, also when we are killed.
 * @throws Error with the last lines of its output when it cannot start, fails, or exceeds `timeoutMs`.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<void> {
  const { timeoutMs, ...rest } = options;
  const folder = await mkdtemp(join(tmpdir(), 'habeas-run-'));
  const logFile = join(folder, 'log');
  const timer = new AbortController();
  try {
    const child = await startSupervised({ command, args, ...rest, logFile, graceMs: 2000, wholeGroup: true });
    const late = sleep(timeoutMs, 'late' as const, { signal: timer.signal });
    const end = await Promise.race([child.exited, late]);
    if (end === 'late') await child.stop();
    if (end !== 'late' && end.code === 0) return;
    const how =
      end === 'late'
        ? `took longer than ${timeoutMs / 1000} s and was stopped`
        : `ended with ${end.signal ?? `code ${String(end.code)}`}`;
    throw new Error(`${command} ${how}\n${await logTail(logFile)}`.trim());
  } finally {
    timer.abort();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The full path of an executable found on PATH (or in `path`), or undefined. */
export async function which(name: string, path = process.env['PATH'] ?? ''): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${name}.exe`, name] : [name];
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    for (const candidate of names.map((each) => join(folder, each))) {
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

/** True when the file is there and we may execute it. */
async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
