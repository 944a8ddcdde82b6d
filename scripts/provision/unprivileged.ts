import { execFile } from 'node:child_process';
import { chown, mkdir, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Command } from './cluster';
import { run, which } from './run';

const execute = promisify(execFile);

/** How to start PostgreSQL, which refuses to run as root. */
export interface Runner {
  /** The user and group that own the data; undefined: ourselves. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  /** The command line to spawn, and as whom. */
  readonly wrap: (command: string, args: readonly string[]) => Command;
}

/**
 * Finds the user to run `program` as: ourselves, unless we are root; then the owner of `folder` when it is not root,
 * `postgres`, or `nobody`. No account is created; `folder` is, and handed over to that user. A user who cannot reach
 * them (a clone below a closed /root) is given the one capability that passes closed folders.
 * @throws Error when we are root and there is no such user or no `setpriv`.
 */
export async function unprivileged(program: string, folder: string): Promise<Runner> {
  if (process.getuid?.() !== 0)
    return { uid: undefined, gid: undefined, wrap: (command, args) => ({ command, args }) };
  const { uid, gid } =
    (await ownerOf(folder)) ?? (await idsOf('postgres')) ?? (await idsOf('nobody')) ?? none();
  await mkdir(folder, { recursive: true });
  await chown(folder, uid, gid);
  if (await reaches(program, folder, uid, gid)) {
    return { uid, gid, wrap: (command, args) => ({ command, args, uid, gid }) };
  }
  const setpriv = await which('setpriv');
  if (setpriv === undefined) {
    throw new Error(
      `PostgreSQL must not run as root, and user ${uid} cannot reach ${program} and ${folder}. ` +
        'Move the clone and its state out of a closed home folder, or run as a normal user.',
    );
  }
  // The kernel's access() would ignore the capability of a former root without that bit; exec drops all the others.
  const drop = ['--securebits=+no_setuid_fixup', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const keep = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return {
    uid,
    gid,
    wrap: (command, args) => ({ command: setpriv, args: [...drop, ...keep, command, ...args] }),
  };
}

async function reaches(program: string, folder: string, uid: number, gid: number): Promise<boolean> {
  const script = 'test -x "$0" && cd "$1" && test -w .';
  return run('/bin/sh', ['-c', script, program, folder], { uid, gid, cwd: '/', timeoutMs: 10_000 }).then(
    () => true,
    () => false,
  );
}

function none(): never {
  throw new Error('PostgreSQL must not run as root, and there is neither a user postgres nor a user nobody.');
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  const owner = await stat(path).catch(() => undefined);
  return owner === undefined || owner.uid === 0 ? undefined : { uid: owner.uid, gid: owner.gid };
}

async function idsOf(user: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([execute('id', ['-u', user]), execute('id', ['-g', user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
