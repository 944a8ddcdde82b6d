import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type {
  GetObjectCommandOutput,
  HeadObjectCommandOutput,
  ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { StoreFailure } from '../../domain/connector';
import { errorOf, writeFailure } from './s3-failure';
import { bounded } from './s3-session';
import type { S3Session } from './s3-session';

/** One object as a list tells of it. Its key is personal data. */
export interface ListedObject {
  readonly key: string;
  readonly size: number | undefined;
  readonly lastModified: Date | undefined;
}

/** An object that is being read. */
export interface OpenObject {
  readonly body: Readable;
  readonly head: GetObjectCommandOutput;
}

/**
 * Objects whose key begins with the prefix, page by page. In a bucket with versions also those whose newest version says
 * that they are deleted: older ones still hold their content.
 */
export async function* listObjects(
  session: S3Session,
  prefix: string,
): AsyncGenerator<readonly ListedObject[]> {
  if (session.keepsVersions) yield* listVersioned(session, prefix);
  else yield* listCurrent(session, prefix);
}

async function* listCurrent(session: S3Session, prefix: string): AsyncGenerator<readonly ListedObject[]> {
  const { client, bucket, signal } = session;
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      { abortSignal: signal },
    );
    yield (page.Contents ?? []).map(({ Key, Size, LastModified }) => ({
      key: Key ?? '',
      size: Size,
      lastModified: LastModified,
    }));
    const next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    assertMoves(session, token, next);
    token = next;
  } while (token !== undefined);
}

async function* listVersioned(session: S3Session, prefix: string): AsyncGenerator<readonly ListedObject[]> {
  let last = '';
  for await (const page of versionPages(session, prefix)) {
    const objects = new Map<string, ListedObject>();
    for (const { key, size, lastModified } of page) {
      // Versions of one key stand together, the newest first; a key may go on over the end of a page.
      if (key === last || objects.has(key)) continue;
      objects.set(key, { key, size, lastModified });
    }
    last = page.at(-1)?.key ?? last;
    yield [...objects.values()];
  }
}

/** One version of an object, or the mark that says that it is deleted. */
interface Version extends ListedObject {
  readonly versionId: string | undefined;
}

/** Where a page of versions begins. */
interface Markers {
  readonly KeyMarker?: string;
  readonly VersionIdMarker?: string;
}

async function* versionPages(session: S3Session, prefix: string): AsyncGenerator<readonly Version[]> {
  const { client, bucket, signal } = session;
  let from: Markers | undefined = {};
  while (from !== undefined) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...from }),
      { abortSignal: signal },
    );
    const versions = (page.Versions ?? []).map(({ Key, Size, LastModified, VersionId }) => ({
      key: Key ?? '',
      size: Size,
      lastModified: LastModified,
      versionId: VersionId,
    }));
    const marks = (page.DeleteMarkers ?? []).map(({ Key, LastModified, VersionId }) => ({
      key: Key ?? '',
      size: undefined,
      lastModified: LastModified,
      versionId: VersionId,
    }));
    yield [...versions, ...marks].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    const { NextKeyMarker, NextVersionIdMarker } = page;
    const next: Markers | undefined =
      page.IsTruncated === true && NextKeyMarker !== undefined
        ? {
            KeyMarker: NextKeyMarker,
            ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
          }
        : undefined;
    assertMoves(session, JSON.stringify(from), JSON.stringify(next));
    from = next;
  }
}

/** A list that answers its own token again would never end. */
function assertMoves({ store }: S3Session, before: string | undefined, next: string | undefined): void {
  if (next !== undefined && next === before)
    throw new StoreFailure('hostileAnswer', `Store ${store.id} (S3) lists the same page again and again.`);
}

/** What the store says of an object; `undefined` when there is none. */
export async function headOf(session: S3Session, key: string): Promise<HeadObjectCommandOutput | undefined> {
  const { client, bucket, signal } = session;
  try {
    return await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
  } catch (error) {
    if (errorOf(error).status === 404) return undefined;
    throw error;
  }
}

/** Begins to read an object; `undefined` when there is none. */
export async function openObject(session: S3Session, key: string): Promise<OpenObject | undefined> {
  const { client, bucket, signal } = session;
  try {
    const head = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: signal,
    });
    return { body: bounded(head.Body, signal), head };
  } catch (error) {
    if (errorOf(error).status === 404) return undefined;
    throw error;
  }
}

/** True while any version of the object is there, also one under a mark of deletion. */
export async function isThere(session: S3Session, key: string): Promise<boolean> {
  if ((await headOf(session, key)) !== undefined) return true;
  if (!session.keepsVersions) return false;
  for await (const page of versionPages(session, key))
    if (page.some((version) => version.key === key)) return true;
  return false;
}

/** Removes an object with all its versions and marks. One that is not there is fine. */
export async function removeObject(session: S3Session, key: string): Promise<void> {
  const { store, client, bucket, signal } = session;
  const remove = (versionId?: string) =>
    client
      .send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }), {
        abortSignal: signal,
      })
      .catch((error: unknown) => {
        throw signal.aborted ? error : writeFailure(store, error);
      });
  if (!session.keepsVersions) {
    await remove();
    return;
  }
  for await (const page of versionPages(session, key))
    for (const version of page) if (version.key === key) await remove(version.versionId);
}
