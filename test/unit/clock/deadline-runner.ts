import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { deadlineCommand } from '../../../cli/deadline';

const root = join(__dirname, '../../..');

/** The command as people start it; dear, so once or twice only. */
export function spawned(...options: string[]) {
  const { status, stdout, stderr } = spawnSync('node', ['bin/habeas.cjs', 'deadline', ...options], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr, lines: stdout.trim().split('\n') };
}

/** The command in this process. */
export function habeas(...options: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(`${line}\n`)),
    jest.spyOn(console, 'error').mockImplementation((line: string) => void err.push(`${line}\n`)),
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${String(code)}`);
    }),
  ];
  let status = 0;
  try {
    const command = deadlineCommand();
    command.configureOutput({
      writeOut: (text) => void out.push(text),
      writeErr: (text) => void err.push(text),
    });
    command.parse(options, { from: 'user' });
    status = Number(process.exitCode ?? 0);
  } catch (error) {
    status = Number(/^exit (\d)$/.exec((error as Error).message)![1]);
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
  return { status, stdout: out.join(''), stderr: err.join(''), lines: out.join('').trim().split('\n') };
}
