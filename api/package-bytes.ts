import { PublicError } from '../domain/errors';
import type { PackageRef, RequestView } from '../domain/ports';
import { sha256 } from './authenticate';
import type { ApiDeps } from './deps';
import type { Answer } from './route';

/**
 * The bytes of a request's package, proven to be those that were approved.
 * @throws PublicError DSR_PACKAGE_GONE when they are no longer kept.
 */
export async function packageBytes(deps: ApiDeps, view: RequestView, ref: PackageRef): Promise<Uint8Array> {
  const bytes = await deps.books.vault.getBytes(view.requestId, 'package');
  if (bytes === undefined) throw new PublicError('DSR_PACKAGE_GONE');
  if (sha256(bytes) !== ref.hash)
    throw new Error('The package in the vault is not the one that was approved.');
  return bytes;
}

/** The package as a download that no cache keeps and no browser opens. */
export function asDownload(view: RequestView, bytes: Uint8Array): Answer {
  return {
    bytes,
    headers: {
      'content-disposition': `attachment; filename="${view.requestId}.zip"`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  };
}
