import { compareInstants } from '../../domain/clock-state';
import { PublicError } from '../../domain/errors';
import type { PackageRef, RequestView } from '../../domain/ports';
import { worksAs } from '../../domain/right';
import type { Call } from '../call';
import { viewOf } from '../call';
import { encryptedFor } from '../age-stream';
import { byteRange } from '../byte-range';
import { downloadTicket, isTicket } from '../download-ticket';
import { asDownload, asSealedDownload, packageContent } from '../package-bytes';
import type { Answer } from '../route';
import { demandCode } from './verification';

/** Has a code mailed for fetching the package: the token alone is not enough (SECURITY.md S12). */
export async function askForPackageCode(call: Call): Promise<Answer> {
  fetchable(call);
  await call.deps.gateway.mailCode(viewOf(call).requestId, 'fetchPackage', call.repeatId);
  return { body: { status: 'queued' } };
}

/** What is sent to fetch the package. */
export interface FetchBody {
  readonly code: string;
  /** Encrypts this download in the age format. Never stored, never logged. */
  readonly passphrase?: string | undefined;
}

/** Hands over the package against a fresh code. The order keeps a fault from costing the person a code or a download. */
export async function fetchPackage(call: Call<undefined, FetchBody>): Promise<Answer> {
  const { deps, now, body } = call;
  const view = viewOf(call);
  const ref = fetchable(call);
  const content = await packageContent(deps, view, ref);
  await demandCode(call, 'fetchPackage', body.code);
  if (!(await deps.books.requests.takeDownload(view.requestId, now)))
    throw new PublicError('DSR_PACKAGE_GONE');
  await deps.books.evidence.append(view.requestId, [
    {
      key: `packageDelivered/${call.correlationId}`,
      type: 'packageDelivered',
      at: now,
      actor: { kind: 'subject' },
      facts: { hash: ref.hash, bytes: ref.bytes },
    },
  ]);
  if (body.passphrase !== undefined)
    return asSealedDownload(view, await encryptedFor(body.passphrase, content.read()));
  const whole = asDownload(view, content);
  const ticket = downloadTicket(deps, { requestId: view.requestId, hash: ref.hash }, now);
  return { ...whole, headers: { ...whole.headers, 'download-ticket': ticket } };
}

/** Takes up a download that broke off, with the ticket that came with it: it is the same delivery and counts once. */
export async function resumePackage(call: Call<{ ticket: string }>): Promise<Answer> {
  const { deps, now, query } = call;
  const view = viewOf(call);
  const ref = view.package;
  const isOurs =
    isAnswered(view) &&
    ref !== undefined &&
    isTicket(deps, { requestId: view.requestId, hash: ref.hash }, now, query.ticket);
  if (!isOurs)
    throw new PublicError('DSR_PACKAGE_GONE', 'The ticket is not, or no longer, one of this package.');
  const content = await packageContent(deps, view, ref);
  return asDownload(view, content, byteRange(call.range, content.bytes));
}

/** The package, when the person may fetch it now. Until the request is closed it lies before staff. */
function fetchable(call: Call): PackageRef {
  const view = viewOf(call);
  if (!isAnswered(view)) throw new PublicError('DSR_NOT_FOUND', 'There is no package for you.');
  const ref = view.package;
  if (ref === undefined || ref.downloadsLeft <= 0 || compareInstants(call.now, ref.expiresAt) >= 0)
    throw new PublicError('DSR_PACKAGE_GONE');
  return ref;
}

/** A package of a request that was refused after all must stay where it is. */
function isAnswered({ right, phase, outcome }: RequestView): boolean {
  return (
    worksAs(right, 'access') &&
    phase === 'closed' &&
    (outcome === 'fulfilled' || outcome === 'partlyFulfilled')
  );
}
