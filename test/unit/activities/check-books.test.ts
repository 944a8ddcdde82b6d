import type { StoreDeps } from '../../../activities';
import { checkBooks } from '../../../activities/check-books';
import type { RequestView } from '../../../domain/ports';
import { fakePersistence } from '../../support/fake-persistence';

const requestId = 'req_0123456789abcdefghjk' as RequestView['requestId'];

function world(parts: Partial<RequestView>) {
  const books = fakePersistence();
  const deps = { books, now: () => '2026-03-02T02:15:00Z' } as unknown as StoreDeps;
  const view = { requestId, version: 7, ...parts } as RequestView;
  return { check: (version: number) => checkBooks(deps, view, version), alerts: books.memory.alerts };
}

test('When the books are older than the workflow, then no effect begins, and that is alerted once', async () => {
  const { check, alerts } = world({});
  for (const _ of ['first', 'again'])
    await expect(check(8)).rejects.toMatchObject({ type: 'BooksOlder', nonRetryable: false });
  expect([...alerts.values()]).toMatchObject([
    { alertId: `booksOlder/${requestId}`, kind: 'booksOlder', caseId: requestId },
  ]);
});

test('When books and workflow are known to disagree, then no effect begins', async () => {
  const { check, alerts } = world({ disagreement: { kind: 'executionMissing', at: '2026-03-02T00:00:00Z' } });
  await expect(check(7)).rejects.toMatchObject({ type: 'Disagreement', nonRetryable: false });
  expect(alerts.size).toBe(0);
});

test.each([7, 6])(
  'When the books know at least what was written (%d), then it may begin',
  async (version) => {
    await expect(world({}).check(version)).resolves.toBeUndefined();
  },
);
