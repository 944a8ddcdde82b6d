import type { ReviewOpening } from '../contracts/temporal/messages';
import type { RequestId } from '../domain/ids';
import { decidersOf } from '../domain/review';
import type { CoreDeps } from './deps';

/**
 * Establishes who decided what a complaint or an appeal is about, from the evidence of that request: the one book that
 * nobody can change afterwards.
 */
export async function openReview(
  { books }: Pick<CoreDeps, 'books'>,
  { requestId }: { readonly requestId: RequestId },
): Promise<ReviewOpening> {
  const view = await books.requests.find(requestId);
  if (view === undefined) throw new Error(`Request ${requestId} is not in the books.`);
  if (view.about === undefined) return { excluded: [] };
  return { excluded: decidersOf(await books.evidence.read(view.about)) };
}
