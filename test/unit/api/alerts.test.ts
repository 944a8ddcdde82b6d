import type { Alert } from '../../../domain/ports';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
let operator: string;
let mine: ReturnType<TestApi['request']>;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.staff('operator');
  mine = api.request();
  for (const alert of [
    alertOf({ alertId: `${mine.id}/EU-GDPR/respond/breach`, kind: 'breach', level: 'privacyOfficer' }),
    alertOf({ alertId: `${mine.id}/EU-GDPR/respond/50%` }),
    { ...alertOf({ alertId: 'engineSilent/never/operator', kind: 'engineSilent' }), caseId: undefined },
  ])
    api.memory.alerts.set(alert.alertId, alert as Alert);
});
afterAll(() => api.stop());

function alertOf(change: Partial<Alert>): Alert {
  return {
    alertId: 'x',
    kind: 'reminder',
    level: 'operator',
    caseId: mine.id,
    raisedAt: '2026-03-02T01:00:00.000Z',
    raisedBy: 'sweep',
    status: 'open',
    ...change,
  };
}

async function idsAt(path: string): Promise<string[]> {
  const answer = await api.get(path, { token: operator });
  expect(answer.status).toBe(200);
  return (answer.body['items'] as { alertId: string }[]).map(({ alertId }) => alertId);
}

it.each(['kind=birthday', 'level=boss', 'status=seen', 'limit=0', 'limit=101', 'unknown=1'])(
  'When the list is asked for with %s, then it is refused',
  async (query) => {
    const answer = await api.get(`/v1/staff/alerts?${query}`, { token: operator });
    expect([answer.status, answer.body.code]).toEqual([422, 'DSR_BODY_INVALID']);
  },
);

it('When alerts are listed, then filters hold, and what is no id finds nothing', async () => {
  expect(await idsAt('/v1/staff/alerts')).toHaveLength(3);
  expect(await idsAt('/v1/staff/alerts?kind=engineSilent')).toEqual(['engineSilent/never/operator']);
  expect(await idsAt('/v1/staff/alerts?level=privacyOfficer&status=open')).toHaveLength(1);
  expect(await idsAt(`/v1/staff/alerts?caseId=${mine.id}`)).toHaveLength(2);
  expect(await idsAt('/v1/staff/alerts?caseId=req_1')).toEqual([]);
});

it('When the breach register is read, then it holds missed deadlines and nothing else', async () => {
  expect(await idsAt('/v1/staff/breaches')).toEqual([`${mine.id}/EU-GDPR/respond/breach`]);
  const answer = await api.get('/v1/staff/breaches?kind=reminder', { token: operator });
  expect(answer.status).toBe(422);
});

it('When two members of staff acknowledge an alert, then the first stays named', async () => {
  const path = `/v1/staff/alerts/${encodeURIComponent(`${mine.id}/EU-GDPR/respond/50%`)}/acknowledgements`;
  const first = await api.post(path, { token: operator, body: {} });
  const second = await api.post(path, { token: await api.staff('privacyOfficer'), body: {} });
  expect([first.status, second.status]).toEqual([200, 200]);
  const named = { status: 'acknowledged', acknowledgedBy: 'staff-operator' };
  expect(first.body).toMatchObject(named);
  expect(second.body).toMatchObject(named);
});
