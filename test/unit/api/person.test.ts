import { randomUUID } from 'node:crypto';
import { sha256 } from '../../../api/authenticate';
import { hashMailedCode } from '../../../crypto/ids';
import { PublicError } from '../../../domain/errors';
import type { RequestId } from '../../../domain/ids';
import type { CodePurpose } from '../../../domain/ports';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(() => api.stop());

const hash = 'c'.repeat(64);
const later = '2099-01-01T00:00:00.000Z';

function issue(id: RequestId, purpose: CodePurpose, value = '12345678', expiresAt = later) {
  const codeHash = hashMailedCode(id, purpose, value);
  return api.books.codes.issue({ requestId: id, purpose, codeHash, issuedAt: '', expiresAt });
}

describe('verification', () => {
  it('When the mailed code is right, then the request goes on and the person gets a token of their own', async () => {
    const { id, requester } = api.request();
    await issue(id, 'verifyIdentity');
    const { status, body } = await api.post(`/v1/requests/${id}/verification`, {
      token: requester,
      body: { code: '1234 5678' },
    });
    expect(status).toBe(200);
    expect(api.memory.tokens.get(sha256(body.subjectToken))).toEqual({ requestId: id, scope: 'subject' });
    expect(api.gatewayCalls).toEqual([
      {
        method: 'command',
        args: [
          id,
          expect.stringMatching(/^[0-9a-f]{40}$/),
          { name: 'verifyIdentity', channel: 'email' },
          { kind: 'subject' },
        ],
      },
    ]);
    expect((await api.get(`/v1/requests/${id}`, { token: body.subjectToken })).body['verified']).toBe(false);
  });

  it.each([
    ['wrong', '87654321', undefined, 422, 'DSR_CODE_WRONG'],
    ['expired', '12345678', '2000-01-01T00:00:00.000Z', 410, 'DSR_CODE_EXPIRED'],
  ])(
    'When the code is %s, then it is refused, written down, and nothing happens',
    async (_how, code, expiresAt, status, problem) => {
      const { id, requester } = api.request();
      await issue(id, 'verifyIdentity', '12345678', expiresAt);
      const answer = await api.post(`/v1/requests/${id}/verification`, { token: requester, body: { code } });
      expect([answer.status, answer.body.code]).toEqual([status, problem]);
      expect(api.gatewayCalls).toEqual([]);
      expect(api.memory.accessLog).toMatchObject([
        { action: 'verify', requestId: id, allowed: false, code: problem },
      ]);
      expect(JSON.stringify(api.memory.accessLog) + api.logged()).not.toContain(code);
    },
  );

  it('When a code was guessed wrong five times, then the right one is refused too', async () => {
    const { id, requester } = api.request();
    await issue(id, 'verifyIdentity');
    const guess = (code: string) =>
      api.post(`/v1/requests/${id}/verification`, { token: requester, body: { code } });
    for (let n = 0; n < 5; n += 1) expect((await guess('00000000')).body.code).toBe('DSR_CODE_WRONG');
    const answer = await guess('12345678');
    expect([answer.status, answer.body.code]).toEqual([429, 'DSR_CODE_EXHAUSTED']);
  });

  it('When a used code comes again, then it is refused; but a repeat of the same call gets the same token', async () => {
    const { id, requester } = api.request();
    await issue(id, 'verifyIdentity');
    const send = (key: string) =>
      api.post(`/v1/requests/${id}/verification`, { token: requester, body: { code: '12345678' }, key });
    const first = await send('one');
    expect((await send('two')).body.code).toBe('DSR_CODE_USED');
    expect((await send('one')).text).toBe(first.text);
    expect(api.gatewayCalls).toHaveLength(1);
  });

  it('When the engine fails after a right guess, then the repeat of the call goes on without another code', async () => {
    let failures = 1;
    const flaky = await startTestApi({
      gateway: {
        command: () =>
          failures-- > 0
            ? Promise.reject(new PublicError('DSR_UNAVAILABLE'))
            : Promise.resolve({ version: 3, phase: 'locating' as const }),
      },
    });
    const { id, requester } = flaky.request();
    const codeHash = hashMailedCode(id, 'verifyIdentity', '12345678');
    await flaky.books.codes.issue({
      requestId: id,
      purpose: 'verifyIdentity',
      codeHash,
      issuedAt: '',
      expiresAt: later,
    });
    const send = () =>
      flaky.post(`/v1/requests/${id}/verification`, {
        token: requester,
        body: { code: '12345678' },
        key: 'k',
      });
    expect((await send()).status).toBe(503);
    expect((await send()).status).toBe(200);
    await flaky.stop();
  });

  it('When a code of another purpose or request is used, then it is wrong', async () => {
    const [one, two] = [api.request(), api.request()];
    await issue(one.id, 'fetchPackage');
    await issue(two.id, 'verifyIdentity');
    const answer = await api.post(`/v1/requests/${one.id}/verification`, {
      token: one.requester,
      body: { code: '12345678' },
    });
    expect(answer.body.code).toBe('DSR_CODE_WRONG');
  });

  it('When a new code is asked for, then one mail is ordered however often the call is repeated', async () => {
    const { id, requester } = api.request();
    const ask = () => api.post(`/v1/requests/${id}/verification-codes`, { token: requester, key: 'same' });
    expect([(await ask()).status, (await ask()).status]).toEqual([202, 202]);
    expect(api.gatewayCalls).toEqual([
      { method: 'mailCode', args: [id, 'verifyIdentity', expect.stringMatching(/^[0-9a-f]{40}$/)] },
    ]);
  });

  it('When the request is not acknowledged yet, then no code is mailed or taken', async () => {
    const { id, requester } = api.request({ phase: 'received' });
    const answer = await api.post(`/v1/requests/${id}/verification-codes`, { token: requester });
    expect([answer.status, answer.body.code]).toEqual([409, 'DSR_WRONG_PHASE']);
  });

  it('When the subject’s token was lost, then a fresh code gives another without a command', async () => {
    const { id, requester } = api.request({ phase: 'closed', verifiedAt: '2026-03-02T02:00:00Z' });
    await issue(id, 'verifyIdentity');
    const answer = await api.post(`/v1/requests/${id}/verification`, {
      token: requester,
      body: { code: '12345678' },
    });
    expect(answer.status).toBe(200);
    expect(api.gatewayCalls).toEqual([]);
  });
});

describe('status', () => {
  const found = {
    phase: 'closed',
    outcome: 'partlyFulfilled',
    tally: { deleted: 2, retained: 1 },
    plan: { hash, stores: [] },
  } as const;

  it('When the intake’s token asks, then nothing shows that would tell whether there are data', async () => {
    const full = api.request(found);
    const none = api.request({ phase: 'closed', outcome: 'noDataFound', tally: { notFound: 3 } });
    const read = async ({ id, requester }: typeof full) => {
      const { body } = await api.get(`/v1/requests/${id}`, { token: requester });
      return { ...body, requestId: '' };
    };
    expect(await read(full)).toEqual(await read(none));
    expect(Object.keys(await read(full)).sort()).toEqual([
      'next',
      'phase',
      'receivedAt',
      'requestId',
      'right',
      'verified',
    ]);
  });

  it('When the verified person asks, then outcome, deadlines and letters show, and nothing of staff’s', async () => {
    const { id, subject } = api.request(found);
    api.memory.notices.push({
      noticeId: `${id}/completion/1`,
      requestId: id,
      kind: 'completion',
      messageId: '<secret@lotus.example>',
      status: 'accepted',
      attempts: 1,
      acceptedAt: later,
    });
    const { body, text } = await api.get(`/v1/requests/${id}`, { token: subject });
    expect(body).toMatchObject({
      outcome: 'partlyFulfilled',
      deadlines: [{ regime: 'CN-APP-2019', date: '2030-01-31', status: 'running' }],
      notices: [{ kind: 'completion', status: 'accepted', acceptedAt: later }],
      next: { code: 'nothing' },
    });
    expect(text).not.toMatch(/plan|secret|ruleVersion|thresholds/);
  });
});

describe('steps', () => {
  it('When the person withdraws, then the engine is asked once', async () => {
    const { id, subject } = api.request();
    const send = () => api.post(`/v1/requests/${id}/withdrawal`, { token: subject, key: 'k' });
    expect((await send()).body).toEqual({ version: 7, phase: 'locating' });
    await send();
    expect(api.gatewayCalls.map(({ args }) => args[2])).toEqual([{ name: 'withdraw' }]);
    expect(api.memory.accessLog).toMatchObject([
      { action: 'withdraw', actor: { kind: 'subject' }, allowed: true },
    ]);
  });

  it('When a change awaits, then the person sees exactly it and confirms its hash', async () => {
    const { id, subject } = api.request({ right: 'correction', phase: 'assessing', change: { hash } });
    const change = {
      storeId: 'shop',
      collection: 'customers',
      field: 'phone',
      oldValue: null,
      newValue: '1',
    };
    await api.books.vault.put(id, 'change', { hash, changes: [change] });
    const shown = await api.get(`/v1/requests/${id}/change`, { token: subject });
    expect(shown.body).toEqual({ hash, changes: [change] });
    await api.post(`/v1/requests/${id}/change-confirmation`, { token: subject, body: { hash } });
    expect(api.gatewayCalls[0]?.args.slice(2)).toEqual([
      { name: 'confirmChange', hash },
      { kind: 'subject' },
    ]);
  });

  it('When no change awaits, then there is none to see', async () => {
    const { id, subject } = api.request();
    expect((await api.get(`/v1/requests/${id}/change`, { token: subject })).status).toBe(404);
  });

  it('When person and staff write, then each reads both, and staff’s look is evidence', async () => {
    const { id, subject } = api.request();
    const token = await api.staff('operator');
    await api.post(`/v1/requests/${id}/messages`, { token: subject, body: { text: 'hello\nthere' } });
    await api.post(`/v1/staff/requests/${id}/messages`, { token, body: { text: 'we ask for …' } });
    const lines = (body: { items: readonly object[] }) => body.items;
    expect(lines((await api.get(`/v1/requests/${id}/messages`, { token: subject })).body)).toMatchObject([
      { from: 'subject', text: 'hello\nthere' },
      { from: 'staff' },
    ]);
    await api.get(`/v1/staff/requests/${id}/messages`, { token });
    expect(api.memory.evidence.get(id)).toMatchObject([
      { type: 'staffViewed', facts: { part: 'messages', purpose: 'correspondence' } },
    ]);
  });

  it('When a message is sent twice under one key, then it is there once', async () => {
    const { id, subject } = api.request();
    const key = randomUUID();
    const send = () => api.post(`/v1/requests/${id}/messages`, { token: subject, body: { text: 'x' }, key });
    expect((await send()).text).toBe((await send()).text);
    expect(api.memory.conversation.get(id)).toHaveLength(1);
  });
});

describe('the package', () => {
  const bytes = Buffer.from('PK fictional');
  const ref = { hash: sha256(bytes), bytes: bytes.length, expiresAt: later, downloadsLeft: 3 };
  async function ready(change: object = {}) {
    const request = api.request({ phase: 'closed', outcome: 'fulfilled', package: ref, ...change });
    await api.books.vault.putBytes(request.id, 'package', bytes);
    await issue(request.id, 'fetchPackage');
    return request;
  }
  const fetchIt = ({ id, subject }: { id: RequestId; subject: string }, code = '12345678') =>
    api.post(`/v1/requests/${id}/package`, { token: subject, body: { code }, key: null });

  it('When a fresh code is right, then the package comes as a download that nobody keeps, with evidence', async () => {
    const request = await ready();
    const answer = await fetchIt(request);
    expect([answer.status, answer.text]).toEqual([200, 'PK fictional']);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(api.memory.requests.get(request.id)?.package?.downloadsLeft).toBe(2);
    expect(api.memory.evidence.get(request.id)).toMatchObject([
      { type: 'packageDelivered', facts: { hash: ref.hash } },
    ]);
  });

  it.each([
    ['has expired', { package: { ...ref, expiresAt: '2020-01-01T00:00:00Z' } }, 410],
    ['was fetched three times', { package: { ...ref, downloadsLeft: 0 } }, 410],
    ['lies before staff still', { phase: 'reviewing', outcome: undefined }, 404],
    ['was refused after all', { outcome: 'refused' }, 404],
  ])(
    'When the package %s, then it is not handed over and the code stays good',
    async (_what, change, status) => {
      const request = await ready(change);
      expect((await fetchIt(request)).status).toBe(status);
      expect(
        (await api.post(`/v1/requests/${request.id}/package-codes`, { token: request.subject })).status,
      ).toBe(status);
      expect(api.memory.codes.get(`${request.id}/fetchPackage`)?.used).toBe(false);
      expect(api.gatewayCalls).toEqual([]);
    },
  );

  it('When the code is wrong, then no download is counted', async () => {
    const request = await ready();
    expect((await fetchIt(request, '00000000')).body.code).toBe('DSR_CODE_WRONG');
    expect(api.memory.requests.get(request.id)?.package?.downloadsLeft).toBe(3);
  });

  it('When the bytes are not those that were approved, then nothing is handed over', async () => {
    const request = await ready();
    await api.books.vault.putBytes(request.id, 'package', Buffer.from('PK other'));
    const answer = await fetchIt(request);
    expect([answer.status, answer.body.code]).toEqual([500, 'DSR_INTERNAL']);
    expect(answer.text).not.toContain('PK');
  });

  it('When a code for it is asked for, then one is mailed', async () => {
    const request = await ready();
    await api.post(`/v1/requests/${request.id}/package-codes`, { token: request.subject });
    expect(api.gatewayCalls).toMatchObject([
      { method: 'mailCode', args: [request.id, 'fetchPackage', expect.any(String)] },
    ]);
  });
});
