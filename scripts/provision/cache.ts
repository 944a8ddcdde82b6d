import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './ways';

/**
 * The folder for downloaded and built servers: `DSR_CACHE_DIR`, else `habeas` in the platform's cache folder.
 * It lies outside the repository, so that a clean clone finds what a former one built.
 */
export function defaultCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['DSR_CACHE_DIR']) return env['DSR_CACHE_DIR'];
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'habeas');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'habeas');
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] ?? homedir(), 'habeas', 'Cache');
  return join(homedir(), '.cache', 'habeas');
}

/** How often a lock says that its holder lives, and after what silence it counts as left behind. */
const heartbeatMs = 5_000;
const staleAfterMs = 60_000;

/**
 * Answers `target`, a complete folder; when it is not there, `build` fills a temporary folder beside it, which then
 * takes its name in one step. A killed build leaves no half result, and of two concurrent runs one builds and the
 * other waits (`onProgress` says so).
 * @throws whatever `build` throws; the temporary folder is removed then.
 */
export async function installOnce(
  target: string,
  build: (folder: string) => Promise<void>,
  onProgress: Progress,
  remove: (folder: string) => Promise<void> = removeFolder,
): Promise<string> {
  if (await exists(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const release = await lock(`${target}.lock`, onProgress);
  try {
    if (await exists(target)) return target;
    await removeLeftovers(target, remove);
    const partial = `${target}.partial-${process.pid}`;
    await mkdir(partial);
    try {
      await build(partial);
      await rename(partial, target);
    } catch (error) {
      await remove(partial);
      throw error;
    }
    return target;
  } finally {
    await release();
  }
}

/** True when the path is there. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Deletes a folder with all that is in it; not being there is fine. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Only called under the lock: every partial folder there is from a run that was killed. */
async function removeLeftovers(target: string, remove: (folder: string) => Promise<void>): Promise<void> {
  const prefix = `${basename(target)}.partial-`;
  const names = await readdir(dirname(target));
  for (const name of names.filter((each) => each.startsWith(prefix)))
    await remove(join(dirname(target), name));
}

/** Takes the lock file, waiting for a living holder; answers how to release it. */
async function lock(file: string, onProgress: Progress): Promise<() => Promise<void>> {
  const own = `${file}.${process.pid}-${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    for (let told = false; ; told = true) {
      // A hard link is taken or refused in one step, and is never seen without its content.
      const problem = await link(own, file).then(
        () => undefined,
        (error: unknown) => error as NodeJS.ErrnoException,
      );
      if (problem === undefined) break;
      if (problem.code !== 'EEXIST') throw problem;
      if (await isLeftBehind(file)) {
        await rm(file, { force: true });
        continue;
      }
      if (!told) onProgress(`Another run prepares ${basename(file, '.lock')}; waiting for it (${file})`);
      await sleep(500);
    }
  } finally {
    await rm(own, { force: true });
  }
  const heartbeat = setInterval(() => {
    utimes(file, new Date(), new Date()).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  };
}

async function isLeftBehind(file: string): Promise<boolean> {
  const [text, stats] = await Promise.all([
    readFile(file, 'utf8').catch(() => undefined),
    stat(file).catch(() => undefined),
  ]);
  if (text === undefined || stats === undefined) return false; // released in between
  return Date.now() - stats.mtimeMs > staleAfterMs || !isAlive(Number(text));
}

/** True when a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
