import { createHmac, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { createApiLog } from '../../../api/api-log';
import { sha256 } from '../../../api/authenticate';
import type { ApiDeps, ApiSettings } from '../../../api/deps';
import { createTokenVerifier } from '../../../api/oidc';
import { startApi } from '../../../api/server';
import { deriveKey } from '../../../crypto/derive-key';
import { callbackSecret, isSigned } from '../../../crypto/callback-token';
import { createDecisionSigner } from '../../../crypto/decision-signer';
import { hashMailedCode, newIncidentId, newRequestId, newToken } from '../../../crypto/ids';
import { normaliseIdentifier } from '../../../datamap/normalise';
import type { StaffRole } from '../../../domain/actor';
import type { RequestId } from '../../../domain/ids';
import type { RequestGateway, RequestView } from '../../../domain/ports';
import { builtInRules } from '../../../domain/rules';
import { defaultThresholds } from '../../../domain/threshold';
import { fakePersistence } from '../../support/fake-persistence';
import type { FakePersistence, Memory } from '../../support/fake-persistence';
import { testClock, testMap } from './fixtures';
import { audience, startTestProvider } from './identity-provider';
import type { TestProvider } from './identity-provider';

/** The key of callbacks in these tests. */
export const testCallbackKey = new Uint8Array(32).fill(9);

/** A secret for each named use, as a keyring derives it. */
export function testSecret(purpose: string): Promise<Uint8Array> {
  return Promise.resolve(deriveKey(testCallbackKey, purpose));
}

/** What went to the engine. */
export interface GatewayCall {
  readonly method: 'start' | 'command' | 'mailCode' | 'liftRestriction';
  readonly args: readonly unknown[];
}

/** Members of bodies that tests look at; which of them are there is what they check. */
export interface AnswerBody {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly instance: string;
  readonly errors: readonly { readonly path: string; readonly problem: string }[];
  readonly requestId: string;
  readonly accessToken: string;
  readonly subjectToken: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationBody>>>>;
  readonly [name: string]: unknown;
}

/** An operation of the OpenAPI document. */
export interface OperationBody {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: AnswerBody;
}

/** How a call is made. */
export interface CallOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly rawBody?: string | Uint8Array<ArrayBuffer>;
  /** `null`: none. Default: a fresh one. */
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
}

/** An API in this process with books in memory. */
export interface TestApi {
  readonly url: string;
  readonly books: FakePersistence;
  readonly memory: Memory;
  readonly provider: TestProvider;
  readonly gatewayCalls: GatewayCall[];
  readonly gateway: RequestGateway;
  /** Everything that was logged. */
  readonly logged: () => string;
  get(path: string, options?: CallOptions): Promise<ApiAnswer>;
  post(path: string, options?: CallOptions): Promise<ApiAnswer>;
  staff(role: StaffRole, id?: string): Promise<string>;
  /** A request at some point of its way, with tokens of requester and subject. */
  request(change?: Partial<RequestView>): { id: RequestId; requester: string; subject: string };
  stop(): Promise<void>;
}

/** What a test may change. */
export interface TestApiOptions {
  readonly settings?: Partial<ApiSettings>;
  readonly gateway?: Partial<RequestGateway>;
  readonly books?: Partial<FakePersistence>;
  readonly now?: () => string;
  /** Further parts that are not the ordinary ones. */
  readonly deps?: Partial<ApiDeps>;
}

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const provider = await startTestProvider();
  const books: FakePersistence = { ...fakePersistence(), ...options.books };
  const gatewayCalls: GatewayCall[] = [];
  const gateway = { ...fakeGateway(gatewayCalls), ...options.gateway };
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const deps: ApiDeps = {
    books,
    gateway,
    dataMap: testMap,
    tokens: createTokenVerifier({ issuer: provider.issuer, audience }),
    normaliseIdentifier,
    initialClocks: ({ regimes }) => regimes.map(testClock),
    clocks: { rules: builtInRules, thresholds: defaultThresholds, zone: 'Asia/Shanghai', calendar: 'CN' },
    newRequestId,
    newIncidentId,
    newToken,
    hashCode: hashMailedCode,
    decisions: {
      issuer: 'https://privacy.example',
      seconds: 300,
      signer: await createDecisionSigner(testSecret, 2),
    },
    callbacks: {
      isSigned: (answerId, header, body, now) =>
        isSigned(callbackSecret(testCallbackKey, answerId), header, body, now),
    },
    fingerprint: (text) => createHmac('sha256', 'test').update(text).digest('hex'),
    log: createApiLog('trace', sink),
    now: options.now ?? (() => new Date().toISOString()),
    settings: {
      defaultRegimes: ['CN-APP-2019', 'CN-GBT35273'],
      regimeVersions: { 'CN-APP-2019': '1', 'CN-GBT35273': '1', 'EU-GDPR': '1' },
      trustProxy: 0,
      ratePerMinute: 1_000_000,
      intakeRatePerMinute: 1_000_000,
      ...options.settings,
    },
    ...options.deps,
  };
  const running = await startApi(deps, { host: '127.0.0.1', port: 0 });
  return {
    url: running.url,
    books,
    memory: books.memory,
    provider,
    gatewayCalls,
    gateway,
    logged: () => lines.join(''),
    get: (path, call) => send(running.url, 'GET', path, call),
    post: (path, call) => send(running.url, 'POST', path, call),
    staff: (role, id = `staff-${role}`) => provider.token({ sub: id, role }),
    request: (change) => placeRequest(books, change),
    stop: async () => {
      await running.stop();
      await provider.stop();
    },
  };
}

function fakeGateway(calls: GatewayCall[]): RequestGateway {
  const record = (method: GatewayCall['method'], ...args: unknown[]) => {
    calls.push({ method, args });
    return Promise.resolve();
  };
  return {
    start: (...args) => record('start', ...args),
    command: (...args) => record('command', ...args).then(() => ({ version: 7, phase: 'locating' as const })),
    mailCode: (...args) => record('mailCode', ...args),
    liftRestriction: (...args) => record('liftRestriction', ...args),
    ready: () => Promise.resolve(true),
  };
}

async function send(
  url: string,
  method: string,
  path: string,
  { token, body, rawBody, key, headers = {} }: CallOptions = {},
): Promise<ApiAnswer> {
  const content = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url + path, {
    method,
    headers: {
      'accept-language': 'en',
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && key !== null ? { 'idempotency-key': key ?? randomUUID() } : {}),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : {}) as AnswerBody,
  };
}

function placeRequest({ memory }: FakePersistence, change: Partial<RequestView> = {}) {
  const id = newRequestId();
  const [requester, subject] = [newToken(), newToken()];
  memory.requests.set(id, {
    requestId: id,
    controllerId: 'lotus',
    right: 'access',
    regimes: ['CN-APP-2019'],
    locale: 'en',
    channel: 'api',
    receivedAt: '2026-03-02T01:00:00.000Z',
    dataMapVersion: testMap.version,
    verificationNeeded: true,
    phase: 'verifying',
    version: 2,
    waiting: ['subject'],
    clocks: [testClock('CN-APP-2019')],
    tally: {},
    ...change,
  });
  memory.tokens.set(sha256(requester), { requestId: id, scope: 'requester' });
  memory.tokens.set(sha256(subject), { requestId: id, scope: 'subject' });
  const claims = { name: '林样例', identifiers: [{ kind: 'email', value: 'lin.yangli@example.com' }] };
  memory.vault.set(`${id} claims`, claims);
  return { id, requester, subject };
}
