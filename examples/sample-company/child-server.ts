import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A server of the sample company in a process of its own. */
export interface ChildServer<Ready> {
  readonly ready: Ready;
  stop(): Promise<void>;
}

const register = join(__dirname, '..', '..', 'bin', 'register.cjs');
const startTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;

/**
 * Runs `file` of this folder as a child and waits until it reports with {@link reportReady}. A process of its own,
 * because packages that are ES modules only cannot be loaded under Jest. The child ends when this process does.
 * @throws Error with the child's last words when it ends, or is silent for a minute, before it is ready.
 */
export async function startChildServer<Ready>(file: string, options: object): Promise<ChildServer<Ready>> {
  const child = fork(join(__dirname, file), [JSON.stringify(options)], {
    execArgv: ['--no-warnings', '-r', register],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2_000);
  });
  const ready = await new Promise<Ready>((resolve, reject) => {
    const fail = (what: string): void => {
      child.kill('SIGKILL');
      reject(new Error(`${file} ${what}: ${lastWords.trim() || 'it said nothing'}`));
    };
    const timer = setTimeout(fail, startTimeoutMs, 'did not start in time');
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with status ${code ?? 'none'}`);
    });
    child.once('message', (message) => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(message as Ready);
    });
  });
  return { ready, stop: () => stop(child) };
}

/** In the child: tells the parent what it waits for, and ends this process as soon as the parent is gone. */
export function reportReady(ready: object): void {
  process.once('disconnect', () => {
    process.exit(0);
  });
  // Ctrl-C reaches the whole process group; the parent decides in which order its servers end.
  process.on('SIGINT', () => undefined);
  process.send?.(ready);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}
