import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { headOf } from './objects';
import { errorOf, writeFailure } from './s3-failure';
import type { S3Session } from './s3-session';

/** Smallest part of an upload in several parts; S3 takes no smaller one but the last. */
const partBytes = 8 * 1024 * 1024;
/** S3 takes 10,000 parts; some room for records that become longer. */
const mostParts = 9_000;

/** The object is no longer the one that was read: nothing was written. */
export class ObjectChanged extends Error {
  constructor() {
    super('The object changed while it was rewritten.');
    this.name = 'ObjectChanged';
  }
}

/** Takes the new bytes of an object. */
export interface ObjectRewrite {
  readonly write: (bytes: Buffer) => Promise<void>;
  /** Puts the new bytes in the place of the old ones, if these are still what was read. Throws {@link ObjectChanged}. */
  readonly commit: () => Promise<void>;
  /** Leaves everything as it is, with no part left behind. */
  readonly abandon: () => Promise<void>;
}

/**
 * Rewrites an object that was read as `head` says. Small ones are sent at once, large ones in parts, so that memory holds
 * one part. The write is conditional on the ETag that was read; for servers that ignore conditions the ETag is asked for
 * once more right before.
 */
export function rewriteObject(session: S3Session, key: string, head: GetObjectCommandOutput): ObjectRewrite {
  const { store, client, bucket, signal } = session;
  const size = Math.max(partBytes, Math.ceil((head.ContentLength ?? 0) / mostParts));
  const target = { Bucket: bucket, Key: key };
  const limits = { abortSignal: signal };
  let waiting: Buffer[] = [];
  let bytes = 0;
  let uploadId: string | undefined;
  const parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];

  const sending = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const { status } = errorOf(error);
      if (status === 412 || status === 409) throw new ObjectChanged();
      throw signal.aborted ? error : writeFailure(store, error);
    }
  };
  const sendPart = async () => {
    uploadId ??= (
      await sending(client.send(new CreateMultipartUploadCommand({ ...target, ...kept(head) }), limits))
    ).UploadId;
    const PartNumber = parts.length + 1;
    const part = { ...target, UploadId: uploadId, PartNumber, Body: Buffer.concat(waiting) };
    const { ETag } = await sending(client.send(new UploadPartCommand(part), limits));
    parts.push({ PartNumber, ETag });
    [waiting, bytes] = [[], 0];
  };
  return {
    write: async (more) => {
      waiting.push(more);
      bytes += more.length;
      if (bytes >= size) await sendPart();
    },
    commit: async () => {
      if (uploadId !== undefined && bytes > 0) await sendPart();
      if ((await headOf(session, key))?.ETag !== head.ETag) throw new ObjectChanged();
      const condition = head.ETag === undefined ? {} : { IfMatch: head.ETag };
      if (uploadId === undefined) {
        const Body = Buffer.concat(waiting);
        await sending(
          client.send(new PutObjectCommand({ ...target, ...kept(head), ...condition, Body }), limits),
        );
        return;
      }
      const upload = { ...target, ...condition, UploadId: uploadId, MultipartUpload: { Parts: parts } };
      await sending(client.send(new CompleteMultipartUploadCommand(upload), limits));
      uploadId = undefined;
    },
    abandon: async () => {
      if (uploadId === undefined) return;
      // Even when our call is over: parts that nobody completes would be kept, and paid for, for ever.
      await client
        .send(new AbortMultipartUploadCommand({ ...target, UploadId: uploadId }))
        .catch(() => undefined);
      uploadId = undefined;
    },
  };
}

/** What belongs to an object besides its bytes. */
function kept(head: GetObjectCommandOutput) {
  const { CacheControl, ContentDisposition, ContentLanguage, ContentType, Metadata } = head;
  return {
    ...(CacheControl !== undefined && { CacheControl }),
    ...(ContentDisposition !== undefined && { ContentDisposition }),
    ...(ContentLanguage !== undefined && { ContentLanguage }),
    ...(ContentType !== undefined && { ContentType }),
    ...(Metadata !== undefined && { Metadata }),
  };
}
