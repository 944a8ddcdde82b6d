import { createTokenVerifier } from '../../../api/oidc';
import { apiRoutes } from '../../../api/routes';
import type { TestApi } from './support';
import { startTestApi } from './support';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const routes = apiRoutes({
  metrics: { observe: () => undefined, text: () => Promise.resolve('') },
  openApi: () => '{}',
});

describe('/openapi.json', () => {
  it('When it is read, then it lists exactly the routes of the table', async () => {
    const { body } = await api.get('/openapi.json');
    expect(body['openapi']).toBe('3.1.1');
    const listed = Object.entries(body.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    const inTable = routes.map(({ method, path, name }) => `${method} ${path} ${name}`);
    expect([...listed].sort()).toEqual([...inTable].sort());
  });

  it('When it is read, then parameters, bodies, answers and references are complete', async () => {
    const { body, text } = await api.get('/openapi.json');
    const components = body['components'] as { schemas: Record<string, unknown>; securitySchemes: object };
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(components.schemas).toHaveProperty([name]);
    for (const rule of routes) {
      const operation = body.paths[rule.path]?.[rule.method];
      const names = [...rule.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const inPath = operation?.parameters?.filter((parameter) => parameter.in === 'path') ?? [];
      expect(inPath.map(({ name }) => name)).toEqual(names);
      expect(operation?.responses).toHaveProperty(String(rule.answer.status));
      expect(operation?.responses).toHaveProperty('default');
      expect(operation?.requestBody !== undefined).toBe(rule.body !== undefined);
    }
  });

  it('When a body is described, then unknown fields are forbidden there too', async () => {
    const { body } = await api.get('/openapi.json');
    const { schemas } = body['components'] as { schemas: Record<string, { additionalProperties?: boolean }> };
    expect(schemas['Intake']?.additionalProperties).toBe(false);
  });
});

describe('/docs', () => {
  it('When the page is opened, then all of it comes from here, under a policy that forbids other scripts', async () => {
    const page = await api.get('/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const assets = [...page.text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(assets).toHaveLength(3);
    for (const path of assets) expect((await api.get(path)).status).toBe(200);
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.text).not.toMatch(/<script>|<style>|onload=/);
  });

  it.each(['package.json', '..%2fpackage.json', 'constructor', 'swagger-ui.js.map'])(
    'When %s is asked for, then it is not there',
    async (name) => expect((await api.get(`/docs/${name}`)).status).toBe(404),
  );
});

describe('/health', () => {
  it('When all parts are up, then it is live and ready', async () => {
    expect((await api.get('/health/live')).body).toEqual({ status: 'live' });
    const { status, body } = await api.get('/health/ready');
    expect([status, body]).toEqual([200, { status: 'ready', parts: { mongodb: 'up', temporal: 'up' } }]);
  });

  it('When a part is down, then it is named and the answer is 503', async () => {
    const down = await startTestApi({
      gateway: { ready: () => Promise.resolve(false) },
      books: { ready: () => Promise.reject(new Error('no')) },
    });
    const { status, body } = await down.get('/health/ready');
    expect([status, body]).toEqual([
      503,
      { status: 'notReady', parts: { mongodb: 'down', temporal: 'down' } },
    ]);
    expect((await down.get('/health/live')).status).toBe(200);
    await down.stop();
  });
});

describe('/metrics', () => {
  it('When it is read on the machine, then calls are counted by route and status, and ids never', async () => {
    const { id, requester } = api.request();
    await api.get(`/v1/requests/${id}`, { token: requester });
    const { text } = await api.get('/metrics');
    expect(text).toContain('habeas_api_calls_total{route="showStatus",status="200"}');
    expect(text).not.toContain(id);
  });

  it('When a proxy passes the call on, then it takes a token', async () => {
    const answer = await api.get('/metrics', { headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect(answer.status).toBe(401);
  });
});

describe('the log', () => {
  it('When calls carry tokens, ids and texts, then lines hold pattern, status and correlation id only', async () => {
    const quiet = await startTestApi();
    const { id, subject } = quiet.request();
    const text = 'canary\n{"level":60}\u001b[31m';
    const answer = await quiet.post(`/v1/requests/${id}/messages`, { token: subject, body: { text } });
    await quiet.get(`/v1/requests/${id}?canary=1`, { token: subject, headers: { 'user-agent': 'canary' } });
    await quiet.stop();
    const log = quiet.logged();
    for (const secret of [id, subject, 'canary']) expect(log).not.toContain(secret);
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ msg }) => msg === 'call')).toMatchObject([
      {
        route: '/v1/requests/{id}/messages',
        method: 'POST',
        caller: 'subject',
        correlationId: answer.headers.get('x-correlation-id'),
      },
      { status: 422, code: 'DSR_BODY_INVALID' },
    ]);
  });

  it('When something breaks with personal data in its message, then answer and log have none of it', async () => {
    const find = () => Promise.reject(new Error('E11000 dup key: { email: "canary@example.com" }'));
    const broken = await startTestApi();
    broken.books.requests.find = find;
    const answer = await broken.get(`/v1/staff/requests/${broken.request().id}`, {
      token: await broken.staff('operator'),
    });
    await broken.stop();
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      500,
      'DSR_INTERNAL',
      'Something went wrong on our side.',
    ]);
    expect(answer.text + broken.logged()).not.toContain('canary');
    expect(broken.logged()).toContain(answer.headers.get('x-correlation-id') ?? 'none');
  });
});

describe('limits', () => {
  async function statuses(limited: TestApi, headers: readonly Record<string, string>[]) {
    const answers = [];
    for (const one of headers) answers.push(await limited.post('/v1/requests', { body: {}, headers: one }));
    await limited.stop();
    return answers.map(({ status }) => status);
  }
  const from = (address: string) => ({ 'x-forwarded-for': address });

  it('When one network sends more intakes than allowed, then it is 429 with Retry-After', async () => {
    const limited = await startTestApi({ settings: { intakeRatePerMinute: 2 } });
    await limited.post('/v1/requests', { body: {} });
    await limited.post('/v1/requests', { body: {} });
    const third = await limited.post('/v1/requests', { body: {} });
    expect([third.status, third.body.code]).toEqual([429, 'DSR_RATE_LIMITED']);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await limited.get('/health/live')).status).toBe(200);
    await limited.stop();
  });

  it('When no proxy is trusted, then a forged X-Forwarded-For does not help', async () => {
    const limited = await startTestApi({ settings: { intakeRatePerMinute: 1 } });
    expect(await statuses(limited, [from('203.0.113.1'), from('203.0.113.2')])).toEqual([422, 429]);
  });

  it('When one proxy is trusted, then networks are told apart, and IPv6 neighbours are not', async () => {
    const limited = await startTestApi({ settings: { intakeRatePerMinute: 1, trustProxy: 1 } });
    const addresses = [
      '203.0.113.1',
      '203.0.113.2',
      '2001:db8::1',
      '2001:db8::ffff',
      '198.51.100.7, 203.0.113.2',
    ];
    expect(await statuses(limited, addresses.map(from))).toEqual([422, 422, 422, 429, 429]);
  });
});

describe('tokens', () => {
  it('When the discovery document names another issuer, then its keys are not believed', async () => {
    const tokens = createTokenVerifier({ issuer: `${api.provider.issuer}/`, audience: 'habeas-api' });
    const token = await api.provider.token({ sub: 'wei', role: 'operator' });
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'DSR_UNAVAILABLE' });
  });
});
