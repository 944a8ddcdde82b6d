import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A part of the system in a process of its own. */
export interface Part {
  readonly name: string;
  readonly pid: number;
  /** Ends it and waits until it is gone: SIGTERM, and SIGKILL after 25 s. */
  stop(): Promise<void>;
  /** Settles with the exit code when it has ended, whoever ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts `habeas serve …` with an environment of its own; its lines appear with its name in front. */
export function startPart(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onLine: (line: string) => void,
): Part {
  const bin = join(__dirname, '..', '..', 'bin', 'habeas.cjs');
  // A group of its own: Ctrl-C reaches us alone, and we end the parts in order.
  const child = spawn(process.execPath, [bin, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid === undefined)
    throw new Error(`${name} could not be started: ${process.execPath} did not run.`);
  for (const stream of [child.stdout, child.stderr]) forwardLines(stream, onLine);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { name, pid: child.pid, ended, stop: () => stop(child, ended) };
}

function forwardLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 25_000);
  await ended;
  clearTimeout(killer);
}
