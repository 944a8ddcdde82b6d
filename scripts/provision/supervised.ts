import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A process to run under supervise.cjs, which ends it when we are gone, however we went. */
export interface SupervisedSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to our environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** User and group id to run as; default: ours. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Its standard output and error are appended here. */
  readonly logFile: string;
  /** First signal to stop it; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds from the first signal to SIGKILL; default 10,000. */
  readonly graceMs?: number;
  /** Signal the whole process group, not only its leader. */
  readonly wholeGroup?: boolean;
  /** Held as long as the process lives, so that two servers never share one state. */
  readonly lockFile?: string | undefined;
  /** Folders that are deleted after the process ended (temporary state). */
  readonly removeOnExit?: readonly string[];
}

/** How a process ended. */
interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running supervised process. */
export interface Supervised {
  readonly pid: number;
  /** Settles when the process has ended, never rejects. */
  readonly exited: Promise<Exit>;
  /** True until the process has ended. */
  readonly alive: () => boolean;
  /** Asks it to stop and waits until it and its supervisor are gone. May be called twice. */
  readonly stop: () => Promise<void>;
}

/** The state is in use by another living server. */
export class StateInUseError extends Error {
  override readonly name = 'StateInUseError';
  constructor(lockFile: string, pid: string) {
    super(
      `The state guarded by ${lockFile} is in use: process ${pid} still runs a server on it. ` +
        `Stop that process (kill ${pid}) or choose another state folder.`,
    );
  }
}

interface Event {
  readonly event: 'started' | 'exited' | 'locked' | 'failed';
  readonly pid?: number;
  readonly code?: number | null;
  readonly signal?: string | null;
  readonly message?: string;
}

const supervisor = require.resolve('./supervise.cjs');

/**
 * Starts a process under supervision; answers once it was spawned (not: once it is ready).
 * @throws StateInUseError when another server holds `lockFile`; Error when the command cannot be started.
 */
export async function startSupervised(spec: SupervisedSpec): Promise<Supervised> {
  const child = spawn(process.execPath, [supervisor, basename(spec.command)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    // No inherited loader or inspector: the supervisor is plain Node and must start fast.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const gone = once(child, 'close').then(() => undefined);
  gone.catch(() => undefined);
  let exit: Exit | undefined;
  const started = new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as Event;
      if (event.event === 'started') resolve(event.pid ?? 0);
      else if (event.event === 'exited') exit = { code: event.code ?? null, signal: event.signal ?? null };
      else if (event.event === 'locked') reject(new StateInUseError(spec.lockFile ?? '', String(event.pid)));
      else reject(new Error(`${spec.command} did not start: ${event.message ?? 'no reason given'}`));
    });
    child.once('error', reject);
    child.once('close', () =>
      reject(new Error(`The supervisor of ${spec.command} ended before it started.`)),
    );
  });
  const exited = gone.then(() => exit ?? { code: null, signal: 'SIGKILL' });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(spec)}\n`);
  const pid = await started;
  // The handle alone must not keep our process alive: when we end, the supervisor notices and stops its child.
  child.unref();
  unref(child.stdin);
  unref(child.stdout);
  const stop = async (): Promise<void> => {
    child.ref();
    child.stdin.end();
    await gone;
  };
  return { pid, exited, alive: () => child.exitCode === null && child.signalCode === null && !exit, stop };
}

/** Node's pipes to a child are sockets, which their type does not say. */
function unref(stream: Readable | Writable): void {
  if (stream instanceof Socket) stream.unref();
}

/** The last `count` lines of a log, or '' when there is none. */
export async function logTail(file: string, count = 5): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-count)
    .join('\n');
}
