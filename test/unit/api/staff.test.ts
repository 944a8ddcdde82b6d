import { sha256 } from '../../../api/authenticate';
import { PublicError } from '../../../domain/errors';
import type { RegisterEntry, Task } from '../../../domain/ports';
import type { Command } from '../../../domain/request';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(() => api.stop());

const hash = 'd'.repeat(64);
const at = (id: string, rest = '') => `/v1/staff/requests/${id}${rest}`;

describe('reading', () => {
  it('When staff list requests, then filters hold and nothing personal shows', async () => {
    const open = api.request();
    api.request({ phase: 'closed', right: 'deletion' });
    const token = await api.staff('auditor');
    const all = await api.get('/v1/staff/requests', { token });
    const some = await api.get('/v1/staff/requests?phase=verifying&right=access', { token });
    expect(all.body.items).toHaveLength(2);
    expect(some.body.items.map((item) => item['requestId'])).toEqual([open.id]);
    expect(all.text).not.toMatch(/林样例|yangli/);
  });

  it('When a request was read before, then its ETag saves the body until it changes', async () => {
    const { id } = api.request();
    const token = await api.staff('auditor');
    const first = await api.get(at(id), { token });
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"2-[0-9a-f]{12}"$/);
    const again = await api.get(at(id), { token, headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    await api.books.requests.attach(id, { plan: { hash, stores: [] } });
    expect((await api.get(at(id), { token, headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('When staff look at the claims, then the purpose is evidence before anything shows', async () => {
    const { id } = api.request();
    const token = await api.staff('operator');
    expect((await api.get(at(id, '/personal'), { token })).status).toBe(422);
    expect((await api.get(at(id, '/personal?purpose=curiosity'), { token })).status).toBe(422);
    expect(api.memory.evidence.get(id)).toBeUndefined();
    const { body } = await api.get(at(id, '/personal?purpose=assessment'), { token });
    expect(body).toMatchObject({ name: '林样例', identifiers: [{ kind: 'email' }] });
    expect(api.memory.evidence.get(id)).toMatchObject([
      {
        type: 'staffViewed',
        actor: { kind: 'staff', id: 'staff-operator', role: 'operator' },
        facts: { part: 'claims', purpose: 'assessment' },
      },
    ]);
    expect(api.memory.accessLog.at(-1)).toMatchObject({
      action: 'showPersonal',
      requestId: id,
      allowed: true,
    });
  });

  it('When evidence cannot be written, then the claims are not shown', async () => {
    const append = () => Promise.reject(new Error('no'));
    const broken = await startTestApi({ books: { evidence: { ...api.books.evidence, append } } });
    const { id } = broken.request();
    const answer = await broken.get(at(id, '/personal?purpose=assessment'), {
      token: await broken.staff('operator'),
    });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('林样例');
    await broken.stop();
  });

  it('When an auditor reads evidence, then the chain comes as it is stored', async () => {
    const { id } = api.request();
    await api.get(at(id, '/personal?purpose=complaint'), { token: await api.staff('approver') });
    const { body } = await api.get(at(id, '/evidence'), { token: await api.staff('auditor') });
    expect(body.items).toEqual(JSON.parse(JSON.stringify(api.memory.evidence.get(id))));
  });

  it('When staff review a package, then it is the approved one and the look is evidence', async () => {
    const bytes = Buffer.from('PK');
    const { id } = api.request({
      package: { hash: sha256(bytes), bytes: 2, expiresAt: '2099-01-01T00:00:00Z', downloadsLeft: 3 },
    });
    await api.books.vault.putBytes(id, 'package', bytes);
    const answer = await api.get(at(id, '/package'), { token: await api.staff('approver') });
    expect([answer.status, answer.text]).toEqual([200, 'PK']);
    expect(api.memory.evidence.get(id)).toMatchObject([{ facts: { part: 'package' } }]);
    expect(api.memory.requests.get(id)?.package?.downloadsLeft).toBe(3);
  });
});

describe('commands', () => {
  it.each<[string, Record<string, unknown>, Command]>([
    ['approvals', { hash }, { name: 'approve', hash }],
    ['rejections', { hash, reasonCode: 'wrongScope' }, { name: 'reject', hash, reasonCode: 'wrongScope' }],
    ['refusals', { ground: 'CN-35273-8.7.e.2' }, { name: 'refuse', ground: 'CN-35273-8.7.e.2' }],
    [
      'extensions',
      { regime: 'EU-GDPR', ground: 'complexity' },
      { name: 'extend', regime: 'EU-GDPR', ground: 'complexity' },
    ],
    ['pauses', { reason: 'identityProof' }, { name: 'pause', reason: 'identityProof' }],
    ['resumptions', {}, { name: 'resume' }],
  ])(
    'When staff post to %s, then exactly that command goes to the engine, in their name',
    async (path, body, command) => {
      const { id } = api.request();
      const { status } = await api.post(at(id, `/${path}`), {
        token: await api.staff('privacyOfficer', 'shen'),
        body,
      });
      expect(status).toBe(200);
      expect(api.gatewayCalls).toEqual([
        {
          method: 'command',
          args: [
            id,
            expect.stringMatching(/^[0-9a-f]{40}$/),
            command,
            { kind: 'staff', id: 'shen', role: 'privacyOfficer' },
          ],
        },
      ]);
    },
  );

  it('When the same key comes again, then the first answer; with another body, a conflict; from another person, a call of its own', async () => {
    const { id } = api.request();
    const [wei, tang] = [await api.staff('operator', 'wei'), await api.staff('approver', 'tang')];
    const send = (token: string, body: object) => api.post(at(id, '/approvals'), { token, body, key: 'k' });
    const first = await send(wei, { hash });
    expect((await send(wei, { hash })).text).toBe(first.text);
    const other = await send(wei, { hash: 'e'.repeat(64) });
    expect([other.status, other.body.code]).toEqual([409, 'DSR_IDEMPOTENCY_CONFLICT']);
    await send(tang, { hash });
    expect(new Set(api.gatewayCalls.map(({ args }) => args[1])).size).toBe(2);
    expect((await api.post(at(id, '/approvals'), { token: wei, body: { hash }, key: null })).body.code).toBe(
      'DSR_IDEMPOTENCY_KEY_MISSING',
    );
  });

  it('When the engine refuses, then its code is the answer, the attempt is written down and the key is free', async () => {
    const refusing = await startTestApi({
      gateway: { command: () => Promise.reject(new PublicError('DSR_SAME_PERSON')) },
    });
    const { id } = refusing.request();
    const token = await refusing.staff('operator');
    const send = () => refusing.post(at(id, '/approvals'), { token, body: { hash }, key: 'k' });
    for (const answer of [await send(), await send()])
      expect([answer.status, answer.body.code]).toEqual([403, 'DSR_SAME_PERSON']);
    expect(refusing.memory.accessLog).toMatchObject([
      { action: 'approve', allowed: false, code: 'DSR_SAME_PERSON' },
      { action: 'approve', allowed: false },
    ]);
    await refusing.stop();
  });

  it.each([
    ['"2"', 200],
    ['"2-0123456789ab"', 200],
    ['"1", "2"', 200],
    ['*', 200],
    ['"1"', 412],
    ['W/"2"', 412],
    ['2', 412],
  ])('When If-Match is %s, then it answers %i', async (tag, status) => {
    const { id } = api.request();
    const answer = await api.post(at(id, '/resumptions'), {
      token: await api.staff('operator'),
      headers: { 'if-match': tag },
    });
    expect(answer.status).toBe(status);
    expect(api.gatewayCalls).toHaveLength(status === 200 ? 1 : 0);
  });

  it('When an objection is decided, then the balance stays in the vault and its hash goes on', async () => {
    const { id } = api.request({ right: 'objection', phase: 'assessing', objection: { decision: 'open' } });
    const balance = '权衡：canary-balance 的利益优先。';
    await api.post(at(id, '/objection-decision'), {
      token: await api.staff('approver'),
      body: { decision: 'stands', ground: 'GDPR-21', balance },
    });
    const command = api.gatewayCalls[0]?.args[2] as { balanceHash: string };
    expect(await api.books.vault.get(id, `balance/${command.balanceHash}`)).toMatchObject({ balance });
    expect(JSON.stringify(api.gatewayCalls) + api.logged()).not.toContain('canary');
  });

  it.each([
    ['a word with spaces', { reason: 'Lin Yangli called' }],
    ['an address', { reason: 'lin@example.com' }],
    ['characters of a name', { reason: '林样例' }],
  ])('When a reason is %s, then it cannot become evidence', async (_what, body) => {
    const { id } = api.request();
    const answer = await api.post(at(id, '/pauses'), { token: await api.staff('operator'), body });
    expect(answer.status).toBe(422);
    expect(api.gatewayCalls).toEqual([]);
  });

  it('When a restriction in force is lifted, then the engine warns first; otherwise there is nothing to lift', async () => {
    const token = await api.staff('privacyOfficer');
    const inForce = api.request({ right: 'restriction', phase: 'closed', outcome: 'fulfilled' });
    const other = api.request({ right: 'deletion', phase: 'closed' });
    await api.books.register.enter(
      { requestId: inForce.id, kind: 'restriction', purposes: ['*'], since: '' },
      [],
    );
    expect((await api.post(at(inForce.id, '/restriction-lifting'), { token })).status).toBe(202);
    expect((await api.post(at(other.id, '/restriction-lifting'), { token })).body.code).toBe(
      'DSR_LIFT_NOT_POSSIBLE',
    );
    expect(api.gatewayCalls).toHaveLength(1);
  });
});

describe('tasks', () => {
  function place(change: Partial<Task>): Task {
    const { id } = api.request({ phase: 'locating' });
    const task: Task = {
      taskId: `task_${id.slice(4)}_1.2_paper`,
      requestId: id,
      kind: 'paperArchive',
      openedAt: '2026-03-02T01:00:00Z',
      status: 'open',
      ...change,
    };
    api.memory.tasks.set(task.taskId, task);
    return task;
  }
  const complete = async (task: Task, body: object) =>
    api.post(`/v1/staff/tasks/${task.taskId}/completion`, { token: await api.staff('privacyOfficer'), body });

  it.each<[Partial<Task>, object, object]>([
    [{ kind: 'resolveIdentity', choices: 2 }, { choice: '1' }, { name: 'resolveIdentity', choice: '1' }],
    [
      { kind: 'resolveIdentity', choices: 2 },
      { choice: 'none' },
      { name: 'resolveIdentity', choice: 'none' },
    ],
    [
      { kind: 'recordGuardian' },
      { proofCode: 'householdRegister' },
      { name: 'recordGuardian', proofCode: 'householdRegister' },
    ],
    [
      {},
      { result: 'done', witnesses: ['luo', 'shen'] },
      { name: 'completeTask', result: 'done', witnesses: ['luo', 'shen'] },
    ],
    [{ kind: 'storeTrouble' }, { result: 'retry' }, { name: 'completeTask', result: 'retry', witnesses: [] }],
  ])('When a task %j ends with %j, then the engine hears %j', async (change, body, command) => {
    const task = place(change);
    expect((await complete(task, body)).status).toBe(200);
    expect(api.gatewayCalls[0]?.args[2]).toEqual({ ...command, taskId: task.taskId });
  });

  it.each<[Partial<Task>, object, number, string]>([
    [{ kind: 'resolveIdentity', choices: 2 }, { result: 'done' }, 409, 'DSR_TASK_WRONG_KIND'],
    [{ kind: 'resolveIdentity', choices: 2 }, { choice: '2' }, 422, 'DSR_BODY_INVALID'],
    [{ kind: 'decide' }, { choice: '0' }, 409, 'DSR_TASK_WRONG_KIND'],
    [{}, { choice: '0' }, 409, 'DSR_TASK_WRONG_KIND'],
    [{}, { result: 'done', witnesses: ['罗样例'] }, 422, 'DSR_BODY_INVALID'],
    [{}, { result: 'done', extra: 1 }, 422, 'DSR_BODY_INVALID'],
    [{ status: 'done' }, { result: 'done' }, 409, 'DSR_TASK_UNKNOWN'],
  ])('When a task %j should end with %j, then it answers %i %s', async (change, body, status, code) => {
    const answer = await complete(place(change), body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(api.gatewayCalls).toEqual([]);
  });

  it('When there are people to choose from, then deciders see them with evidence, and an auditor does not', async () => {
    const task = place({ kind: 'resolveIdentity', choices: 1 });
    const candidate = { key: '17', name: '林样例', matchedBy: ['email'], identifiers: [] };
    await api.books.vault.put(task.requestId, 'candidates', [candidate]);
    const read = async (role: 'auditor' | 'operator') =>
      (await api.get(`/v1/staff/tasks/${task.taskId}`, { token: await api.staff(role) })).body;
    expect(await read('auditor')).not.toHaveProperty('options');
    expect(api.memory.evidence.size).toBe(0);
    expect(await read('operator')).toMatchObject({ options: [{ choice: '0', name: '林样例' }] });
    expect(api.memory.evidence.get(task.requestId)).toMatchObject([{ facts: { part: 'candidates' } }]);
  });

  it('When tasks are listed, then open ones of the request come', async () => {
    const [task, done] = [place({}), place({ status: 'done' })];
    const token = await api.staff('auditor');
    const list = async (query: string) => (await api.get(`/v1/staff/tasks${query}`, { token })).body.items;
    expect(await list('')).toMatchObject([{ taskId: task.taskId }]);
    expect(await list(`?status=open&requestId=${task.requestId}`)).toHaveLength(1);
    expect(await list(`?requestId=${done.requestId}`)).toHaveLength(0);
    expect(await list('?requestId=someone')).toHaveLength(0);
  });
});

describe('decisions', () => {
  async function ask(
    purpose: string,
    entries: readonly Omit<RegisterEntry, 'status'>[],
    value = 'LIN@example.com',
  ) {
    for (const entry of entries)
      await api.books.register.enter(entry, [{ kind: 'email', value: 'lin@example.com', sharing: 'sole' }]);
    const token = await api.provider.token({ sub: 'crm', role: 'system' });
    const body = { identifier: { kind: 'email', value }, purpose };
    return api.post('/v1/decisions', { token, body, key: null });
  }
  const entry = (kind: RegisterEntry['kind'], purposes: readonly string[]) => {
    const since = '2026-03-02T01:00:00Z';
    return { requestId: api.request().id, kind, purposes, since };
  };

  it.each<[string, RegisterEntry['kind'], string[], string, boolean]>([
    ['a restriction', 'restriction', ['*'], 'account', false],
    ['a restriction', 'restriction', ['*'], 'storage', true],
    ['an objection to marketing', 'objection', ['marketing'], 'marketing', false],
    ['an objection to marketing', 'objection', ['marketing'], 'account', true],
  ])(
    'When %s (%s %j) is in force, then %s is allowed: %s',
    async (_what, kind, purposes, purpose, allowed) => {
      const { status, body } = await ask(purpose, [entry(kind, purposes)]);
      expect([status, body['allowed']]).toEqual([200, allowed]);
      expect(body['because']).toHaveLength(allowed ? 0 : 1);
    },
  );

  it('When nothing is known of the person, then everything is allowed', async () => {
    expect((await ask('marketing', [])).body).toMatchObject({ allowed: true, because: [] });
  });

  it.each([
    ['marketting', 'lin@example.com', 'DSR_BODY_INVALID'],
    ['marketing', 'lin', 'DSR_IDENTIFIER_INVALID'],
  ])(
    'When the question is %s for %s, then it is refused rather than allowed',
    async (purpose, value, code) => {
      const { status, body } = await ask(purpose, [], value);
      expect([status, body.code]).toEqual([422, code]);
    },
  );
});
