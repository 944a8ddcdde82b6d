import { randomUUID } from 'node:crypto';
import { sha256 } from '../../../api/authenticate';
import type { RequestId } from '../../../domain/ids';
import { PersistenceError } from '../../../domain/port-errors';
import { fakePersistence } from '../../support/fake-persistence';
import { intakeBody } from './fixtures';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi();
});
afterEach(() => api.stop());

it('When anyone makes a request, then answer, state, calls, evidence and log are right', async () => {
  const { status, body, headers } = await api.post('/v1/requests', {
    body: intakeBody({ right: 'erasure', statement: 'please\nall of it', locale: 'en' }),
  });
  const id = body.requestId as RequestId;

  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/v1/requests/${id}`);
  expect(body).toEqual({
    requestId: expect.stringMatching(/^req_[0-9a-z]{20}$/) as string,
    accessToken: expect.stringMatching(/^[\w-]{43}$/) as string,
    phase: 'received',
    receivedAt: expect.any(String) as string,
    next: { code: 'enterMailedCode', text: expect.any(String) as string },
  });

  const view = api.memory.requests.get(id);
  expect(view).toMatchObject({
    right: 'deletion',
    regimes: ['CN-APP-2019', 'CN-GBT35273'],
    verificationNeeded: true,
    channel: 'api',
    startedAt: expect.any(String) as string,
  });
  expect(view?.clocks).toHaveLength(2);
  expect(api.memory.deadlines.get(id)).toHaveLength(2);
  expect(api.memory.vault.get(`${id} claims`)).toEqual({
    name: '林样例',
    identifiers: [{ kind: 'email', value: 'lin.yangli@example.com' }],
    statement: 'please\nall of it',
  });

  expect(api.gatewayCalls).toEqual([{ method: 'start', args: [id] }]);
  const evidence = api.memory.evidence.get(id) ?? [];
  expect(evidence.map(({ type }) => type)).toEqual(['requestReceived']);
  expect(evidence[0]?.facts).toMatchObject({ right: 'deletion', ruleVersions: expect.any(Object) as object });
  expect(JSON.stringify(evidence)).not.toMatch(/林样例|lin\.yangli/);

  expect(JSON.stringify([...api.memory.requests.values()])).not.toContain(body.accessToken);
  expect(api.memory.tokens.has(sha256(body.accessToken))).toBe(true);
  expect(api.logged()).toContain('"route":"/v1/requests"');
  expect(api.logged()).not.toMatch(/林样例|yangli|req_/);
});

it.each([
  ['rectification', 'correction', { changes: [{ field: 'shop.customers.phone', newValue: '1' }] }],
  ['delete', 'deletion', {}],
  ['know', 'access', {}],
  ['limit', 'restriction', {}],
  ['objection', 'objection', { purposes: ['account'] }],
])('When the right is called %s, then it is %s', async (word, right, change) => {
  const { body } = await api.post('/v1/requests', { body: intakeBody({ right: word, ...change }) });
  expect(api.memory.requests.get(body.requestId as RequestId)?.right).toBe(right);
});

it.each([
  [['marketing'], false],
  [['marketing', 'account'], true],
])('When somebody objects to %j, then proof of identity is needed: %s', async (purposes, needed) => {
  const { body } = await api.post('/v1/requests', { body: intakeBody({ right: 'objection', purposes }) });
  expect(api.memory.requests.get(body.requestId as RequestId)?.verificationNeeded).toBe(needed);
});

describe('Idempotency-Key', () => {
  it('When it is missing or could be anybody’s, then the intake is refused', async () => {
    for (const key of [null, '1', 'a b c d e f g h i j k l', 'x'.repeat(201)]) {
      const answer = await api.post('/v1/requests', { body: intakeBody(), key });
      expect([answer.status, answer.body.code]).toEqual([400, 'DSR_IDEMPOTENCY_KEY_MISSING']);
    }
    expect(api.memory.requests.size).toBe(0);
  });

  it('When the same intake comes 100 times at once, then there is one request and one answer', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => api.post('/v1/requests', { body: intakeBody(), key })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(api.memory.requests.size).toBe(1);
    expect(api.gatewayCalls).toHaveLength(1);
  });

  it('When the same key comes with another body, then it conflicts and nothing happens', async () => {
    const key = randomUUID();
    await api.post('/v1/requests', { body: intakeBody(), key });
    const answer = await api.post('/v1/requests', { body: intakeBody({ right: 'deletion' }), key });
    expect([answer.status, answer.body.code]).toEqual([409, 'DSR_IDEMPOTENCY_CONFLICT']);
    expect(api.memory.requests.size).toBe(1);
  });

  it('When a refused intake is repeated with its mistake mended, then the key is free again', async () => {
    const key = randomUUID();
    await api.post('/v1/requests', { body: intakeBody({ right: 'x' }), key });
    expect((await api.post('/v1/requests', { body: intakeBody(), key })).status).toBe(202);
  });
});

describe('faults', () => {
  async function with_<T>(options: Parameters<typeof startTestApi>[0], act: (api: TestApi) => Promise<T>) {
    const other = await startTestApi(options);
    try {
      return await act(other);
    } finally {
      await other.stop();
    }
  }
  const broken = () => Promise.reject(new PersistenceError('unavailable', 'down'));

  it('When the engine is away, then the request is taken in all the same and left to the reconciler', () =>
    with_({ gateway: { start: () => Promise.reject(new Error('no Temporal')) } }, async (other) => {
      const { status, body } = await other.post('/v1/requests', { body: intakeBody() });
      expect(status).toBe(202);
      expect(other.memory.requests.get(body.requestId as RequestId)?.startedAt).toBeUndefined();
      expect(await other.books.requests.unstarted('', 1)).toHaveLength(1);
    }));

  it.each(['vault', 'evidence', 'deadlines'] as const)(
    'When %s fails before the request exists, then it answers 503, and the repeat makes one request',
    async (part) => {
      const books = fakePersistence();
      let failing = true;
      const { vault, evidence, deadlines } = books;
      const maybe = <T>(act: () => Promise<T>) => (failing ? broken() : act());
      const flaky = {
        vault: {
          vault: {
            ...vault,
            put: (...args: Parameters<typeof vault.put>) => maybe(() => vault.put(...args)),
          },
        },
        evidence: {
          evidence: {
            ...evidence,
            append: (...args: Parameters<typeof evidence.append>) => maybe(() => evidence.append(...args)),
          },
        },
        deadlines: {
          deadlines: {
            ...deadlines,
            write: (...args: Parameters<typeof deadlines.write>) => maybe(() => deadlines.write(...args)),
          },
        },
      };
      const options = { books: { ...books, ...flaky[part] } };
      await with_(options, async (other) => {
        const key = randomUUID();
        const answer = await other.post('/v1/requests', { body: intakeBody(), key });
        expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([
          503,
          'DSR_UNAVAILABLE',
          '2',
        ]);
        expect(other.memory.requests.size).toBe(0);
        failing = false;
        expect((await other.post('/v1/requests', { body: intakeBody(), key })).status).toBe(202);
        expect(other.memory.requests.size).toBe(1);
      });
    },
  );

  it('When the answer to the accepting write is lost each time, then a repeat finds the same request', async () => {
    const books = fakePersistence();
    let losing = true;
    const accept: typeof books.requests.accept = async (intake) => {
      const done = await books.requests.accept(intake);
      return losing ? broken() : done;
    };
    await with_({ books: { ...books, requests: { ...books.requests, accept } } }, async (other) => {
      const key = randomUUID();
      expect((await other.post('/v1/requests', { body: intakeBody(), key })).status).toBe(503);
      losing = false;
      const { status, body } = await other.post('/v1/requests', { body: intakeBody(), key });
      expect(status).toBe(202);
      expect([...other.memory.requests.keys()]).toEqual([body.requestId]);
    });
  });
});
