import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isAlive } from '../../../scripts/provision/cache';
import { run } from '../../../scripts/provision/run';
import { startSupervised, StateInUseError } from '../../../scripts/provision/supervised';
import type { SupervisedSpec } from '../../../scripts/provision/supervised';

const supervisor = join(__dirname, '../../../scripts/provision/supervise.cjs');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'habeas-supervise-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A server that ends on the stop signal, or one that ignores it. */
const server = (script: string, more: Partial<SupervisedSpec> = {}): SupervisedSpec => ({
  command: process.execPath,
  args: ['-e', `${script}; setInterval(() => undefined, 1000)`],
  logFile: join(folder, 'log'),
  ...more,
});
const stubborn = `process.on('SIGTERM', () => undefined)`;

async function untilDead(pid: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isAlive(pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  return !isAlive(pid);
}

/** A parent of its own that starts the server under supervision and tells its process id. */
async function parentOf(spec: SupervisedSpec): Promise<{ pid: number; kill: () => void }> {
  const script = `
    const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(supervisor)}], {
      stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    child.stdin.write(${JSON.stringify(`${JSON.stringify(spec)}\n`)});
    child.stdout.pipe(process.stdout);`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  return { pid: (JSON.parse(line) as { pid: number }).pid, kill: () => parent.kill('SIGKILL') };
}

describe('supervision', () => {
  test('When the parent is killed with SIGKILL, then its server ends and its temporary folder is gone', async () => {
    const temporary = join(folder, 'temporary');
    await mkdir(temporary);
    const parent = await parentOf(server('', { removeOnExit: [temporary] }));
    expect(isAlive(parent.pid)).toBe(true);
    parent.kill();
    expect(await untilDead(parent.pid, 5_000)).toBe(true);
    for (let i = 0; i < 50 && existsSync(temporary); i += 1) await new Promise((r) => setTimeout(r, 50));
    expect(existsSync(temporary)).toBe(false);
  });

  test('When a server ignores the stop signal, then stop kills it after the grace and waits for that', async () => {
    const child = await startSupervised(server(stubborn, { graceMs: 300 }));
    await child.stop();
    expect(isAlive(child.pid)).toBe(false);
    expect(child.alive()).toBe(false);
    await child.stop();
  });

  test('When a server ends by itself, then its exit code is told', async () => {
    const child = await startSupervised(server('process.exit(3)'));
    expect(await child.exited).toEqual({ code: 3, signal: null });
  });

  test('When the command does not exist, then starting it fails with its name', async () => {
    await expect(startSupervised({ ...server(''), command: '/no/such/server' })).rejects.toThrow(
      /\/no\/such\/server/,
    );
  });

  test('When a living server holds the state, then a second one is refused, and welcome after it stopped', async () => {
    const spec = server('', { lockFile: join(folder, 'state.lock') });
    const first = await startSupervised(spec);
    await expect(startSupervised(spec)).rejects.toThrow(StateInUseError);
    await first.stop();
    const second = await startSupervised(spec);
    await second.stop();
    expect(existsSync(join(folder, 'state.lock'))).toBe(false);
  });

  test('When the holder is still shutting down, then the next one waits for it', async () => {
    const spec = server(stubborn, { lockFile: join(folder, 'state.lock'), graceMs: 3_000 });
    const first = await startSupervised(spec);
    await new Promise((resolve) => setTimeout(resolve, 300)); // until it ignores the signal
    const stopped = first.stop();
    const second = await startSupervised({ ...spec, graceMs: 100 });
    expect(isAlive(first.pid)).toBe(false);
    await Promise.all([stopped, second.stop()]);
  }, 20_000);
});

describe('run', () => {
  test('When a command exceeds its time, then it is ended and the error says so', async () => {
    const attempt = run(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { timeoutMs: 300 });
    await expect(attempt).rejects.toThrow('took longer than 0.3 s');
  });

  test('When a command fails, then the error carries its code and the end of its output', async () => {
    const attempt = run(process.execPath, ['-e', 'console.error("no space"); process.exit(7)'], {
      timeoutMs: 9_000,
    });
    await expect(attempt).rejects.toThrow(/ended with code 7\nno space/);
  });
});
