import { PublicError } from '../../domain/errors';
import type { RequestView } from '../../domain/ports';
import type { Phase } from '../../domain/request';
import type { RequestKind } from '../../domain/right';
import type { Call } from '../call';
import { viewOf } from '../call';
import { etagKnown, etagOf } from '../etag';
import { byteRange } from '../byte-range';
import { asDownload, packageContent } from '../package-bytes';
import type { Answer } from '../route';
import { readClaims } from '../vault-slots';
import { noteView } from './note-view';

const defaultLimit = 25;

/** Filters of the list. */
export interface RequestListQuery {
  readonly phase?: Phase | undefined;
  readonly right?: RequestKind | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** A page of requests, newest first. */
export async function listRequests(call: Call<RequestListQuery>): Promise<Answer> {
  const { phase, right, cursor, limit } = call.query;
  const filter = { ...(phase === undefined ? {} : { phase }), ...(right === undefined ? {} : { right }) };
  const page = await call.deps.books.requests.page(filter, cursor, limit ?? defaultLimit);
  return { body: { ...page, items: page.items } };
}

/** One request with its stores and letters; 304 when the caller has it already. */
export async function showRequest(call: Call): Promise<Answer> {
  const view = viewOf(call);
  const body = await detailOf(call, view);
  const etag = etagOf(view.version, body);
  const headers = { etag, 'cache-control': 'private, no-cache' };
  return etagKnown(call.ifNoneMatch, etag) ? { status: 304, headers } : { body, headers };
}

async function detailOf(call: Call, view: RequestView): Promise<object> {
  const { stores, notices } = call.deps.books;
  const [progress, letters] = await Promise.all([stores.list(view.requestId), notices.list(view.requestId)]);
  return {
    ...view,
    stores: progress.map((entry) => ({ ...entry, receipt: entry.receipt !== undefined })),
    notices: letters,
  };
}

/** What the person claims about themselves: recorded, with the purpose of looking. */
export async function showPersonal(call: Call<{ purpose: string }>): Promise<Answer> {
  const { requestId } = viewOf(call);
  await noteView(call, 'claims', call.query.purpose);
  const claims = await readClaims(call.deps.books.vault, requestId);
  if (claims === undefined) throw new PublicError('DSR_NOT_FOUND');
  return { body: { requestId, ...claims } };
}

/** The chain of evidence, as it is stored. */
export async function showEvidence(call: Call): Promise<Answer> {
  return { body: { items: await call.deps.books.evidence.read(viewOf(call).requestId) } };
}

/** The package for review, before or after it was approved. */
export async function reviewPackage(call: Call): Promise<Answer> {
  const view = viewOf(call);
  if (view.package === undefined) throw new PublicError('DSR_NOT_FOUND', 'There is no package.');
  await noteView(call, 'package', 'packageReview');
  const content = await packageContent(call.deps, view, view.package);
  return asDownload(view, content, byteRange(call.range, content.bytes));
}
