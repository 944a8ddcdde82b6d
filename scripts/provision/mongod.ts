import { exists } from './cache';
import { join } from 'node:path';
import { reasonOf } from './ways';
import type { Progress } from './ways';

/** The pinned official build. */
export const mongodVersion = '8.2.6';

const probeTimeoutMs = 8_000;

function optionsOf(cacheDir: string): { version: string; downloadDir: string } {
  return { version: mongodVersion, downloadDir: join(cacheDir, 'mongodb-binaries') };
}

/** The official `mongod` that mongodb-memory-server-core left in our cache, or undefined. */
export async function cachedMongod(cacheDir: string): Promise<string | undefined> {
  const { DryMongoBinary } = await import('mongodb-memory-server-core/lib/util/DryMongoBinary.js');
  const options = await DryMongoBinary.generateOptions(optionsOf(cacheDir));
  const { downloadDir } = optionsOf(cacheDir);
  const file = join(downloadDir, await DryMongoBinary.getBinaryName(options));
  return (await exists(file)) ? file : undefined;
}

/**
 * Downloads the official `mongod` for this platform with mongodb-memory-server-core; answers its path.
 * @throws Error within seconds when MongoDB's download host does not answer, so that a closed network costs little.
 */
export async function downloadMongod(cacheDir: string, onProgress: Progress): Promise<string> {
  onProgress(`MongoDB: trying the official download of mongod ${mongodVersion} …`);
  const { MongoBinaryDownloadUrl } =
    await import('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js');
  const { MongoBinary } = await import('mongodb-memory-server-core/lib/util/MongoBinary.js');
  const { DryMongoBinary } = await import('mongodb-memory-server-core/lib/util/DryMongoBinary.js');
  const options = await DryMongoBinary.generateOptions(optionsOf(cacheDir));
  const url = await new MongoBinaryDownloadUrl(options).getDownloadUrl();
  await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(probeTimeoutMs) }).catch(
    (error: unknown) => {
      const cause =
        error instanceof Error && error.cause !== undefined ? `: ${reasonOf(error.cause, 200)}` : '';
      throw new Error(`${new URL(url).host} does not answer (${reasonOf(error, 200)}${cause})`, {
        cause: error,
      });
    },
  );
  return MongoBinary.getPath({ ...optionsOf(cacheDir), checkMD5: true });
}
