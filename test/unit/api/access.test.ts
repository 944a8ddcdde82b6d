import type { ApiDeps } from '../../../api/deps';
import { checkRoutes, route } from '../../../api/route';
import type { Access, Route } from '../../../api/route';
import { apiRoutes } from '../../../api/routes';
import { createApi } from '../../../api/server';
import { newIncidentId, newRequestId } from '../../../crypto/ids';
import { staffRoles } from '../../../domain/actor';
import type { Incident } from '../../../domain/incident';
import { incidentOf } from '../../support/incidents';
import type { TestApi } from './support';
import { startTestApi } from './support';

const routes = apiRoutes({
  metrics: { observe: () => undefined, text: () => Promise.resolve('') },
  openApi: () => '{}',
});
const protectedRoutes = routes.filter(
  ({ access }) => access.audience !== 'public' && access.audience !== 'operations',
);
const byName = (some: readonly Route[]) => some.map((rule): [string, Route] => [rule.name, rule]);
const alertId = 'req_mine/EU-GDPR/respond/breach';
const foreignTask = 'task_zzzzzzzzzzzzzzzzzzzz';
/** Statuses of the checks that come after the rights: what answers with one of them was let in. */
const refusals = [401, 403];

let api: TestApi;
let mine: ReturnType<TestApi['request']>;
let incident: Incident;
let tokens: Record<string, string>;

beforeAll(async () => {
  api = await startTestApi();
  mine = api.request();
  api.memory.tasks.set('task_mine', {
    taskId: 'task_mine',
    requestId: mine.id,
    kind: 'paperArchive',
    openedAt: '2026-03-02T01:00:00.000Z',
    status: 'open',
  });
  api.memory.alerts.set(alertId, {
    alertId,
    kind: 'breach',
    level: 'privacyOfficer',
    caseId: mine.id,
    raisedAt: '2026-03-02T01:00:00.000Z',
    raisedBy: 'sweep',
    status: 'open',
  });
  incident = incidentOf();
  await api.books.incidents.open(incident);
  const staff = await Promise.all(staffRoles.map(async (role) => [role, await api.staff(role)] as const));
  tokens = {
    ...Object.fromEntries(staff),
    system: await api.provider.token({ sub: 'crm', role: 'system' }),
    requester: mine.requester,
    subject: mine.subject,
  };
});
afterAll(() => api.stop());

function pathOf(rule: Route, id: string = mine.id, taskId = 'task_mine'): string {
  const incidentId = id === mine.id ? incident.incidentId : id;
  return rule.path
    .replace('{id}', id)
    .replace('{taskId}', taskId)
    .replace('{incidentId}', incidentId)
    .replace('{storeId}', id === mine.id ? 'shop' : id)
    .replace('{alertId}', encodeURIComponent(id === mine.id ? alertId : id));
}

function call(rule: Route, token: string | undefined, path = pathOf(rule)) {
  return rule.method === 'get' ? api.get(path, { token }) : api.post(path, { token, body: {} });
}

/** The status that the rules say, or `in` when the call passes the checks of rights. */
function expected(access: Access, holder: string): 'in' | 401 | 403 {
  const isStaff = staffRoles.some((role) => role === holder);
  switch (access.audience) {
    case 'public':
    case 'operations':
      return 'in';
    case 'requester':
      return holder === 'requester' || holder === 'subject' ? 'in' : 401;
    case 'subject':
      return holder === 'subject' ? 'in' : 401;
    case 'system':
      return holder === 'system' ? 'in' : 401;
    case 'staff':
      if (!isStaff) return 401;
      return access.roles.some((role) => role === holder) ? 'in' : 403;
  }
}

describe.each(byName(protectedRoutes))('%s', (_name, rule) => {
  it.each(['nobody', 'requester', 'subject', 'system', ...staffRoles])(
    'When %s calls, then the rule of the table decides',
    async (holder) => {
      const { status } = await call(rule, holder === 'nobody' ? undefined : tokens[holder]);
      const rightful = holder === 'nobody' ? 401 : expected(rule.access, holder);
      if (rightful === 'in') expect(refusals).not.toContain(status);
      else expect(status).toBe(rightful);
    },
  );

  it('When the token is forged, stale or for others, then it answers 401', async () => {
    const role = rule.access.audience === 'system' ? 'system' : 'privacyOfficer';
    const claims = { sub: 'staff-x', role };
    const bad = await Promise.all([
      api.provider.token(claims, { expiresIn: '-2m' }),
      api.provider.token(claims, { audience: 'another-api' }),
      api.provider.token(claims, { issuer: 'https://evil.example' }),
      api.provider.token(claims, { foreignKey: true }),
    ]);
    for (const token of [...bad, api.provider.unsigned(claims), 'not-a-token', 'A'.repeat(43)]) {
      const answer = await call(rule, token);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('When the id is foreign, unknown or malformed, then it answers 404 and nothing else', async () => {
    if (!/\{(id|taskId|incidentId|alertId)\}/.test(rule.path)) return;
    const other = api.request();
    const isPerson = rule.access.audience !== 'staff';
    const admitted = isPerson ? tokens['subject'] : (tokens['privacyOfficer'] ?? '');
    const token = rule.name === 'decideObjection' ? tokens['privacyOfficer'] : admitted;
    for (const id of [
      ...(isPerson ? [other.id] : []),
      newRequestId(),
      newIncidentId(),
      'req_1',
      '%00',
      '$ne',
    ]) {
      const answer = await call(rule, token, pathOf(rule, id, foreignTask));
      expect([answer.status, answer.body.code]).toEqual([404, 'DSR_NOT_FOUND']);
    }
  });
});

describe('tokens of staff', () => {
  it.each([['janitor'], [undefined], [['operator']], [{ $ne: 1 }]])(
    'When the role is %p, then every staff route answers 403',
    async (role) => {
      const token = await api.provider.token({ sub: 'staff-x', role });
      expect((await api.get('/v1/staff/requests', { token })).status).toBe(403);
    },
  );

  it('When the subject claim is no opaque id, then it answers 401', async () => {
    const token = await api.provider.token({ sub: 'wei@example.com ', role: 'operator' });
    expect((await api.get('/v1/staff/requests', { token })).status).toBe(401);
  });

  it('When the identity provider is away, then it answers 503 and lets nobody in', async () => {
    const lonely = await startTestApi();
    await lonely.provider.stop();
    const token = await lonely.staff('operator');
    const answer = await lonely.get('/v1/staff/requests', { token });
    expect([answer.status, answer.body.code]).toEqual([503, 'DSR_UNAVAILABLE']);
    await lonely.stop();
  });
});

describe('the access log', () => {
  it('When a call is refused, then who tried what is written down without anything personal', async () => {
    api.memory.accessLog.length = 0;
    await api.post(`/v1/staff/requests/${mine.id}/refusals`, {
      token: tokens['auditor'],
      body: { ground: 'X' },
    });
    expect(api.memory.accessLog).toEqual([
      {
        at: expect.any(String) as string,
        actor: { kind: 'staff', id: 'staff-auditor', role: 'auditor' },
        action: 'refuse',
        requestId: mine.id,
        allowed: false,
        code: 'DSR_FORBIDDEN',
      },
    ]);
  });

  it('When the log cannot be written, then staff are shown nothing', async () => {
    const write = () => Promise.reject(new Error('disk full'));
    const closed = await startTestApi({ books: { accessLog: { ...api.books.accessLog, write } } });
    const { id } = closed.request();
    const answer = await closed.get(`/v1/staff/requests/${id}`, { token: await closed.staff('operator') });
    expect([answer.status, answer.body.code]).toEqual([500, 'DSR_INTERNAL']);
    expect(answer.text).not.toContain('disk');
    await closed.stop();
  });
});

describe('the table', () => {
  const sound = route({
    name: 'x',
    method: 'post',
    path: '/v1/x/{id}',
    about: '',
    access: { audience: 'subject' },
    answer: { status: 200, about: '' },
    handle: () => Promise.resolve({}),
  });

  it('When every route has a rule, then it starts', () => {
    expect(() => checkRoutes([...routes, sound])).not.toThrow();
  });

  it.each<[string, object]>([
    ['has no rule', { access: undefined }],
    ['names an audience that does not exist', { access: { audience: 'everyone' } }],
    ['admits a role that does not exist', { access: { audience: 'staff', roles: ['janitor'] } }],
    ['admits no role', { access: { audience: 'staff', roles: [] } }],
    ['lets an auditor change something', { access: { audience: 'staff', roles: ['auditor'] } }],
    ['shows a request to anybody', { access: { audience: 'public' } }],
    ['has a parameter that nobody checks', { path: '/v1/x/{name}' }],
    ['is there twice', { name: 'takeIn' }],
  ])('When a route %s, then it does not start', (_what, change) => {
    const odd = { ...sound, ...change } as unknown as Route;
    expect(() => checkRoutes([...routes, odd])).toThrow('/v1/x');
    // Before anything else is touched, so no part is needed.
    expect(() => createApi({} as ApiDeps, [odd])).toThrow('/v1/x');
  });
});
