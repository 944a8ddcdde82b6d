import type { Task } from '../../../domain/ports';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
let task: Task;
beforeEach(async () => {
  api = await startTestApi();
  const { id } = api.request({ phase: 'locating' });
  task = {
    taskId: `task_${id.slice(4)}_4_shop_assignRecords`,
    requestId: id,
    kind: 'assignRecords',
    storeId: 'shop',
    openedAt: '2026-03-02T01:00:00Z',
    status: 'open',
    reason: 'sharedIdentifier+unknownNumber',
    choices: 3,
  };
  api.memory.tasks.set(task.taskId, task);
  await api.books.vault.put(id, 'doubts/shop', doubts);
});
afterEach(() => api.stop());

const doubts = [
  { collection: 'orders', key: '17', rule: 'sharedIdentifier', values: { address: '示例路1号' } },
  { collection: 'orders', key: '18', rule: 'sharedIdentifier', values: { address: '示例路2号' } },
  { collection: 'notes', key: '17', rule: 'unknownNumber', values: { text: '退货' } },
];

const read = async (role: 'auditor' | 'operator') =>
  (await api.get(`/v1/staff/tasks/${task.taskId}`, { token: await api.staff(role) })).body;
const complete = async (body: object, role: 'operator' | 'approver' = 'operator') =>
  api.post(`/v1/staff/tasks/${task.taskId}/completion`, { token: await api.staff(role), body });
const answers = (...whose: readonly string[]) =>
  whose.map((one, index) => ({ record: String(index), whose: one }));

test('When staff look at a question about records, then they see what stands in them, with evidence, and an auditor does not', async () => {
  expect(await read('auditor')).not.toHaveProperty('records');
  expect(api.memory.evidence.size).toBe(0);
  expect(await read('operator')).toMatchObject({
    reason: 'sharedIdentifier+unknownNumber',
    question: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    records: doubts.map(({ collection, rule, values }, index) => ({
      record: String(index),
      collection,
      rule,
      values,
    })),
  });
  expect(api.memory.evidence.get(task.requestId)).toMatchObject([
    { type: 'staffViewed', facts: { part: 'records', purpose: 'identityCheck' } },
  ]);
  expect(api.memory.accessLog.at(-1)).toMatchObject({ action: 'showTask', allowed: true });
});

test('When staff answer for each record, then the vault holds which and the engine hears a hash', async () => {
  const { question } = await read('operator');
  const done = await complete({ question, records: answers('theirs', 'notTheirs', 'notTheirs') });
  expect(done.status).toBe(200);
  const command = api.gatewayCalls[0]?.args[2] as { answersHash: string };
  expect(command).toEqual({
    name: 'assignRecords',
    taskId: task.taskId,
    answersHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  expect(JSON.stringify(api.gatewayCalls)).not.toMatch(/示例路|退货|orders/);
  expect(await api.books.vault.get(task.requestId, `answers/${command.answersHash}`)).toEqual({
    theirs: { orders: ['17'] },
    notTheirs: { orders: ['18'], notes: ['17'] },
  });
});

test('When the records changed since they were shown, then the answer is refused', async () => {
  const { question } = await read('operator');
  await api.books.vault.put(task.requestId, 'doubts/shop', doubts.slice(1));
  const answer = await complete({ question, records: answers('theirs', 'notTheirs') });
  expect([answer.status, answer.body.code]).toEqual([409, 'DSR_PLAN_STALE']);
  expect(api.gatewayCalls).toEqual([]);
});

test.each<[string, object, number, string]>([
  ['leaves one out', { records: answers('theirs', 'theirs') }, 422, 'DSR_BODY_INVALID'],
  [
    'names one twice',
    { records: [...answers('theirs', 'theirs'), { record: '0', whose: 'notTheirs' }] },
    422,
    'DSR_BODY_INVALID',
  ],
  [
    'names one that was not shown',
    { records: answers('theirs', 'theirs', 'theirs', 'theirs') },
    422,
    'DSR_BODY_INVALID',
  ],
  [
    'says nothing that is an answer',
    { records: answers('theirs', 'perhaps', 'theirs') },
    422,
    'DSR_BODY_INVALID',
  ],
  ['is that of another kind of task', { question: undefined, choice: '0' }, 409, 'DSR_TASK_WRONG_KIND'],
])('When an answer %s, then nothing is assigned', async (_what, body, status, code) => {
  const { question } = await read('operator');
  const answer = await complete({ question, ...body });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(api.gatewayCalls).toEqual([]);
});

test('When an approver, who may not say who is who, answers, then it is refused', async () => {
  const { question } = await read('operator');
  const answer = await complete({ question, records: answers('theirs', 'theirs', 'theirs') }, 'approver');
  expect(answer.status).toBe(403);
});

test('When answers about records come to another task, then it says that they do not fit', async () => {
  api.memory.tasks.set(task.taskId, { ...task, kind: 'storeTrouble' });
  const answer = await complete({ question: 'a'.repeat(64), records: answers('theirs') });
  expect([answer.status, answer.body.code]).toEqual([409, 'DSR_TASK_WRONG_KIND']);
});
