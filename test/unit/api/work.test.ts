import type { KeptForecast } from '../../../domain/forecast';
import type { TestApi } from './support';
import { startTestApi } from './support';

const at = '2026-03-02T02:00:00.000Z';
const forecast: KeptForecast = {
  at,
  expectedAt: '2026-03-05T02:00:00.000Z',
  likelyBy: '2026-03-09T02:00:00.000Z',
  targetAt: '2026-03-08T00:00:00.000Z',
  slackMs: -93_600_000,
  startBy: '2026-03-01T00:00:00.000Z',
  standing: 'atRisk',
  stages: [
    { name: 'executing', expectedMs: 1, likelyMs: 2, slowest: 'store/shop/execute', observed: true },
    { name: 'reviewing', expectedMs: 3, likelyMs: 4, slowest: 'phase/reviewing/access', observed: false },
  ],
};

let api: TestApi;
let token: string;
beforeEach(async () => {
  api = await startTestApi();
  token = await api.staff('operator');
});
afterEach(() => api.stop());

it('When staff look at a request, then its forecast is as it was kept, and the answer is the same until another is made', async () => {
  const { id } = api.request({ phase: 'executing', forecast });
  const path = `/v1/staff/requests/${id}`;
  const shown = await api.get(path, { token });
  expect(shown.body['forecast']).toEqual(forecast);
  const headers = { 'if-none-match': shown.headers.get('etag') ?? '' };
  expect((await api.get(path, { token, headers })).status).toBe(304);
  await api.books.work.keep(id, { ...forecast, at: '2026-03-02T02:15:00.000Z' });
  expect((await api.get(path, { token, headers })).status).toBe(200);
});

it('When there is no forecast yet, then the request is shown without', async () => {
  const { id } = api.request({ phase: 'executing' });
  const { status, body } = await api.get(`/v1/staff/requests/${id}`, { token });
  expect(status).toBe(200);
  expect(body).not.toHaveProperty('forecast');
});

it('When the work is listed, then it says what each request waits for and where it stands, and nothing else', async () => {
  const { id } = api.request({ phase: 'executing', waiting: ['store'], forecast });
  api.request({ phase: 'closed' });
  const { body } = await api.get('/v1/staff/work', { token });
  expect(body.items).toEqual([
    {
      requestId: id,
      right: 'access',
      regimes: ['CN-APP-2019'],
      phase: 'executing',
      receivedAt: expect.any(String) as string,
      waiting: ['store'],
      forecast,
    },
  ]);
});

it('When only the work of staff is asked for, then only that is listed', async () => {
  api.request({ phase: 'verifying', waiting: ['subject'] });
  const { id } = api.request({ phase: 'assessing', waiting: ['staff'] });
  const { body } = await api.get('/v1/staff/work?waiting=staff', { token });
  expect(body.items).toMatchObject([{ requestId: id }]);
});

it.each(['?waiting=nobody', '?limit=0', '?sort=name', '?waiting=staff&waiting=store'])(
  'When the list is asked for with %s, then it is refused',
  async (query) => {
    expect((await api.get(`/v1/staff/work${query}`, { token })).status).toBe(422);
  },
);

it('When a person looks at the own request, then nothing of the forecast is shown', async () => {
  const { id, subject } = api.request({ phase: 'executing', forecast });
  const { status, text } = await api.get(`/v1/requests/${id}`, { token: subject });
  expect(status).toBe(200);
  expect(text).not.toContain('startBy');
  expect(text).not.toContain('store/shop');
});
