import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run, which } from './run';
import type { Progress } from './ways';

/**
 * Unpacks Debian packages of the configured mirrors into `folder`, without installing anything: no root, no scripts of the
 * packages. What they depend on must be named too, unless every Debian has it.
 * @throws Error when this is no Debian, or apt cannot download a package.
 */
export async function unpackDebianPackages(
  packages: readonly string[],
  folder: string,
  onProgress: Progress,
): Promise<void> {
  for (const tool of ['apt-get', 'dpkg'])
    if ((await which(tool)) === undefined) throw new Error(`${tool} not found on PATH: this is no Debian`);
  onProgress(`Downloading the Debian packages ${packages.join(', ')} …`);
  const limits = { cwd: folder, timeoutMs: 5 * 60_000 };
  const download = () => run('apt-get', ['download', '-q', ...packages], limits);
  // A fresh container has no lists of packages.
  await download().catch(() => run('apt-get', ['update', '-qq'], limits).then(download));
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg', ['-x', file, '.'], { cwd: folder, timeoutMs: 60_000 });
    await rm(join(folder, file));
  }
}

/** The environment in which a program from an unpacked folder finds its libraries. */
export function unpackedEnvironment(folder: string): Readonly<Record<string, string>> {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const places = ['usr/lib', 'lib'].map((place) => join(folder, place, `${machine}-linux-gnu`));
  return { LD_LIBRARY_PATH: places.join(':') };
}
