import { forecastRequests } from '../../activities/forecast-requests';
import { newRequestId } from '../../crypto/ids';
import type { KeptForecast } from '../../domain/forecast';
import type { RequestId } from '../../domain/ids';
import type { Persistence, RequestView } from '../../domain/ports';
import { fakeClock } from '../support/fake-activities';
import { resumeOf, searched } from '../unit/domain/planned-request';
import type { OwnDatabase } from './persistence/support';
import { intakeOf, ownDatabase } from './persistence/support';

const receivedAt = '2026-03-02T00:00:00.000Z';
const day = 86_400_000;
const after = (days: number) => new Date(Date.parse(receivedAt) + days * day).toISOString();

let own: OwnDatabase;
beforeEach(async () => {
  own = await ownDatabase();
});
afterEach(() => own.drop());

/** A deletion request whose stores do their part since the third day, and whose answer is due on the tenth. */
async function executing(change: { target?: number; storeId?: string } = {}): Promise<RequestId> {
  const { requests, stores } = own.books;
  const intake = intakeOf({ receivedAt });
  const { requestId } = intake;
  const { target = 10, storeId = 'shop' } = change;
  const due = after(target);
  await requests.accept(intake);
  await requests.attach(requestId, {
    clocks: [fakeClock({ deadlineAt: due, strictAt: due, targetAt: due })],
  });
  await requests.project(
    requestId,
    2,
    { phase: 'executing', waiting: ['store'], resume: resumeOf() },
    after(3),
  );
  await stores.put({ ...searched(storeId), requestId });
  return requestId;
}

/** Ten requests lately, each of which this piece of work took so many days. */
async function lately(key: string, days: number): Promise<void> {
  const times = Array.from({ length: 10 }, () => ({
    timeId: `${newRequestId()}/${key}/1`,
    key,
    tookMs: days * day,
    endedAt: after(0),
  }));
  await own.books.workTimes.note(times);
}

async function learnUsual(): Promise<void> {
  for (const key of ['store/shop/verify', 'store/desk/verify', 'phase/reviewing/deletion'])
    await lately(key, 0.1);
}

const round = (days: number, books: Persistence = own.books) =>
  forecastRequests({ books, now: () => after(days) });
const viewOf = async (id: RequestId): Promise<RequestView> => (await own.books.requests.find(id))!;
async function forecastOf(id: RequestId): Promise<KeptForecast> {
  return (await viewOf(id)).forecast!;
}
async function alertsOf(id: RequestId) {
  const { items } = await own.books.alerts.page({ caseId: id }, undefined, 10);
  return items.map(({ alertId, level }) => [alertId, level]).sort();
}

test('When a store was quick lately, then its requests are on track; when it takes long, then they are at risk', async () => {
  const id = await executing();
  await learnUsual();
  await lately('store/shop/execute', 1);
  await round(3);
  expect(await forecastOf(id)).toMatchObject({ at: after(3), standing: 'onTrack', targetAt: after(10) });
  expect(await alertsOf(id)).toEqual([]);

  // Two in ten take eight days now: nine in ten requests are not done by the tenth day.
  const slow = ['a', 'b', 'c'].map((name) => ({
    timeId: `${name}/store/shop/execute/1`,
    key: 'store/shop/execute',
    tookMs: 8 * day,
    endedAt: after(3),
  }));
  await own.books.workTimes.note(slow);
  expect(await round(3.1)).toEqual({ requests: 1, raised: 1, more: false });
  const forecast = await forecastOf(id);
  expect(forecast).toMatchObject({ standing: 'atRisk' });
  expect(forecast.slackMs).toBeLessThan(0);
  expect(forecast.stages[0]).toMatchObject({ slowest: 'store/shop/execute', observed: true });
  expect(await alertsOf(id)).toEqual([[`promiseAtRisk/${id}/atRisk`, 'operator']]);
});

test('When a promise can be kept no more, then each is told once, however often it is forecast, also by two at once', async () => {
  const id = await executing({ target: 4 });
  await learnUsual();
  await lately('store/shop/execute', 5);
  const other = await own.secondProcess();
  const results = await Promise.all([round(3.5), round(3.5, other)]);
  expect(results.reduce((sum, { raised }) => sum + raised, 0)).toBe(2);
  expect(await alertsOf(id)).toEqual([
    [`promiseAtRisk/${id}/atRisk`, 'operator'],
    [`promiseAtRisk/${id}/cannotKeep`, 'supervisor'],
  ]);
  expect(await round(3.6)).toEqual({ requests: 1, raised: 0, more: false });
  // Warned of once: that it got better and worse again is no news.
  const due = after(40);
  await own.books.requests.attach(id, {
    clocks: [fakeClock({ deadlineAt: due, strictAt: due, targetAt: due })],
  });
  await round(3.7);
  expect((await forecastOf(id)).standing).toBe('onTrack');
  const soon = after(4);
  await own.books.requests.attach(id, {
    clocks: [fakeClock({ deadlineAt: soon, strictAt: soon, targetAt: soon })],
  });
  expect(await round(3.8)).toMatchObject({ raised: 0 });
});

test('When requests differ in slack, then work and tasks stand in the order in which they must begin', async () => {
  const [roomy, tight, slow] = [
    await executing({ target: 20 }),
    await executing({ target: 9 }),
    await executing({ target: 13, storeId: 'desk' }),
  ];
  await learnUsual();
  await lately('store/shop/execute', 1);
  await lately('store/desk/execute', 9);
  const open = (requestId: RequestId, taskId: string, dueAt: string) =>
    own.books.tasks.open({ taskId, requestId, kind: 'decide', openedAt: after(3), dueAt });
  // The one whose work takes longest is due later than the other, and must begin before it.
  await open(roomy, 'roomy', after(20));
  await open(tight, 'tight', after(9));
  await open(slow, 'slow', after(13));
  const tasks = async () => {
    const { items } = await own.books.tasks.page({ status: 'open' }, undefined, 10);
    return items.map(({ taskId, standing }) => [taskId, standing]);
  };
  expect((await tasks()).map(([taskId]) => taskId)).toEqual(['tight', 'slow', 'roomy']);
  await round(3.1);
  expect(await tasks()).toEqual([
    ['slow', 'onTrack'],
    ['tight', 'onTrack'],
    ['roomy', 'onTrack'],
  ]);
  const { items } = await own.books.work.page({}, undefined, 10);
  expect(items.map(({ requestId }) => requestId)).toEqual([slow, tight, roomy]);
});

test('When a task has been open for long, then only such that took longer say what is left', async () => {
  const id = await executing({ target: 10 });
  await learnUsual();
  await lately('task/storeTrouble', 1);
  await own.books.tasks.open({
    taskId: 'trouble',
    requestId: id,
    kind: 'storeTrouble',
    storeId: 'shop',
    openedAt: after(3),
  });
  await round(3.5);
  expect((await forecastOf(id)).standing).toBe('onTrack');
  // Five days, and never before more than one: as long again must be expected.
  expect(await round(8)).toMatchObject({ raised: 2 });
  expect(await forecastOf(id)).toMatchObject({ standing: 'cannotKeep' });
});

test('When the time is up, then a round stops after a batch, and the next takes those with the oldest forecasts', async () => {
  const ids = [await executing(), await executing(), await executing()];
  const some = { batch: 2, budgetMs: 0 };
  const beats: number[] = [];
  const first = await forecastRequests({ books: own.books, now: () => after(3) }, () => beats.push(1), some);
  expect([first, beats]).toEqual([{ requests: 2, raised: 0, more: true }, [1]]);
  const without = async () => {
    const views = await Promise.all(ids.map(viewOf));
    return views.filter(({ forecast }) => forecast === undefined).length;
  };
  expect(await without()).toBe(1);
  await forecastRequests({ books: own.books, now: () => after(3.1) }, undefined, { batch: 1, budgetMs: 0 });
  expect(await without()).toBe(0);
});

test('When a round is broken off after its warning, then the next keeps the forecast and warns of nothing twice', async () => {
  const id = await executing({ target: 4 });
  await learnUsual();
  await lately('store/shop/execute', 5);
  const broken: Persistence = {
    ...own.books,
    work: { ...own.books.work, keep: () => Promise.reject(new Error('killed')) },
  };
  await expect(round(3.5, broken)).rejects.toThrow('killed');
  expect(await viewOf(id)).not.toHaveProperty('forecast');
  expect(await round(3.5)).toEqual({ requests: 1, raised: 0, more: false });
  expect((await forecastOf(id)).standing).toBe('cannotKeep');
});

test('When the person is waited for, then the clock that stands still presses nobody', async () => {
  const id = await executing({ target: 4 });
  const resume = resumeOf({
    pausedFor: 'identityQuestion',
    pauses: [{ from: after(3), reason: 'identityQuestion', serial: 3 }],
  });
  await own.books.requests.project(id, 3, { phase: 'assessing', waiting: ['pause'], resume }, after(3));
  await round(3.9);
  const forecast = await forecastOf(id);
  expect(forecast.standing).toBe('onTrack');
  expect(forecast.stages[0]?.name).toBe('paused');
  expect(await alertsOf(id)).toEqual([]);
});

test('When requests are closed, then nothing of them is forecast, and nothing of them changes', async () => {
  const id = await executing({ target: 4 });
  await own.books.requests.project(id, 9, { phase: 'closed', outcome: 'fulfilled' }, after(3));
  const before = await own.raw.collection('requests').find().toArray();
  expect(await round(5)).toEqual({ requests: 0, raised: 0, more: false });
  expect(await own.raw.collection('requests').find().toArray()).toEqual(before);
});
