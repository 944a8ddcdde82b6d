import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mongoose';
import { startConfiguredApi } from '../../../api/main';
import type { RunningApi } from '../../../api/server';
import { testServers } from '../../support/servers';
import { startTestProvider } from '../../unit/api/identity-provider';
import type { TestProvider } from '../../unit/api/identity-provider';

const database = `habeas_test_${randomBytes(6).toString('hex')}`;
const person = { name: '林样例', email: 'canary.lin@example.com' };

let folder: string;
let provider: TestProvider;
let api: RunningApi;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'habeas-api-'));
  provider = await startTestProvider();
  api = await startConfiguredApi({
    DSR_API_PORT: '0',
    DSR_MONGODB_URI: testServers().mongoUri,
    DSR_MONGODB_DATABASE: database,
    // Nobody listens there: the engine is away, and the workflows of other tests are left alone.
    DSR_TEMPORAL_ADDRESS: `127.0.0.1:${await closedPort()}`,
    DSR_KEYRING_FILE: join(folder, 'keyring.json'),
    DSR_DATA_MAP_FILE: join(__dirname, '../../../examples/sample-company/data-map.yaml'),
    DSR_OIDC_ISSUER: provider.issuer,
    DSR_PUBLIC_URL: 'http://127.0.0.1',
    DSR_LOG_LEVEL: 'silent',
    DSR_INTAKE_RATE_PER_MINUTE: '100000',
  });
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
  const connection = await createConnection(testServers().mongoUri, { dbName: database }).asPromise();
  await connection.dropDatabase();
  await connection.close();
  await rm(folder, { recursive: true });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function intake(key: string, body: object = {}): Promise<Response> {
  return fetch(`${api.url}/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({
      right: 'access',
      name: person.name,
      identifiers: [{ kind: 'email', value: person.email }],
      ...body,
    }),
  });
}

interface Taken {
  readonly requestId: string;
  readonly accessToken: string;
}

async function staffGet(path: string): Promise<Response> {
  const token = await provider.token({ sub: 'fang-auditor', role: 'auditor' });
  return fetch(api.url + path, { headers: { authorization: `Bearer ${token}` } });
}

it('When the engine is away, then a request is taken in soon, with its deadlines and evidence', async () => {
  const started = Date.now();
  const answer = await intake(randomUUID());
  expect(answer.status).toBe(202);
  expect(Date.now() - started).toBeLessThan(10_000);
  const { requestId, accessToken } = (await answer.json()) as Taken;

  const status = await fetch(`${api.url}/v1/requests/${requestId}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(await status.json()).toMatchObject({ phase: 'received', verified: false });
  const detail = (await (await staffGet(`/v1/staff/requests/${requestId}`)).json()) as Record<
    string,
    unknown
  >;
  expect(detail['clocks']).toHaveLength(2);
  expect(detail).not.toHaveProperty('startedAt');
  const evidence = await (await staffGet(`/v1/staff/requests/${requestId}/evidence`)).json();
  expect(evidence).toMatchObject({ items: [{ seq: 1, type: 'requestReceived', prevHash: '0'.repeat(64) }] });
});

it('When the same intake comes 100 times at once, then there is one request and one answer', async () => {
  const before = await countRequests();
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 100 }, () => intake(key)));
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(texts).size).toBe(1);
  expect(await countRequests()).toBe(before + 1);
  const other = await intake(key, { right: 'deletion' });
  expect(other.status).toBe(409);
});

async function countRequests(): Promise<number> {
  const { items } = (await (await staffGet('/v1/staff/requests?limit=100')).json()) as { items: unknown[] };
  return items.length;
}

it('When pages are read, then they follow each other, and a cursor of somebody’s making is refused', async () => {
  for (let n = 0; n < 3; n += 1) await (await intake(randomUUID())).text();
  type Listing = { items: { requestId: string }[]; next?: string };
  const first = (await (await staffGet('/v1/staff/requests?limit=2')).json()) as Listing;
  const second = (await (
    await staffGet(`/v1/staff/requests?limit=2&cursor=${first.next ?? ''}`)
  ).json()) as Listing;
  const ids = [...first.items, ...second.items].map(({ requestId }) => requestId);
  expect(new Set(ids).size).toBe(4);
  const forged = await staffGet('/v1/staff/requests?cursor=eyJhIjoxfQ');
  expect([forged.status, ((await forged.json()) as { code: string }).code]).toEqual([
    400,
    'DSR_PAGE_CURSOR_INVALID',
  ]);
});

it('When the engine is away, then readiness says so by name', async () => {
  const ready = await fetch(`${api.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { status: 'notReady', parts: { mongodb: 'up', temporal: 'down' } },
  ]);
});

it('When the database is searched, then neither the person nor a token stands in it', async () => {
  const { requestId, accessToken } = (await (
    await intake(randomUUID(), { statement: 'canary words' })
  ).json()) as Taken;
  const connection = await createConnection(testServers().mongoUri, { dbName: database }).asPromise();
  const dump: string[] = [];
  for (const { name } of (await connection.db?.listCollections().toArray()) ?? [])
    for (const document of (await connection.db?.collection(name).find().toArray()) ?? [])
      dump.push(JSON.stringify(document), Buffer.from(JSON.stringify(document), 'utf8').toString('latin1'));
  await connection.close();
  const text = dump.join('\n');
  expect(text).toContain(requestId);
  for (const secret of [
    accessToken,
    person.name,
    person.email,
    'canary',
    (await readFile(join(folder, 'keyring.json'), 'utf8')).slice(40, 60),
  ])
    expect(text).not.toContain(secret);
});
