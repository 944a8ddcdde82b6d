import { mailedCode, waitForStatus, waitForTask } from '../../cli/demo/journey';
import type { Submitted } from '../../cli/demo/journey';
import { people } from '../../examples/sample-company/people';
import { checksums, diffChecksums } from '../../examples/sample-company/seed';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 120_000);
afterAll(() => engine?.stop());

test('When a customer asks for deletion, then it is carried out', async () => {
  const { api } = engine;
  const before = await checksums(engine.pgUrl, engine.mongoUri);
  const { name, email, phone, customerNumber } = people.demo;
  const { requestId, accessToken } = await api.call<Submitted>('POST', '/v1/requests', {
    body: {
      right: 'deletion',
      name,
      locale: 'en',
      identifiers: [
        { kind: 'email', value: email },
        { kind: 'phone', value: phone },
        { kind: 'customerNumber', value: customerNumber },
      ],
    },
  });
  const code = await mailedCode(engine.company.inbox, requestId);
  await api.call('POST', `/v1/requests/${requestId}/verification`, { body: { code }, token: accessToken });
  const operator = await engine.token('wei-operator');
  const planned = await waitForStatus(
    api,
    operator,
    requestId,
    'plan',
    (s) => s.proposal?.kind === 'plan',
    20_000,
  );
  console.log(JSON.stringify(planned, null, 1));
  for (const id of ['wei-operator', 'tang-approver'])
    await api.call('POST', `/v1/staff/requests/${requestId}/approvals`, {
      body: { hash: planned.proposal?.hash },
      token: await engine.token(id),
    });
  const task = await waitForTask(api, operator, requestId, 'paperArchive');
  await api.call('POST', `/v1/staff/tasks/${task.taskId}/completion`, {
    body: { result: 'done', witnesses: ['luo-approver', 'shen-privacy'] },
    token: operator,
  });
  const closed = await waitForStatus(api, operator, requestId, 'end', (s) => s.phase === 'closed', 20_000);
  console.log(JSON.stringify(closed, null, 1));
  const mails = await engine.company.inbox.messages();
  console.log(mails.at(-1)?.text);
  const after = await checksums(engine.pgUrl, engine.mongoUri);
  console.log(diffChecksums(before, after));
}, 120_000);
