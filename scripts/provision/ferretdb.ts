import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists, installOnce, removeFolder } from './cache';
import { run, which } from './run';
import type { Progress } from './ways';

/** The pinned FerretDB. */
export const ferretVersion = '2.7.0';

/** The path of the binary in the cache, when it was built. */
export async function cachedFerretDb(cacheDir: string): Promise<string | undefined> {
  const binary = join(cacheDir, `ferretdb-${ferretVersion}`, 'ferretdb');
  return (await exists(binary)) ? binary : undefined;
}

/**
 * Builds FerretDB with Go, in a module of its own outside the repository; answers the binary's path.
 * @throws Error when Go is missing, its module proxy does not answer, or the build fails.
 */
export async function installFerretDb(cacheDir: string, onProgress: Progress): Promise<string> {
  const target = join(cacheDir, `ferretdb-${ferretVersion}`);
  await installOnce(target, (folder) => build(folder, onProgress), onProgress);
  return join(target, 'ferretdb');
}

async function build(folder: string, onProgress: Progress): Promise<void> {
  const go = await which('go');
  if (go === undefined) throw new Error('go not found on PATH; install Go 1.24 or later');
  onProgress(`MongoDB: building FerretDB ${ferretVersion} with Go (2–4 minutes) …`);
  const main = 'github.com/FerretDB/FerretDB/v2/cmd/ferretdb';
  const scratch = await mkdtemp(join(tmpdir(), 'habeas-go-'));
  const options = { cwd: scratch, env: { CGO_ENABLED: '0', GOFLAGS: '' }, timeoutMs: 20 * 60_000 };
  try {
    await writeFile(join(scratch, 'go.mod'), 'module habeas.invalid/ferretdb\n\ngo 1.24\n');
    await run(go, ['get', `${main}@v${ferretVersion}`], options);
    await run(go, ['build', '-trimpath', '-o', join(folder, 'ferretdb'), main], options);
  } finally {
    await removeFolder(scratch);
  }
}
