import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultCacheDir, installOnce } from './cache';
import { launch } from './launch';
import type { ProvidedObjectStore } from './rclone';
import { run, which } from './run';
import { firstWay } from './ways';
import type { Progress, Way } from './ways';

/** The pinned gateway. */
const gatewayVersion = '1.8.0';

/**
 * Starts versitygw on a temporary folder: an object store that keeps versions and obeys conditions of writes, which rclone
 * does not. Its bucket keeps versions only when a client turns them on.
 * @throws NoWayError when it is not on PATH and there is no Go to build it.
 */
export async function startVersionedObjectStore(
  onProgress: Progress = () => undefined,
): Promise<ProvidedObjectStore> {
  const advice = [
    'install versitygw so that it is on PATH',
    'or install Go, and give access to a Go module proxy',
  ];
  const { value: program, origin } = await firstWay('versitygw', gatewayWays(onProgress), advice, onProgress);
  const folder = await mkdtemp(join(tmpdir(), 'habeas-objects-'));
  const bucket = 'objects';
  const [buckets, versions, sidecar] = ['buckets', 'versions', 'sidecar'].map((name) =>
    join(folder, name),
  ) as Folders;
  await Promise.all([join(buckets, bucket), versions, sidecar].map((one) => mkdir(one, { recursive: true })));
  const accessKey = randomBytes(8).toString('hex');
  const secretKey = randomBytes(16).toString('hex');
  const started = await launch({
    what: 'versitygw',
    spec: (port) => ({
      command: program,
      // A sidecar folder, because temporary file systems may have no extended attributes.
      args: [
        '--port',
        `127.0.0.1:${port}`,
        '--quiet',
        'posix',
        '--versioning-dir',
        versions,
        '--sidecar',
        sidecar,
        buckets,
      ],
      env: { ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey },
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

type Folders = [string, string, string];

function gatewayWays(onProgress: Progress): readonly Way<string>[] {
  const folder = join(defaultCacheDir(), `versitygw-${gatewayVersion}`);
  return [
    { name: 'versitygw on PATH', absent: 'not found', find: () => which('versitygw') },
    {
      name: `Go build of versitygw ${gatewayVersion}`,
      absent: 'not built',
      find: async () => {
        await installOnce(folder, (into) => buildWithGo(into, onProgress), onProgress);
        return join(folder, process.platform === 'win32' ? 'versitygw.exe' : 'versitygw');
      },
    },
  ];
}

async function buildWithGo(folder: string, onProgress: Progress): Promise<void> {
  const go = await which('go');
  if (go === undefined) throw new Error('go not found on PATH');
  onProgress(`versitygw: building v${gatewayVersion} with Go; this takes several minutes …`);
  await run(go, ['install', `github.com/versity/versitygw/cmd/versitygw@v${gatewayVersion}`], {
    env: { GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '' },
    cwd: folder,
    timeoutMs: 20 * 60_000,
  });
}
