import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import { GetBucketVersioningCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { StoreFailure } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';
import { errorOf, s3Failure } from './s3-failure';

/** One bucket, for the time of one call. */
export interface S3Session {
  readonly store: StoreMap;
  readonly client: S3Client;
  readonly bucket: string;
  readonly signal: AbortSignal;
  /** True when the bucket keeps, or once kept, versions of its objects. */
  readonly keepsVersions: boolean;
}

/** Sessions on one bucket. */
export interface S3Sessions {
  run<T>(limits: CallLimits, work: (session: S3Session) => Promise<T>): Promise<T>;
  /** The same with a client of its own, for proofs. */
  runFresh<T>(limits: CallLimits, work: (session: S3Session) => Promise<T>): Promise<T>;
  /** A session without time limit for a stream that its reader paces; a silent socket still ends it. */
  open(signal: AbortSignal): S3Session;
  close(): Promise<void>;
}

/** Where a bucket is, and who we are there. */
interface Bucket {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Connects with the first call; calls share the connections of one client. */
export function createS3Sessions(store: StoreMap, connection: string): S3Sessions {
  const bucket = parseConnection(store, connection);
  let shared: S3Client | undefined;
  const within = async <T>(
    limits: CallLimits,
    client: S3Client,
    work: (session: S3Session) => Promise<T>,
  ): Promise<T> => {
    const run = async () => {
      limits.signal.throwIfAborted();
      return work(await begin(store, client, bucket.bucket, limits.signal));
    };
    try {
      return await limits.within(run());
    } catch (error) {
      throw limits.signal.aborted ? limits.blame(error) : s3Failure(store, error);
    }
  };
  return {
    run: (limits, work) => within(limits, (shared ??= clientOf(store, bucket)), work),
    runFresh: async (limits, work) => {
      const client = clientOf(store, bucket);
      try {
        return await within(limits, client, work);
      } finally {
        client.destroy();
      }
    },
    open: (signal) => ({
      store,
      client: (shared ??= clientOf(store, bucket)),
      bucket: bucket.bucket,
      signal,
      keepsVersions: false,
    }),
    close: () => {
      shared?.destroy();
      return Promise.resolve();
    },
  };
}

/** A bucket that is not there must fail before an object that is not there could pass for "nothing found". */
async function begin(
  store: StoreMap,
  client: S3Client,
  bucket: string,
  signal: AbortSignal,
): Promise<S3Session> {
  const limits = { abortSignal: signal };
  await client.send(new HeadBucketCommand({ Bucket: bucket }), limits).catch((error: unknown) => {
    if (errorOf(error).status !== 404) throw error;
    throw new StoreFailure('wrongAddress', `Store ${store.id} (S3) has no such bucket.`);
  });
  const status = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }), limits).then(
    (answer) => answer.Status,
    (error: unknown) => {
      // A server without versions may not know the question; one that denies the answer is not believed to have none.
      if (errorOf(error).status === 501) return undefined;
      throw error;
    },
  );
  return { store, client, bucket, signal, keepsVersions: status !== undefined };
}

function parseConnection(store: StoreMap, connection: string): Bucket {
  const unreadable = new StoreFailure(
    'wrongAddress',
    `Store ${store.id} (S3) has a connection that cannot be read.`,
  );
  if (!URL.canParse(connection)) throw unreadable;
  const url = new URL(connection);
  const bucket = url.pathname.replace(/^\/|\/$/g, '');
  if (url.protocol !== 's3:' || url.hostname === '' || bucket === '' || bucket.includes('/'))
    throw unreadable;
  const scheme = url.searchParams.get('tls') === '0' ? 'http' : 'https';
  return {
    endpoint: `${scheme}://${url.host}`,
    region: url.searchParams.get('region') ?? 'us-east-1',
    bucket: decodeURIComponent(bucket),
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
  };
}

function clientOf(store: StoreMap, { endpoint, region, accessKeyId, secretAccessKey }: Bucket): S3Client {
  // Before the call's own time-out, so that a server that is not there is told from one that is slow.
  const connectionTimeout = Math.ceil(Math.min(store.timeoutMs * 0.8, 10_000));
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    // The engine repeats calls itself; a repeat inside of a call would hide how slow the store is.
    maxAttempts: 1,
    // Not every server that speaks S3 knows the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout, socketTimeout: store.timeoutMs },
  });
}

/** A body that ends with the call that asked for it. */
export function bounded(body: unknown, signal: AbortSignal): Readable {
  return addAbortSignal(signal, body as Readable);
}
