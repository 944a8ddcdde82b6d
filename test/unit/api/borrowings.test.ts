import type { Task } from '../../../domain/ports';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi();
  token = await api.staff('operator');
});
afterAll(() => api.stop());

function place(change: Partial<Task> = {}): Task {
  const { id } = api.request({ right: 'deletion', phase: 'executing' });
  const task: Task = {
    taskId: `task_${id.slice(4)}_1.2_paper`,
    requestId: id,
    kind: 'paperArchive',
    storeId: 'archive',
    openedAt: '2026-03-02T01:00:00Z',
    status: 'open',
    ...change,
  };
  api.memory.tasks.set(task.taskId, task);
  return task;
}

const post = (task: Task, what: string, body: object) =>
  api.post(`/v1/staff/tasks/${task.taskId}/${what}`, { token, body });
const out = { borrower: 'luo', since: '2026-02-27' };
const done = { result: 'done', witnesses: ['luo', 'shen'] };

describe('Paper files that are out of the archive', () => {
  it('When a file is out, then it is neither destroyed nor not there until it is back', async () => {
    const task = place();
    const { status, body } = await post(task, 'borrowings', out);
    expect([status, body['borrowed']]).toEqual([200, { by: 'luo', since: '2026-02-27' }]);
    for (const report of [done, { result: 'nothingFound' }]) {
      const refused = await post(task, 'completion', report);
      expect([refused.status, refused.body.code]).toEqual([409, 'DSR_FILE_BORROWED']);
    }
    expect(api.gatewayCalls).toEqual([]);
    const back = await post(task, 'returns', {});
    expect(back.body).not.toHaveProperty('borrowed');
    expect((await post(task, 'completion', { ...done, certificate: 'V-2026/17' })).status).toBe(200);
    expect(api.gatewayCalls.at(-1)?.args[2]).toMatchObject({ result: 'done', certificate: 'V-2026/17' });
    const entries = await api.books.evidence.read(task.requestId);
    expect(entries.map(({ type, facts }) => [type, facts['by']])).toEqual([
      ['fileBorrowed', 'luo'],
      ['fileReturned', undefined],
    ]);
  });

  it('When somebody has the file, then nobody else borrows it', async () => {
    const task = place();
    await post(task, 'borrowings', out);
    const other = await post(task, 'borrowings', { ...out, borrower: 'shen' });
    expect([other.status, other.body.code]).toEqual([409, 'DSR_FILE_BORROWED']);
    expect(api.memory.tasks.get(task.taskId)?.borrowed?.by).toBe('luo');
  });

  it.each<[string, Partial<Task>, object, number, string]>([
    ['a task that is done', { status: 'done' }, out, 409, 'DSR_TASK_UNKNOWN'],
    ['a task without paper', { kind: 'storeTrouble' }, out, 409, 'DSR_TASK_WRONG_KIND'],
    ['a name for an id', {}, { ...out, borrower: '罗样例' }, 422, 'DSR_BODY_INVALID'],
    ['a date that is none', {}, { ...out, since: '2026-02-30' }, 422, 'DSR_BODY_INVALID'],
  ])(
    'When it is about %s, then it is refused and nothing is written',
    async (_, change, body, status, code) => {
      const task = place(change);
      const answer = await post(task, 'borrowings', body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(await api.books.evidence.read(task.requestId)).toEqual([]);
    },
  );

  it('When an auditor tries, then it is refused', async () => {
    const task = place();
    const answer = await api.post(`/v1/staff/tasks/${task.taskId}/borrowings`, {
      token: await api.staff('auditor'),
      body: out,
    });
    expect(answer.status).toBe(403);
  });
});
