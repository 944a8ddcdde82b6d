import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { reasonOf } from './ways';

/** What to fetch and how patient to be. */
export interface DownloadOptions {
  /** Hex SHA-256 of the whole file; not checked when undefined. */
  readonly sha256?: string | undefined;
  /** Milliseconds until the answer's first byte; default 8,000: a closed network must fail fast. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds for the whole file; default 600,000. */
  readonly timeoutMs?: number;
}

/**
 * Downloads `url` to `file`. The file appears under its name only when it is complete and its hash was right.
 * @throws Error when the host does not answer in time, answers an error, or the hash differs.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  const partial = `${file}.partial-${process.pid}`;
  try {
    const body = await open(url, options.connectTimeoutMs ?? 8_000, options.timeoutMs ?? 600_000);
    await pipeline(Readable.fromWeb(body), createWriteStream(partial));
    if (options.sha256 !== undefined) await checkSha256(partial, options.sha256);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Fetches a small text, such as a list of checksums. */
export async function downloadText(url: string, timeoutMs = 8_000): Promise<string> {
  return new Response(await open(url, timeoutMs, timeoutMs)).text();
}

async function open(url: string, connectTimeoutMs: number, timeoutMs: number): Promise<ReadableStream> {
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(), connectTimeoutMs);
  try {
    const signal = AbortSignal.any([connecting.signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`);
    return response.body;
  } catch (error) {
    const cause =
      error instanceof Error && error.cause !== undefined ? ` (${reasonOf(error.cause, 200)})` : '';
    const why = connecting.signal.aborted
      ? `no answer within ${connectTimeoutMs / 1000} s`
      : reasonOf(error) + cause;
    throw new Error(`${new URL(url).host}: ${why}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Checks a file against its known hash.
 * @throws Error with the expected and the actual hash when they differ.
 */
export async function checkSha256(file: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const got = hash.digest('hex');
  if (got !== expected) {
    throw new Error(
      `${file}: expected SHA-256 ${expected}, got ${got}. The file was changed on its way: do not use it.`,
    );
  }
}
