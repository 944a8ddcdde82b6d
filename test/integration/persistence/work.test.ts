import { newRequestId } from '../../../crypto/ids';
import type { KeptForecast } from '../../../domain/forecast';
import type { RequestId } from '../../../domain/ids';
import type { Task, WorkTime } from '../../../domain/ports';
import type { OwnDatabase } from './support';
import { atOnce, intakeOf, ownDatabase } from './support';

let own: OwnDatabase;
beforeEach(async () => {
  own = await ownDatabase();
});
afterEach(() => own.drop());

const at = '2026-03-02T02:00:00.000Z';
const minute = (n: number) => new Date(Date.parse(at) + n * 60_000).toISOString();

describe('What work took', () => {
  const timeOf = (n: number, change: Partial<WorkTime> = {}): WorkTime => ({
    timeId: `req_${n}/store/shop/execute/1`,
    key: 'store/shop/execute',
    tookMs: n,
    endedAt: minute(n),
    ...change,
  });

  it('When the same time is noted again with another length, then the first stays, and new ones beside it are kept', async () => {
    const { note, lately } = own.books.workTimes;
    await note([timeOf(1)]);
    await note([timeOf(1, { tookMs: 99 }), timeOf(2)]);
    await note([]);
    await atOnce(4, () => note([timeOf(2), timeOf(3)]));
    const [record] = await lately(['store/shop/execute']);
    expect(record).toEqual({ key: 'store/shop/execute', tookMs: [3, 2, 1] });
  });

  it('When many were noted, then the newest of each key come, and keys never observed are left out', async () => {
    const { note, lately } = own.books.workTimes;
    await note(Array.from({ length: 30 }, (_, n) => timeOf(n)));
    await note([timeOf(40, { key: 'task/paperArchive' })]);
    expect(await lately(['store/shop/execute', 'store/desk/execute', 'task/paperArchive'], 2)).toEqual([
      { key: 'store/shop/execute', tookMs: [29, 28] },
      { key: 'task/paperArchive', tookMs: [40] },
    ]);
    expect(await lately([])).toEqual([]);
  });

  it('When a value is not of the form that is stored, then it is refused', async () => {
    const { note } = own.books.workTimes;
    for (const bad of [{ endedAt: 'yesterday' }, { tookMs: Number.NaN }, { key: { $ne: 1 } as never }])
      await expect(note([timeOf(1, bad)])).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('When times are old, then the database itself forgets them', async () => {
    const indexes = await own.raw.collection('work_times').indexes();
    expect(indexes).toContainEqual(
      expect.objectContaining({ key: { endedAt: 1 }, expireAfterSeconds: 400 * 86_400 }),
    );
  });
});

const forecastOf = (change: Partial<KeptForecast> = {}): KeptForecast => ({
  at,
  expectedAt: minute(10),
  likelyBy: minute(20),
  targetAt: minute(60),
  slackMs: 2_400_000,
  startBy: minute(40),
  standing: 'onTrack',
  stages: [
    { name: 'executing', expectedMs: 1, likelyMs: 2, slowest: 'store/shop.v2/execute', observed: true },
  ],
  ...change,
});

async function takenIn(): Promise<RequestId> {
  const intake = intakeOf();
  await own.books.requests.accept(intake);
  return intake.requestId;
}

describe('The work queue', () => {
  const idsOf = async (filter: { waiting?: 'staff' } = {}) => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await own.books.work.page(filter, cursor, 2);
      ids.push(...page.items.map(({ requestId }) => requestId));
      cursor = page.next;
    } while (cursor !== undefined);
    return ids;
  };

  it('When forecasts are kept, then requests come by the time at which their work must begin, others last', async () => {
    const [late, none, soon, still, equal] = await atOnce(5, takenIn);
    const { keep } = own.books.work;
    await keep(late!, forecastOf({ startBy: minute(50) }));
    await keep(soon!, forecastOf({ startBy: minute(-5), standing: 'cannotKeep' }));
    await keep(equal!, forecastOf({ startBy: minute(-5) }));
    const { startBy: _startBy, ...withoutTarget } = forecastOf();
    await keep(still!, withoutTarget);
    expect(await idsOf()).toEqual([...[soon, equal].sort(), late, ...[none, still].sort()]);
    expect((await own.books.requests.find(soon!))?.forecast).toEqual(
      forecastOf({ startBy: minute(-5), standing: 'cannotKeep' }),
    );
  });

  it('When only those that wait for staff are asked for, then the others are left out', async () => {
    const [mine] = await atOnce(3, takenIn);
    await own.books.requests.project(mine!, 1, { waiting: ['subject', 'staff'] }, at);
    expect(await idsOf({ waiting: 'staff' })).toEqual([mine]);
  });

  it('When a forecast is old, then its request is the first to get another; one that has a newer is left alone', async () => {
    const [first, second, fresh, never] = await atOnce(4, takenIn);
    const { keep, outdated } = own.books.work;
    await keep(second!, forecastOf({ at: minute(2) }));
    await keep(first!, forecastOf({ at: minute(1) }));
    await keep(fresh!, forecastOf({ at: minute(3) }));
    const found = await outdated(minute(3), 10);
    expect(found.map(({ requestId }) => requestId)).toEqual([never, first, second]);
    expect(await outdated(minute(3), 1)).toHaveLength(1);
  });

  it('When a request has closed, then it has no forecast, and a late one does not bring it back', async () => {
    const id = await takenIn();
    const { keep, outdated } = own.books.work;
    await keep(id, forecastOf());
    await own.books.requests.project(id, 1, { phase: 'closed' }, at);
    const closed = await own.books.requests.find(id);
    expect(closed).not.toHaveProperty('forecast');
    await keep(id, forecastOf({ at: minute(5) }));
    expect(await own.books.requests.find(id)).toEqual(closed);
    expect([await idsOf(), await outdated(minute(9), 10)]).toEqual([[], []]);
  });

  it('When an index is asked for, then open requests are found by it', async () => {
    const indexes = await own.raw.collection('requests').indexes();
    const named = new Map(indexes.map((index) => [index.name, index]));
    expect(named.get('work')).toMatchObject({ key: { workAt: 1, _id: 1 } });
    expect(named.get('outdated')).toMatchObject({ partialFilterExpression: { open: true } });
  });

  it('When the cursor is not one of ours, then it is refused', async () => {
    await expect(own.books.work.page({}, 'eyJhIjoxfQ', 10)).rejects.toMatchObject({
      code: 'DSR_PAGE_CURSOR_INVALID',
    });
  });
});

describe('Tasks in the order of their requests', () => {
  const order = async () =>
    (await own.books.tasks.page({ status: 'open' }, undefined, 10)).items.map(({ taskId }) => taskId);
  async function open(taskId: string, change: Partial<Task> = {}): Promise<Task> {
    const task = {
      taskId,
      requestId: newRequestId(),
      kind: 'paperArchive',
      openedAt: at,
      ...change,
    } as const;
    await own.books.tasks.open(task);
    return { ...task, status: 'open' };
  }

  it('When a forecast says that a request is short of time, then its tasks come first although their deadline is later', async () => {
    await open('a', { dueAt: minute(100) });
    const b = await open('b', { dueAt: minute(200) });
    expect(await order()).toEqual(['a', 'b']);
    await own.books.tasks.reorder([b], { startBy: minute(50), standing: 'atRisk' });
    expect(await order()).toEqual(['b', 'a']);
    expect(await own.books.tasks.find('b')).toEqual({ ...b, startBy: minute(50), standing: 'atRisk' });
    await open('c', { dueAt: minute(1), startBy: minute(70), standing: 'onTrack' });
    expect(await order()).toEqual(['b', 'c', 'a']);
    await own.books.tasks.reorder([b], { standing: 'onTrack' });
    expect(await order()).toEqual(['c', 'a', 'b']);
    expect(await own.books.tasks.find('b')).toEqual({ ...b, standing: 'onTrack' });
  });

  it('When a task was done meanwhile, then a new forecast changes nothing of it', async () => {
    const task = await open('a', { dueAt: minute(100) });
    await own.books.tasks.close('a', 'done', 'wei', minute(1), 'done');
    const before = await own.books.tasks.find('a');
    await own.books.tasks.reorder([task], { startBy: minute(50), standing: 'atRisk' });
    expect(await own.books.tasks.find('a')).toEqual(before);
  });
});
