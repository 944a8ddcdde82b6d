import { PersistenceError } from '../../../domain/port-errors';
import type { RegisterEntry } from '../../../domain/ports';
import type { TestApi } from './support';
import { startTestApi } from './support';

const now = '2026-03-02T09:30:00.000Z';
let api: TestApi;
let token = '';
beforeAll(async () => {
  api = await startTestApi({ now: () => now });
  token = await api.provider.token({ sub: 'crm', role: 'system' });
});
afterAll(() => api.stop());
beforeEach(() => {
  api.memory.register.clear();
  api.memory.registerUses.length = 0;
});

const identifier = { kind: 'email', value: 'lin@example.com' } as const;

async function inForce(kind: RegisterEntry['kind'], purposes: readonly string[]) {
  const { id } = api.request();
  const since = '2026-03-02T01:00:00Z';
  await api.books.register.enter({ requestId: id, kind, purposes, since }, [
    { ...identifier, sharing: 'sole' },
  ]);
  return id;
}

const ask = (purpose: string, exception?: string) =>
  api.post('/v1/decisions', { token, body: { identifier, purpose, exception }, key: null });

describe('exceptions', () => {
  it.each(['storage', 'legitimateInterest', ''])(
    'When the exception is %p, then the question is refused and nothing is counted',
    async (exception) => {
      await inForce('restriction', ['*']);
      const { status, body } = await ask('account', exception);
      expect([status, body.code]).toEqual([422, 'DSR_BODY_INVALID']);
      expect(api.memory.registerUses).toEqual([]);
    },
  );

  it('When the exception does not fit, then the use is refused and counted as refused', async () => {
    const requestId = await inForce('objection', ['marketing']);
    const { body } = await ask('marketing', 'legalClaims');
    expect(body).toMatchObject({ allowed: false, because: [{ kind: 'objection', requestId }] });
    expect(body).not.toHaveProperty('exception');
    expect(api.memory.registerUses).toMatchObject([{ requestId, answer: 'refused' }]);
  });

  it('When the exception fits, then the use is allowed under its name and counted under it', async () => {
    const requestId = await inForce('restriction', ['*']);
    const { body } = await ask('account', 'legalClaims');
    expect(body).toMatchObject({ allowed: true, because: [], exception: 'legalClaims' });
    expect(api.memory.registerUses).toMatchObject([{ requestId, answer: 'legalClaims' }]);
  });

  it('When nothing stands against the use, then the exception is neither named nor counted', async () => {
    const { body } = await ask('account', 'legalClaims');
    expect(body['allowed']).toBe(true);
    expect(body).not.toHaveProperty('exception');
    expect(api.memory.registerUses).toEqual([]);
  });

  it('When the use cannot be counted, then nothing is allowed under an exception', async () => {
    const failing = await startTestApi({
      now: () => now,
      books: {
        registerUses: {
          add: () => Promise.reject(new PersistenceError('unavailable', 'registerUses.add: no answer.')),
          list: () => Promise.resolve([]),
        },
      },
    });
    const since = '2026-03-02T01:00:00Z';
    const entry = { requestId: failing.request().id, kind: 'restriction' as const, purposes: ['*'], since };
    await failing.books.register.enter(entry, [{ ...identifier, sharing: 'sole' }]);
    const system = await failing.provider.token({ sub: 'crm', role: 'system' });
    const body = { identifier, purpose: 'account', exception: 'consent' };
    const answer = await failing.post('/v1/decisions', { token: system, body, key: null });
    expect([answer.status, answer.body.code]).toEqual([503, 'DSR_UNAVAILABLE']);
    await failing.stop();
  });
});

describe('refused uses', () => {
  it('When a use is refused, then staff see caller, purpose, day and reason, and nothing of the person', async () => {
    const requestId = await inForce('restriction', ['*']);
    const other = await inForce('objection', ['marketing']);
    await ask('account');
    await ask('storage');
    const auditor = await api.staff('auditor');
    const answer = await api.get(`/v1/staff/requests/${requestId}/refused-uses`, { token: auditor });
    expect(answer.body).toEqual({
      items: [
        {
          day: '2026-03-02',
          caller: 'crm',
          purpose: 'account',
          kind: 'restriction',
          answer: 'refused',
          count: 1,
        },
      ],
    });
    expect(JSON.stringify(api.memory.registerUses)).not.toContain(identifier.value);
    const ofOther = await api.get(`/v1/staff/requests/${other}/refused-uses`, { token: auditor });
    expect(ofOther.body.items).toEqual([]);
  });
});
