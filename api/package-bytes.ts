import { PublicError } from '../domain/errors';
import type { PackageRef, RequestView, VaultContent } from '../domain/ports';
import type { ByteRange } from './byte-range';
import type { ApiDeps } from './deps';
import type { Answer } from './route';

/**
 * A request's package, proven to be the one that was approved before its first byte leaves: the vault seals the hash with
 * the content.
 * @throws PublicError DSR_PACKAGE_GONE when it is no longer kept.
 */
export async function packageContent(
  deps: ApiDeps,
  { requestId }: RequestView,
  ref: PackageRef,
): Promise<VaultContent> {
  const content = await deps.books.vault.getStream(requestId, 'package');
  if (content === undefined) throw new PublicError('DSR_PACKAGE_GONE');
  if (content.sha256 !== ref.hash)
    throw new Error('The package in the vault is not the one that was approved.');
  return content;
}

/** The package, or a part of it, as a download that no cache keeps and no browser opens. */
export function asDownload(view: RequestView, content: VaultContent, range?: ByteRange): Answer {
  const { from, to } = range ?? { from: 0, to: content.bytes };
  const contentRange = { 'content-range': `bytes ${from}-${to - 1}/${content.bytes}` };
  return {
    ...(range === undefined ? {} : { status: 206 }),
    stream: content.read(from, to),
    headers: {
      ...downloadHeaders(view, 'zip'),
      'content-length': String(to - from),
      'accept-ranges': 'bytes',
      etag: `"${content.sha256}"`,
      ...(range === undefined ? {} : contentRange),
    },
  };
}

/** The package encrypted for a passphrase: no two downloads are alike, so none can be taken up again. */
export function asSealedDownload(view: RequestView, stream: AsyncIterable<Uint8Array>): Answer {
  return {
    stream,
    media: 'application/octet-stream',
    headers: { ...downloadHeaders(view, 'zip.age'), 'accept-ranges': 'none' },
  };
}

function downloadHeaders({ requestId }: RequestView, ending: string): Record<string, string> {
  return {
    'content-disposition': `attachment; filename="${requestId}.${ending}"`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  };
}
