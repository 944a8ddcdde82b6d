import type { CoreDeps } from '../../../activities';
import { closeRequest } from '../../../activities/close-request';
import { openReview } from '../../../activities/open-review';
import type { CloseInput } from '../../../contracts/temporal/messages';
import { parseRequestId } from '../../../domain/ids';
import { fakeClock } from '../../support/fake-activities';
import { fakePersistence } from '../../support/fake-persistence';
import { requestId, viewIn } from '../domain/planned-request';

const at = '2026-03-05T00:00:00.000Z';
const about = parseRequestId('req_00000000000000000002')!;

function closing(outcome: CloseInput['outcome'], right: 'appeal' | 'complaint' = 'appeal') {
  const books = fakePersistence();
  books.memory.requests.set(requestId, viewIn('reviewing', 3, { right, about }));
  const deps = { books, now: () => at } as unknown as CoreDeps;
  const clocks = [fakeClock({ status: 'satisfied' })];
  const input = { requestId, version: 9, at, outcome, accepted: true, keepUntil: [], clocks };
  return { books, close: () => closeRequest(deps, input) };
}

test.each(['upheld', 'partlyUpheld'] as const)(
  'When an appeal was %s, then one task says so, however often the closing is repeated',
  async (outcome) => {
    const { books, close } = closing(outcome);
    await close();
    const [task, ...others] = [...books.memory.tasks.values()];
    await close();
    expect(others).toEqual([]);
    expect([...books.memory.tasks.values()]).toEqual([task]);
    expect(task).toMatchObject({ kind: 'reopen', status: 'open', openedAt: at, dueAt: fakeClock().strictAt });
    expect(books.memory.requests.get(requestId)).toMatchObject({ phase: 'closed', outcome });
  },
);

test.each([
  ['appeal', 'rejected'],
  ['appeal', 'withdrawn'],
  ['complaint', 'upheld'],
] as const)('When the %s was %s, then there is nothing to do again', async (right, outcome) => {
  const { books, close } = closing(outcome, right);
  await close();
  expect(books.memory.tasks.size).toBe(0);
});

test('When the first request was decided by two, then both are kept from the review, at every repeat', async () => {
  const { books } = closing('upheld');
  const staff = (id: string) => ({ kind: 'staff', id, role: 'approver' }) as const;
  await books.evidence.append(about, [
    { key: 'command/refuse/4', type: 'refusalProposed', at, actor: staff('wei'), facts: {} },
    { key: 'command/approve/5', type: 'approvalGiven', at, actor: staff('tang'), facts: {} },
  ]);
  const opening = { excluded: ['wei', 'tang'] };
  expect(await openReview({ books }, { requestId })).toEqual(opening);
  expect(await openReview({ books }, { requestId })).toEqual(opening);
});

test('When a complaint is about no request, then nobody is kept from it', async () => {
  const books = fakePersistence();
  books.memory.requests.set(requestId, viewIn('assessing', 1, { right: 'complaint' }));
  expect(await openReview({ books }, { requestId })).toEqual({ excluded: [] });
});
