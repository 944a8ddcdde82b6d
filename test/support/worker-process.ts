import { startPart } from '../../cli/start/child-process';

/** A worker in a process of its own, as an operator runs it. */
export interface WorkerProcess {
  /** SIGKILL: no handler runs, nothing is reported. Waits until it is gone; does nothing when it is. */
  kill(): Promise<void>;
  /** What it wrote, for the message of a test that fails. */
  output(): string;
}

/** Runs `habeas serve worker` with this environment and nothing but it (besides where Node is found). */
export function startWorkerProcess(env: Readonly<Record<string, string>>): WorkerProcess {
  const lines: string[] = [];
  const part = startPart('worker', ['serve', 'worker'], { PATH: process.env['PATH'], ...env }, (line) =>
    lines.push(line),
  );
  let isOver = false;
  const ended = part.ended.then(() => {
    isOver = true;
  });
  return {
    kill: async () => {
      if (!isOver) process.kill(part.pid, 'SIGKILL');
      await ended;
    },
    output: () => lines.join('\n'),
  };
}
