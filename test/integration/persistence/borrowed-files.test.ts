import { newRequestId } from '../../../crypto/ids';
import { taskIdOf } from '../../../domain/ids';
import type { OwnDatabase } from './support';
import { ownDatabase } from './support';

let own: OwnDatabase;
beforeEach(async () => {
  own = await ownDatabase();
});
afterEach(() => own.drop());

test('When a file is borrowed and brought back, then the open task says so, and a closed one stays as it is', async () => {
  const { tasks } = own.books;
  const requestId = newRequestId();
  const taskId = taskIdOf(requestId, 'paper');
  await tasks.open({ taskId, requestId, kind: 'paperArchive', openedAt: '2026-03-02T01:00:00Z' });
  const borrowed = { by: 'luo', since: '2026-02-27' };
  await tasks.lend(taskId, borrowed);
  await tasks.lend(taskId, borrowed);
  expect(await tasks.find(taskId)).toMatchObject({ borrowed });
  await tasks.lend(taskId, undefined);
  expect(await tasks.find(taskId)).not.toHaveProperty('borrowed');
  await tasks.close(taskId, 'done', 'wei', '2026-03-03T01:00:00Z', 'done');
  await tasks.lend(taskId, borrowed);
  expect(await tasks.find(taskId)).not.toHaveProperty('borrowed');
});
