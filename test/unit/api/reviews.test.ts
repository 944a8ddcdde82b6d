import { randomUUID } from 'node:crypto';
import { sha256 } from '../../../api/authenticate';
import { newRequestId } from '../../../crypto/ids';
import type { RequestId } from '../../../domain/ids';
import type { RequestView } from '../../../domain/ports';
import { intakeBody } from './fixtures';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(() => api.stop());

const closed = (change: Partial<RequestView> = {}): Partial<RequestView> => ({
  phase: 'closed',
  outcome: 'refused',
  right: 'deletion',
  ...change,
});
const reviewsOf = (id: string) => `/v1/requests/${id}/reviews`;
const taken = (id: unknown) => api.memory.requests.get(id as RequestId);

describe('by the verified person', () => {
  it('When an appeal comes with the token of the refused request, then nothing is left to prove', async () => {
    const first = api.request(closed());
    const { status, body, headers } = await api.post(reviewsOf(first.id), {
      token: first.subject,
      body: { right: 'appeal', statement: 'my account is empty' },
    });
    const id = body.requestId as RequestId;
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/v1/requests/${id}`);
    expect(body).toMatchObject({ phase: 'received', next: { code: 'wait' } });
    expect(taken(id)).toMatchObject({
      right: 'appeal',
      about: first.id,
      regimes: ['CN-APP-2019'],
      verificationNeeded: false,
      verifiedAt: body['receivedAt'],
    });
    expect(api.memory.vault.get(`${id} claims`)).toEqual({
      name: '林样例',
      identifiers: [{ kind: 'email', value: 'lin.yangli@example.com' }],
      statement: 'my account is empty',
    });
    expect(api.memory.tokens.get(sha256(body.accessToken))).toEqual({ requestId: id, scope: 'subject' });
    const evidence = api.memory.evidence.get(id) ?? [];
    expect(evidence).toMatchObject([
      { facts: { right: 'appeal', about: first.id, provenBy: 'tokenOfThatRequest' } },
    ]);
    expect(JSON.stringify(evidence)).not.toMatch(/林样例|yangli|empty/);
    const status_ = await api.get(`/v1/requests/${id}`, { token: body.accessToken });
    expect(status_.body).toMatchObject({ right: 'appeal', about: first.id, verified: true });
    expect(api.memory.requests.get(first.id)).toMatchObject({ phase: 'closed', outcome: 'refused' });
  });

  it.each<[string, object, Partial<RequestView>, number, string]>([
    ['an open request', { right: 'appeal' }, { phase: 'assessing' }, 409, 'DSR_APPEAL_TOO_EARLY'],
    [
      'what was fulfilled',
      { right: 'appeal' },
      closed({ outcome: 'fulfilled' }),
      409,
      'DSR_NOTHING_TO_APPEAL',
    ],
    [
      'an appeal',
      { right: 'appeal' },
      closed({ right: 'appeal', outcome: 'rejected' }),
      409,
      'DSR_NOTHING_TO_APPEAL',
    ],
    [
      'a regime without one',
      { right: 'appeal' },
      closed({ regimes: ['CN-AUTO-2021'] }),
      422,
      'DSR_REVIEW_NOT_KNOWN',
    ],
    ['an unknown regime', { right: 'appeal', regimes: ['XX'] }, closed(), 422, 'DSR_REGIME_UNKNOWN'],
    ['no word of what is wrong', { right: 'complaint' }, closed(), 422, 'DSR_BODY_INVALID'],
    ['a right of the five', { right: 'access' }, closed(), 422, 'DSR_BODY_INVALID'],
    ['a name of one’s choosing', { right: 'appeal', name: 'Eve' }, closed(), 422, 'DSR_BODY_INVALID'],
  ])(
    'When it is about %s, then it is refused with its code and nothing is taken in',
    async (_what, body, change, status, code) => {
      const first = api.request(change);
      const answer = await api.post(reviewsOf(first.id), { token: first.subject, body });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(api.memory.requests.size).toBe(1);
      expect(api.gatewayCalls).toEqual([]);
    },
  );

  it('When no regime knows an appeal, then the refusal names regimes that do, and where to turn instead', async () => {
    const first = api.request(closed({ regimes: ['CN-AUTO-2021'] }));
    const { body } = await api.post(reviewsOf(first.id), { token: first.subject, body: { right: 'appeal' } });
    expect(body.detail).toMatch(/CN-AUTO-2021: no period to answer the appeal/);
    expect(body.detail).toMatch(/Regimes with one: .*US-VA/);
    expect(body.detail).toMatch(/Instead: .*court/i);
  });

  it('When a complaint is about an open request, then it is taken in', async () => {
    const first = api.request({ phase: 'assessing' });
    const body = { right: 'complaint', statement: 'nobody answers me' };
    const answer = await api.post(reviewsOf(first.id), { token: first.subject, body });
    expect(answer.status).toBe(202);
    expect(taken(answer.body.requestId)).toMatchObject({ right: 'complaint', about: first.id });
  });

  it('When the same appeal comes twice, then there is one', async () => {
    const first = api.request(closed());
    const key = randomUUID();
    const call = { token: first.subject, body: { right: 'appeal' }, key };
    const [one, two] = [await api.post(reviewsOf(first.id), call), await api.post(reviewsOf(first.id), call)];
    expect(one.text).toBe(two.text);
    expect(api.memory.requests.size).toBe(2);
  });

  it('When only the intake’s token is shown, then it is not enough', async () => {
    const first = api.request(closed());
    const answer = await api.post(reviewsOf(first.id), { token: first.requester, body: { right: 'appeal' } });
    expect(answer.status).toBe(401);
  });
});

describe('by anybody, with the mailed code to come', () => {
  const appeal = (about: unknown, change: object = {}) =>
    api.post('/v1/requests', { body: intakeBody({ right: 'appeal', about, ...change }) });

  it.each<[string, Partial<RequestView>]>([
    ['refused', closed()],
    ['fulfilled', closed({ outcome: 'fulfilled' })],
    ['open', { phase: 'assessing' }],
  ])(
    'When the address fits a request that is %s, then the answer is the same, and a code must be entered',
    async (_how, change) => {
      const first = api.request(change);
      const { status, body } = await appeal(first.id);
      expect([status, Object.keys(body)]).toEqual([
        202,
        ['requestId', 'accessToken', 'phase', 'receivedAt', 'next'],
      ]);
      expect(body).toMatchObject({ next: { code: 'enterMailedCode' } });
      const view = taken(body.requestId);
      expect(view).toMatchObject({ about: first.id, regimes: ['CN-APP-2019'], verificationNeeded: true });
      expect(view?.verifiedAt).toBeUndefined();
      const shown = await api.get(`/v1/requests/${body.requestId}`, { token: body.accessToken });
      expect(shown.body['about']).toBeUndefined();
    },
  );

  it('When the number is unknown, malformed, or another person’s, then the refusals are the same', async () => {
    const other = api.request(closed());
    const identifiers = [{ kind: 'email', value: 'eve@example.com' }];
    const answers = [
      await appeal(other.id, { identifiers }),
      await appeal(newRequestId()),
      await appeal('req_1'),
      await appeal('$ne'),
    ];
    const told = answers.map(({ status, body }) => [status, body.code, body.detail, body.errors]);
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(told[0]?.slice(0, 2)).toEqual([422, 'DSR_ABOUT_UNKNOWN']);
    expect(api.memory.requests.size).toBe(1);
  });

  it.each([
    ['an appeal about nothing', { right: 'appeal' }, 'about'],
    ['an access request about another', { right: 'access', about: newRequestId() }, 'about'],
    ['a complaint without a word', { right: 'complaint' }, 'statement'],
    [
      'an appeal with changes',
      { right: 'appeal', about: newRequestId(), changes: [{ field: 'a.b.c', newValue: '1' }] },
      'changes',
    ],
    ['a complaint with purposes', { right: 'complaint', statement: 'x', purposes: ['account'] }, 'purposes'],
  ])('When there is %s, then the member is named', async (_what, change, path) => {
    const { status, body } = await api.post('/v1/requests', { body: intakeBody(change) });
    expect([status, body.code, body.errors[0]?.path]).toEqual([422, 'DSR_BODY_INVALID', path]);
  });

  it('When a complaint is about no request, then it is under the controller’s own regimes', async () => {
    const { status, body } = await api.post('/v1/requests', {
      body: intakeBody({ right: 'complaint', statement: 'your shop window shows my name' }),
    });
    expect(status).toBe(202);
    expect(taken(body.requestId)).toMatchObject({
      right: 'complaint',
      regimes: ['CN-APP-2019', 'CN-GBT35273'],
      verificationNeeded: true,
    });
  });
});

describe('by staff', () => {
  const at = (id: string) => `/v1/staff/requests/${id}/review-decision`;
  const decision = { decision: 'upheld', reasons: 'The account was empty.\nWe were wrong.' };

  it('When a decision is taken, then its reasons stay in the vault and their hash goes on', async () => {
    const { id } = api.request({ right: 'appeal', phase: 'assessing' });
    await api.post(at(id), { token: await api.staff('approver'), body: decision });
    const [call] = api.gatewayCalls;
    const { reasonsHash } = call?.args[2] as { reasonsHash: string };
    expect(call?.args[2]).toEqual({ name: 'decideReview', decision: 'upheld', reasonsHash });
    expect(JSON.stringify(api.gatewayCalls)).not.toContain('empty');
    expect(api.memory.vault.get(`${id} reasons/${reasonsHash}`)).toBe(decision.reasons);
  });

  it('When a second person reads the decision, then that is evidence before anything shows', async () => {
    const hash = 'a'.repeat(64);
    const proposal = {
      kind: 'decision' as const,
      hash,
      decision: 'upheld' as const,
      preparedBy: { kind: 'staff' as const, id: 'luo-approver', role: 'approver' as const },
      slots: [['operator' as const]],
      approvals: [],
    };
    const { id } = api.request({ right: 'appeal', phase: 'assessing', proposal });
    api.memory.vault.set(`${id} reasons/${hash}`, decision.reasons);
    const { body } = await api.get(at(id), { token: await api.staff('operator') });
    expect(body).toEqual({ hash, ...decision });
    expect(api.memory.evidence.get(id)).toMatchObject([
      { type: 'staffViewed', facts: { part: 'reasons', purpose: 'assessment' } },
    ]);
    expect((await api.get(at(id), { token: await api.staff('auditor') })).status).toBe(403);
  });

  it('When no decision lies there, then there is nothing to read', async () => {
    const { id } = api.request({ right: 'appeal', phase: 'assessing' });
    expect((await api.get(at(id), { token: await api.staff('operator') })).status).toBe(404);
    expect(api.memory.evidence.get(id)).toBeUndefined();
  });

  it.each([[{ decision: 'maybe', reasons: 'x' }], [{ decision: 'upheld' }], [{ ...decision, ground: 'x' }]])(
    'When the body is %j, then it is refused and nothing is kept',
    async (body) => {
      const { id } = api.request({ right: 'appeal', phase: 'assessing' });
      const answer = await api.post(at(id), { token: await api.staff('approver'), body });
      expect([answer.status, answer.body.code]).toEqual([422, 'DSR_BODY_INVALID']);
      expect(api.gatewayCalls).toEqual([]);
    },
  );

  it('When the task to reopen is done, then no clock of the appeal is touched', async () => {
    const { id } = api.request(closed({ right: 'appeal', outcome: 'upheld' }));
    api.memory.tasks.set('task_reopen', {
      taskId: 'task_reopen',
      requestId: id,
      kind: 'reopen',
      openedAt: '2026-03-02T01:00:00.000Z',
      status: 'open',
    });
    const { status } = await api.post('/v1/staff/tasks/task_reopen/completion', {
      token: await api.staff('operator'),
      body: { result: 'done', witnesses: [] },
    });
    expect(status).toBe(200);
    expect(api.memory.tasks.get('task_reopen')).toMatchObject({ status: 'done' });
    expect(api.memory.requests.get(id)?.clocks).toMatchObject([{ status: 'running' }]);
    expect(api.memory.deadlines.get(id)).toBeUndefined();
  });
});
