import type { Task } from '../../../domain/ports';
import { PublicError } from '../../../domain/errors';
import { newBand } from '../../../domain/store-band';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
let token: string;
beforeEach(async () => {
  api = await startTestApi();
  token = await api.staff('privacyOfficer');
});
afterEach(() => api.stop());

function waits(change: Partial<Task> = {}): Task {
  const { id } = api.request({ right: 'deletion', phase: 'executing' });
  const task: Task = {
    taskId: `task_${id.slice(4)}_1.2_shop`,
    requestId: id,
    kind: 'storeTrouble',
    storeId: 'shop',
    openedAt: '2026-03-02T01:00:00Z',
    status: 'open',
    reason: 'bandLeft',
    ...change,
  };
  api.memory.tasks.set(task.taskId, task);
  return task;
}

const release = (body: object = { reasonCode: 'looked' }, storeId = 'shop') =>
  api.post(`/v1/staff/stores/${storeId}/release`, { token, body });

describe('The release of a store', () => {
  it('When requests wait for it, then they try again, and tasks for another reason or store stay', async () => {
    const [one, two] = [waits(), waits()];
    waits({ reason: 'noAccess' });
    waits({ storeId: 'desk' });
    waits({ status: 'done' });
    api.memory.storeBands.set('shop', {
      ...newBand('shop'),
      left: { for: 'rows', at: '2026-03-02T01:00:00Z' },
      held: ['large'],
    });
    const { status, body } = await release();
    expect([status, body]).toEqual([200, { storeId: 'shop', heldPlans: 1, retried: 2, left: 0 }]);
    const commands = api.gatewayCalls.map(({ args }) => [args[0], args[2]]);
    expect(commands).toEqual(
      [one, two].map(({ requestId, taskId }) => [
        requestId,
        { name: 'completeTask', taskId, result: 'retry', witnesses: [] },
      ]),
    );
    expect(api.memory.storeBands.get('shop')).toMatchObject({ held: [], released: ['large'] });
    expect(api.memory.accessLog.at(-1)).toMatchObject({
      action: 'releaseStore',
      storeId: 'shop',
      allowed: true,
    });
  });

  it('When a request no longer takes the answer, then its task is left to staff; when the engine is down, all is', async () => {
    let code: 'DSR_WRONG_PHASE' | 'DSR_UNAVAILABLE' = 'DSR_WRONG_PHASE';
    await api.stop();
    api = await startTestApi({ gateway: { command: () => Promise.reject(new PublicError(code)) } });
    token = await api.staff('privacyOfficer');
    waits();
    expect((await release()).body).toMatchObject({ retried: 0, left: 1 });
    code = 'DSR_UNAVAILABLE';
    const answer = await release();
    expect([answer.status, answer.body.code]).toEqual([503, 'DSR_UNAVAILABLE']);
  });

  it('When the body has no reason, then nothing is released', async () => {
    waits();
    expect([(await release({})).status, (await release({ reasonCode: 'a b' })).status]).toEqual([422, 422]);
    expect([api.gatewayCalls, api.memory.storeBands.size]).toEqual([[], 0]);
  });

  it('When nobody knows the store, then there is none, and the log holds no foreign text', async () => {
    const { status, body } = await release(undefined, 'li%40example.com');
    expect([status, body.code]).toEqual([404, 'DSR_NOT_FOUND']);
    expect(api.memory.accessLog.at(-1)).not.toHaveProperty('storeId');
    expect(api.memory.storeBands.size).toBe(0);
  });
});
