import { randomUUID } from 'node:crypto';
import { access, chmod, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, installOnce } from './cache';
import type { PostgresHome } from './cluster';
import { run, which } from './run';
import type { Progress } from './ways';

const binaries = '/usr/lib/postgresql/18/bin';
/** The server's user in the tree: a number that belongs to nobody on the machine. */
const postgresIds = { uid: 26026, gid: 26026 };
/** Where the cluster's folder appears inside the Debian tree. */
const seenFolder = '/srv/habeas';
const isRoot = (): boolean => process.getuid?.() === 0;

/** The folder name of the Debian tree in the cache; the number changes when what is put into it changes. */
const documentDbName = 'documentdb-pg18-2';

/** The tree in the cache, when it is complete. */
export async function cachedDocumentDb(cacheDir: string): Promise<string | undefined> {
  const tree = join(cacheDir, documentDbName);
  return (await exists(tree)) ? tree : undefined;
}

/**
 * A Debian tree with PostgreSQL 18 and the DocumentDB extension, built by mmdebstrap from Debian sid: as root a
 * folder for chroot, otherwise unpacked as ourselves for bubblewrap.
 * @throws Error when the tools are missing (and cannot be installed), or the mirror does not answer.
 */
export async function installDocumentDb(cacheDir: string, onProgress: Progress): Promise<string> {
  if (process.platform !== 'linux') throw new Error('needs Linux');
  return installOnce(
    join(cacheDir, documentDbName),
    (folder) => build(folder, onProgress),
    onProgress,
    removeTree,
  );
}

/** PostgreSQL's scripts call a shell and little else; time zones come from the system's files. */
const packages = 'postgresql-18-documentdb,tzdata,dash,coreutils';

async function build(folder: string, onProgress: Progress): Promise<void> {
  await needMmdebstrap(onProgress);
  if (!isRoot()) await needBubblewrap();
  onProgress(
    'MongoDB: downloading PostgreSQL 18 with DocumentDB from Debian sid (560 MB on disk, about a minute) …',
  );
  // Only extracted, no package's script runs: faster, and it needs no right to mount, which containers lack.
  const options = [
    '--variant=extract',
    `--include=${packages}`,
    '--aptopt=Acquire::Check-Valid-Until "false"',
  ];
  const timeoutMs = 20 * 60_000;
  if (isRoot()) {
    await run('mmdebstrap', ['--mode=root', '--skip=check/canmount', ...options, 'sid', folder], {
      timeoutMs,
    });
  } else {
    const archive = join(folder, 'tree.tar');
    await run('mmdebstrap', ['--mode=unshare', ...options, 'sid', archive], { timeoutMs });
    // As ourselves: no foreign owners, so that the user can delete the cache again.
    await run('tar', ['-xf', archive, '-C', folder, '--no-same-owner', '--exclude=./dev/*'], { timeoutMs });
    await rm(archive);
  }
  await completeTree(folder);
}

/** Does what the scripts of Debian's base packages would have done, as far as PostgreSQL needs it. */
async function completeTree(tree: string): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    if (!(await exists(join(tree, name)))) await symlink(`usr/${name}`, join(tree, name));
  }
  for (const name of ['dev', 'proc', 'tmp', seenFolder]) await mkdir(join(tree, name), { recursive: true });
  await chmod(join(tree, 'tmp'), 0o1777);
  const { uid, gid } = postgresIds;
  await writeFile(join(tree, 'etc/passwd'), `postgres:x:${uid}:${gid}:PostgreSQL:/tmp:/bin/sh\n`);
  await writeFile(join(tree, 'etc/group'), `postgres:x:${gid}:\n`);
  // DocumentDB opens connections to `localhost`.
  await writeFile(join(tree, 'etc/hosts'), '127.0.0.1 localhost\n');
  await writeFile(join(tree, 'etc/nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files\n');
  // Debian's alternatives choose the version of an extension; there is only one here.
  const extensions = join(tree, 'usr/share/postgresql/18/extension');
  for (const name of await readdir(extensions)) {
    const plain = name.replace(/-\d+\.control$/, '.control');
    if (plain !== name) await symlink(name, join(extensions, plain));
  }
  await access(join(tree, binaries, 'postgres'));
}

async function needMmdebstrap(onProgress: Progress): Promise<void> {
  if ((await which('mmdebstrap')) !== undefined) return;
  if (!isRoot() || (await which('apt-get')) === undefined) {
    throw new Error(
      'mmdebstrap not found on PATH; install it (Debian, Ubuntu: apt-get install mmdebstrap uidmap)',
    );
  }
  onProgress('MongoDB: installing mmdebstrap with apt-get …');
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 5 * 60_000 };
  await run('apt-get', ['update', '-qq'], quiet);
  await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'mmdebstrap', 'debian-archive-keyring'],
    quiet,
  );
}

async function needBubblewrap(): Promise<void> {
  if ((await which('bwrap')) !== undefined) return;
  throw new Error('bwrap not found on PATH; install it (Debian, Ubuntu: apt-get install bubblewrap uidmap)');
}

/** Never crosses into another file system: a build that was killed may have left something mounted inside. */
async function removeTree(folder: string): Promise<void> {
  await run('rm', ['-rf', '--one-file-system', folder], { timeoutMs: 120_000 });
}

async function canMount(): Promise<boolean> {
  return run('unshare', ['--mount', 'true'], { timeoutMs: 10_000 }).then(
    () => true,
    () => false,
  );
}

/** The PostgreSQL of the tree, with a cluster in `folder`. */
export async function documentDbHome(tree: string, folder: string): Promise<PostgresHome> {
  const what = 'PostgreSQL with DocumentDB';
  if (!isRoot()) return { what, folder, seenFolder, command: bubblewrap(tree, folder) };
  const { uid, gid } = postgresIds;
  if (await canMount()) return { what, folder, seenFolder, uid, gid, command: mountAndChroot(tree, folder) };
  const inside = await folderInside(folder);
  return {
    ...{ what, uid, gid, folder: join(tree, inside), seenFolder: inside },
    command: (program, args) => ({ command: 'chroot', args: chrootArgs(tree, program, args) }),
  };
}

type CommandOf = PostgresHome['command'];

/** `exec` all the way: the server keeps the process id that the supervisor knows. */
const mountScript = 'set -e; mount --bind "$1" "$2"; mount --rbind /dev "$3/dev"; shift 3; exec chroot "$@"';

/** The mounts live in a namespace of their own and vanish with the server, however it ends. */
function mountAndChroot(tree: string, folder: string): CommandOf {
  return (program, args) => ({
    command: 'unshare',
    args: [
      ...['--mount', '--propagation', 'private', '/bin/sh', '-c', mountScript, 'sh'],
      ...[folder, join(tree, seenFolder), tree],
      ...chrootArgs(tree, program, args),
    ],
  });
}

function chrootArgs(tree: string, program: string, args: readonly string[]): string[] {
  return ['--userspec=postgres:postgres', tree, `${binaries}/${program}`, ...args];
}

/**
 * bubblewrap stays as the parent of the server. It ignores the stop signal, which goes to the group, and so lives
 * until the server has shut down in order.
 */
function bubblewrap(tree: string, folder: string): CommandOf {
  const ids = ['--unshare-user', '--uid', String(postgresIds.uid), '--gid', String(postgresIds.gid)];
  const mounts = ['--ro-bind', tree, '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp'];
  return (program, args) => ({
    command: '/bin/sh',
    args: [
      ...['-c', 'trap "" INT; exec bwrap "$@"', 'sh', ...ids, ...mounts, '--bind', folder, seenFolder],
      ...['--chdir', '/', `${binaries}/${program}`, ...args],
    ],
  });
}

/**
 * Without the right to mount, the cluster must live inside the tree. `folder` keeps its random name, so that deleting
 * `folder` starts afresh, and two states never share a cluster.
 */
async function folderInside(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const marker = join(folder, 'inside');
  if (!(await exists(marker))) await writeFile(marker, `${seenFolder}-${randomUUID()}`);
  return (await readFile(marker, 'utf8')).trim();
}
