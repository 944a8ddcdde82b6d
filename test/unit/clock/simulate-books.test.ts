import type { OpenRequests } from '../../../cli/simulate';
import type { ClockState } from '../../../domain/clock-state';
import type { Page, RequestView } from '../../../domain/ports';
import { answerOf, longer, promise, simulate } from './simulate-runner';

describe('requests of the books', () => {
  const clock = (regime: string, deadlineAt: string, extended = false) =>
    ({ regime, clock: extended ? 'respondExtended' : 'respond', deadlineAt, extended }) as ClockState;
  const view = (requestId: string, more: Partial<RequestView> = {}) =>
    ({
      requestId,
      regimes: ['CN-APP-2019'],
      right: 'deletion',
      receivedAt: '2026-03-02T02:15:00Z',
      clocks: [clock('CN-APP-2019', '2026-03-23T16:00:00Z')],
      ...more,
    }) as RequestView;

  /** Two pages, and a note of what was asked for. */
  function booksOf(views: readonly RequestView[]) {
    const asked: unknown[] = [];
    let closed = 0;
    const open: OpenRequests = () =>
      Promise.resolve({
        page: (filter, cursor): Promise<Page<RequestView>> => {
          asked.push(filter);
          return Promise.resolve(
            cursor === undefined ? { items: views.slice(0, 1), next: 'more' } : { items: views.slice(1) },
          );
        },
        close: () => Promise.resolve(void (closed += 1)),
      });
    return { open, asked, timesClosed: () => closed };
  }
  beforeEach(() => {
    process.env['DSR_MONGODB_URI'] = 'mongodb://127.0.0.1:1/';
  });
  const run = async (open: OpenRequests, ...options: string[]) =>
    answerOf((await simulate(['--rules', promise(7), '--json', ...options], open)).stdout);

  test('When all are wanted, then every page is read, open and closed ones are told apart, and the books are closed', async () => {
    const books = booksOf([
      view('req_1'),
      view('req_2', { closedAt: '2026-03-10T00:00:00Z', phase: 'closed' }),
    ]);
    const { read, moves, deviating } = await run(books.open);
    expect([read, deviating, books.timesClosed()]).toEqual([2, 0, 1]);
    expect(moves).toMatchObject([
      { requestId: 'req_1', state: 'open', then: { date: '2026-03-11' } },
      { requestId: 'req_2', state: 'closed', then: { date: '2026-03-11' } },
    ]);
  });

  test('When only open or only closed ones are wanted, then the others are not counted', async () => {
    const books = () =>
      booksOf([view('req_1'), view('req_2', { closedAt: '2026-03-10T00:00:00Z', phase: 'closed' })]);
    expect(await run(books().open, '--open')).toMatchObject({ read: 1, moves: [{ requestId: 'req_1' }] });
    const closed = books();
    await run(closed.open, '--closed');
    expect(closed.asked).toEqual([{ phase: 'closed' }, { phase: 'closed' }]);
  });

  test('When a request was paused or extended, then both counts know it', async () => {
    const pauses = [
      { from: '2026-03-05T09:00:00Z', to: '2026-03-12T09:00:00Z', reason: 'identity' },
      { from: '2026-03-20T09:00:00Z', reason: 'identity' },
    ];
    const known = { regimes: ['EU-GDPR'], right: 'access' as const };
    const paused = view('req_1', {
      ...known,
      clocks: [clock('EU-GDPR', '2026-04-09T22:00:00Z')],
      resume: { pauses, extendedRegimes: [] } as unknown as NonNullable<RequestView['resume']>,
    });
    const extended = view('req_2', { ...known, clocks: [clock('EU-GDPR', '2026-06-02T22:00:00Z', true)] });
    const { open } = booksOf([paused, extended]);
    const { stdout } = await simulate(['--rules', longer(), '--json'], open);
    expect(answerOf(stdout)).toMatchObject({ read: 2, deviating: 0 });
    // Two months and seven days instead of one month and seven; the extended one is not touched by the change.
    expect(
      answerOf(stdout).moves.map(({ requestId, now, then }) => [requestId, now.date, then.date]),
    ).toEqual([['req_1', '2026-04-09', '2026-05-11']]);
  });

  test('When the books hold another date than the present rules give, then the answer says how many', async () => {
    const books = booksOf([view('req_1', { clocks: [clock('CN-APP-2019', '2026-03-24T16:00:00Z')] })]);
    expect((await run(books.open)).deviating).toBe(1);
    const { stdout } = await simulate(['--rules', promise(7)], books.open);
    expect(stdout).toContain('1 requests stand in the books with other dates');
  });

  test('When the books cannot be read, then the status is 2', async () => {
    const open: OpenRequests = () => Promise.reject(new Error('connect: unavailable'));
    const { status, stderr } = await simulate(['--rules', promise(7)], open);
    expect([status, stderr]).toEqual([2, 'DSR_BOOKS_UNREADABLE: connect: unavailable']);
  });
});
