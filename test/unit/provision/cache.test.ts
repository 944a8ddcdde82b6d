import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheDir, installOnce } from '../../../scripts/provision/cache';

const quiet = () => undefined;
const fill = async (folder: string) => writeFile(join(folder, 'binary'), 'whole');

/** A process id that belonged to a process which has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'habeas-cache-test-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

describe('defaultCacheDir', () => {
  test('When DSR_CACHE_DIR is set, then it wins over the platform folder', () => {
    expect(defaultCacheDir({ DSR_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(defaultCacheDir({ XDG_CACHE_HOME: '/b' })).toBe(join('/b', 'habeas'));
  });
});

describe('installOnce', () => {
  test('When the target is there, then nothing is built', async () => {
    const build = jest.fn(fill);
    await installOnce(join(cache, 'tool-1'), build, quiet);
    await installOnce(join(cache, 'tool-1'), build, quiet);
    expect(build).toHaveBeenCalledTimes(1);
    expect(await readdir(cache)).toEqual(['tool-1']);
  });

  test('When two runs want it at the same time, then one builds and the other waits for it', async () => {
    const build = jest.fn(async (folder: string) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await fill(folder);
    });
    const lines: string[] = [];
    const install = () => installOnce(join(cache, 'tool-1'), build, (line) => lines.push(line));
    await Promise.all([install(), install()]);
    expect(build).toHaveBeenCalledTimes(1);
    expect(lines).toHaveLength(1);
    expect(await readFile(join(cache, 'tool-1', 'binary'), 'utf8')).toBe('whole');
  });

  test('When the build fails, then neither a target nor a lock is left, and the next run builds', async () => {
    const broken = async (folder: string) => {
      await writeFile(join(folder, 'binary'), 'ha');
      throw new Error('cut off');
    };
    await expect(installOnce(join(cache, 'tool-1'), broken, quiet)).rejects.toThrow('cut off');
    expect(await readdir(cache)).toEqual([]);
    await installOnce(join(cache, 'tool-1'), fill, quiet);
    expect(await readdir(cache)).toEqual(['tool-1']);
  });

  test('When a former run was killed, then its lock and its half result are cleared away', async () => {
    await writeFile(join(cache, 'tool-1.lock'), String(deadPid()));
    await mkdir(join(cache, 'tool-1.partial-1'));
    await writeFile(join(cache, 'tool-1.partial-1', 'binary'), 'ha');
    await installOnce(join(cache, 'tool-1'), fill, quiet);
    expect(await readdir(cache)).toEqual(['tool-1']);
    expect(await readFile(join(cache, 'tool-1', 'binary'), 'utf8')).toBe('whole');
  });
});
