import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { defaultCacheDir, exists, installOnce } from './cache';
import { unpackDebianPackages, unpackedEnvironment } from './debian-packages';
import { launch } from './launch';
import { which } from './run';
import { firstWay } from './ways';
import type { Progress, Way } from './ways';

/** A Redis server on the loopback interface, empty, without persistence. */
export interface ProvidedRedis {
  /** `redis://:PASSWORD@127.0.0.1:PORT`, without a database number. */
  readonly url: string;
  readonly origin: string;
  /** Stops it and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

interface Program {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a real redis-server: from PATH, else from Debian's packages, unpacked into the cache.
 * @throws NoWayError when neither is there.
 */
export async function startRedis(onProgress: Progress = () => undefined): Promise<ProvidedRedis> {
  const { value: program, origin } = await firstWay(
    'Redis',
    redisWays(onProgress),
    ['install Redis so that `redis-server` is on PATH', 'or use a Debian with its package mirrors'],
    onProgress,
  );
  const folder = await mkdtemp(join(tmpdir(), 'habeas-redis-'));
  const password = randomBytes(12).toString('hex');
  const urlOf = (port: number) => `redis://:${password}@127.0.0.1:${port}`;
  const settings = { bind: '127.0.0.1', save: '', appendonly: 'no', dir: folder, requirepass: password };
  const started = await launch({
    what: 'Redis',
    spec: (port) => ({
      command: program.path,
      args: [
        '--port',
        String(port),
        ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      ],
      env: program.env,
      logFile: join(folder, 'log'),
      removeOnExit: [folder],
    }),
    check: (port) => ping(urlOf(port)),
  });
  return { url: urlOf(started.port), origin, stop: started.process.stop };
}

function redisWays(onProgress: Progress): readonly Way<Program>[] {
  const folder = join(defaultCacheDir(), 'redis-debian-1');
  const unpacked = { path: join(folder, 'usr/bin/redis-server'), env: unpackedEnvironment(folder) };
  return [
    {
      name: 'redis-server on PATH',
      absent: 'not found',
      find: async () => {
        const path = await which('redis-server');
        return path === undefined ? undefined : { path, env: {} };
      },
    },
    {
      name: 'the Debian package redis-server',
      absent: 'has no program redis-server',
      find: async () => {
        const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
        await installOnce(folder, (into) => unpackDebianPackages(packages, into, onProgress), onProgress);
        return (await exists(unpacked.path)) ? unpacked : undefined;
      },
    },
  ];
}

async function ping(url: string): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 2_000 } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    if (client.isOpen) client.destroy();
  }
}
