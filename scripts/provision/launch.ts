import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports';
import { logTail, startSupervised } from './supervised';
import type { Supervised, SupervisedSpec } from './supervised';
import { reasonOf } from './ways';

/** A server to start on a loopback port. */
export interface Launch {
  /** For error texts: «Temporal dev server». */
  readonly what: string;
  /** Port to take when it is free; else any free one. */
  readonly port?: number | undefined;
  readonly spec: (port: number) => SupervisedSpec;
  /** Throws as long as the server does not serve. */
  readonly check: (port: number) => Promise<void>;
  /** Milliseconds until it must serve; default 60,000. */
  readonly readyTimeoutMs?: number;
}

/** A started server that serves. */
export interface Launched {
  readonly port: number;
  readonly process: Supervised;
}

/** Between choosing a free port and the server's bind somebody else may take it. */
const portAttempts = 4;
const portTaken = /address already in use|Address in use|EADDRINUSE|already in use by another process/i;

/**
 * Starts a server and waits until it serves.
 * @throws StateInUseError when its state is locked; Error with the end of its log when it ends early or is not
 * ready in time. Nothing is left running then.
 */
export async function launch(options: Launch): Promise<Launched> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? options.port : undefined);
    const spec = options.spec(port);
    const child = await startSupervised(spec);
    const problem = await untilReady(options, port, child);
    if (problem === undefined) return { port, process: child };
    await child.stop();
    const tail = await logTail(spec.logFile);
    if (portTaken.test(tail) && attempt < portAttempts) continue;
    throw new Error(`${options.what} ${problem}. The end of its log:\n${tail || '(empty)'}`);
  }
}

/** Answers undefined when the server serves, else what went wrong. */
async function untilReady(options: Launch, port: number, child: Supervised): Promise<string | undefined> {
  const timeoutMs = options.readyTimeoutMs ?? 60_000;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await options.check(port);
      return undefined;
    } catch (error) {
      if (!child.alive()) {
        const { code, signal } = await child.exited;
        return `ended at once with ${signal ?? `code ${String(code)}`}`;
      }
      if (Date.now() > deadline)
        return `did not serve within ${timeoutMs / 1000} s (${reasonOf(error, 200)})`;
    }
    await sleep(100);
  }
}
