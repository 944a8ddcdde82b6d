import { ApplicationFailure } from '@temporalio/activity';
import type { RequestView } from '../domain/ports';
import type { StoreDeps } from './deps';

/**
 * Lets an effect on a store begin only when the books know what the workflow knows. Older books, as after a restore, lack
 * what was begun and done since, and would have it repeated; and while books and workflow are known to disagree, nobody
 * can say which of them is right. Both are tried again until people have settled it.
 * @throws ApplicationFailure `BooksOlder` or `Disagreement`, retryable; no store was touched.
 */
export async function checkBooks(deps: StoreDeps, view: RequestView, version: number): Promise<void> {
  const { requestId, disagreement } = view;
  if (disagreement !== undefined)
    throw ApplicationFailure.retryable(
      `Books and workflow of ${requestId} disagree (${disagreement.kind}) since ${disagreement.at}; no store was touched.`,
      'Disagreement',
    );
  if (view.version >= version) return;
  await deps.books.alerts.raise([
    {
      alertId: `booksOlder/${requestId}`,
      kind: 'booksOlder',
      level: 'privacyOfficer',
      caseId: requestId,
      raisedAt: deps.now(),
      raisedBy: 'workflow',
    },
  ]);
  throw ApplicationFailure.retryable(
    `The books know ${requestId} at version ${view.version}, its workflow wrote ${version}; no store was touched.`,
    'BooksOlder',
  );
}
