import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnector } from '../../connectors';
import type { CallbackDesk } from '../../connectors/connector-options';
import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { HttpProtocol } from '../../domain/http-protocol';
import type { ProcessorWord } from '../../domain/http-state';
import { carryOut, failureOf, options, planFor } from './journeys';
import { collection, field, sole, storeCall, storeMap } from './maps';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}
interface Told {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const person = [sole('email', 'ada@example.com')];
const ada = { id: 'u-1', email: 'ada@example.com', score: 1 };
const canary = { id: 'u-0', email: 'canary@example.com', score: 0 };
const ok = { method: 'GET', query: {}, answers: {} } as const;
const base: HttpProtocol = {
  auth: { kind: 'bearer' },
  idempotencyHeader: 'idempotency-key',
  search: {
    ...ok,
    path: '/people',
    query: { email: '{email}' },
    by: ['email'],
    records: '/items',
    mostPages: 5,
    mostRecords: 50,
  },
  erase: { method: 'DELETE', path: '/people/{key}', query: {}, answers: {} },
};

function mapOf(http: HttpProtocol, more: Partial<StoreMap> = {}): StoreMap {
  const people = collection('people', {
    lookups: [{ kind: 'email', field: 'email' }],
    fields: [field('email', { identity: 'email' }), field('score')],
  });
  return storeMap({ id: 'crm', kind: 'http-processor', http, collections: [people], ...more });
}

describe('A processor as the data map describes it', () => {
  let told: (asked: Asked) => Told;
  const seen: Asked[] = [];
  let port = 0;
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
    const url = new URL(request.url ?? '/', 'http://localhost');
    const query = Object.fromEntries(url.searchParams);
    const { method = '', headers } = request;
    const asked = { method, path: url.pathname, query, headers, text };
    seen.push(asked);
    const answer = told(asked);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    const { body } = answer;
    response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => {
    port = (server.address() as AddressInfo).port;
    seen.length = 0;
    told = () => ({ body: { items: [ada] } });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const connect = (
    http: Partial<HttpProtocol>,
    more: Partial<StoreMap> = {},
    user = ':secret-key',
    tail = '',
    callbacks?: CallbackDesk,
  ): Connector => {
    const map = mapOf({ ...base, ...http }, { timeoutMs: 3_000, ...more });
    const connection = `http://${user}@127.0.0.1:${port}/base${tail}`;
    return createConnector(map, connection, { ...options, ...(callbacks && { callbacks }) });
  };
  const found = async (connector: Connector) =>
    (await connector.locate(storeCall(), person)).collections.flatMap(({ keys }) => keys);

  describe('proves who we are', () => {
    test.each<[string, HttpProtocol['auth'], string, string, string]>([
      ['a bearer key', { kind: 'bearer' }, ':secret-key', 'authorization', 'Bearer secret-key'],
      ['a header', { kind: 'header', name: 'x-api-key' }, ':secret-key', 'x-api-key', 'secret-key'],
      [
        'a password',
        { kind: 'basic' },
        'user:pass%3Aword',
        'authorization',
        `Basic ${btoa('user:pass:word')}`,
      ],
    ])('When it takes %s, then every request carries it', async (_, auth, user, header, value) => {
      expect(await found(connect({ auth }, {}, user))).toEqual(['u-1']);
      expect(seen[0]?.headers[header]).toBe(value);
    });

    const oauth = (sends: 'basic' | 'post' = 'basic') => {
      const tail = `?token=${encodeURIComponent(`http://127.0.0.1:${port}/token`)}`;
      return connect({ auth: { kind: 'oauth2', sends, scope: 'erase' } }, {}, 'client:s3cret', tail);
    };
    const grant = (token: string) => ({
      body: { access_token: token, token_type: 'bearer', expires_in: 3_600 },
    });

    test('When it takes OAuth2, then one token serves many requests', async () => {
      told = ({ path, headers }) =>
        path === '/token'
          ? grant('t-1')
          : { status: headers.authorization === 'Bearer t-1' ? 200 : 401, body: { items: [ada] } };
      const connector = oauth();
      expect([await found(connector), await found(connector)]).toEqual([['u-1'], ['u-1']]);
      const [token, ...others] = seen;
      expect(token).toMatchObject({
        method: 'POST',
        headers: { authorization: `Basic ${btoa('client:s3cret')}` },
      });
      expect(new URLSearchParams(token?.text).get('grant_type')).toBe('client_credentials');
      expect(others.map(({ path }) => path)).toEqual(['/base/people', '/base/people']);
    });

    test('When the token was revoked, then one new one is asked for, and a second 401 is no access', async () => {
      let valid = 't-1';
      let tokens = 0;
      told = ({ path, headers }) =>
        path === '/token'
          ? grant(`t-${(tokens += 1)}`)
          : headers.authorization === `Bearer ${valid}`
            ? { body: { items: [ada] } }
            : { status: 401, body: {} };
      const connector = oauth('post');
      expect(await found(connector)).toEqual(['u-1']);
      valid = 't-2';
      expect(await found(connector)).toEqual(['u-1']);
      valid = 'none';
      expect(await failureOf(found(connector))).toMatchObject({ kind: 'noAccess' });
      expect(tokens).toBe(3);
    });

    test.each<[string, Told, string]>([
      ['refuses', { status: 401, body: { error: 'invalid_client' } }, 'noAccess'],
      ['is out of order', { status: 503, body: {} }, 'unreachable'],
      ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'hostileAnswer'],
      ['gives nonsense', { body: { token: 's3cret' } }, 'hostileAnswer'],
    ])(
      'When the giver of tokens %s, then the failure is typed and quotes nothing',
      async (_, answer, kind) => {
        told = ({ path }) => (path === '/token' ? answer : { body: { items: [ada] } });
        const failure = await failureOf(found(oauth()));
        expect(failure).toMatchObject({ name: 'StoreFailure', kind });
        expect(String(failure)).not.toMatch(/s3cret|127\.0\.0\.1|invalid_client/);
      },
    );

    test('When requests are signed, then the signature binds time and body', async () => {
      const connector = connect(
        {
          signature: { header: 'x-signature', timestampHeader: 'x-time' },
          search: { ...base.search, method: 'POST', query: {}, body: { who: ['{email}'] } },
        },
        {},
        ':secret-key',
        '?sign=shared',
      );
      expect(await found(connector)).toEqual(['u-1']);
      const { headers, text } = seen[0]!;
      expect(JSON.parse(text)).toEqual({ who: ['ada@example.com'] });
      const seconds = Date.parse(options.now!()) / 1_000;
      expect(headers['x-time']).toBe(String(seconds));
      expect(headers['x-signature']).toBe(
        createHmac('sha256', 'shared').update(`${seconds}.${text}`).digest('hex'),
      );
    });

    test('When the connection does not fit, then it is refused without being quoted', () => {
      const signature = { header: 'x-signature', timestampHeader: 'x-time' };
      const attempts = [
        () => connect({ auth: { kind: 'basic' } }, {}, ':secret-key'),
        () => connect({}, {}, 'secret-user:secret-key'),
        () => connect({ signature }),
        () => connect({}, {}, ':secret-key', '?sign=secret-x'),
        () => connect({}, {}, ':secret-key', '?other=secret-x'),
        () => connect({ auth: { kind: 'oauth2', sends: 'basic' } }, {}, 'a:secret-b'),
        () => connect({ auth: { kind: 'oauth2', sends: 'basic' } }, {}, 'a:secret-b', '?token=ftp://secret'),
      ];
      for (const attempt of attempts) expect(attempt).toThrow(/^(?!.*secret-)Store crm/);
    });
  });

  describe('is read page by page', () => {
    const pages = [[ada], [{ ...ada, id: 'u-2' }], []];
    const searchBy = (how: NonNullable<HttpProtocol['search']['pages']>, query: Record<string, string>) =>
      connect({ search: { ...base.search, query: { email: '{email}', ...query }, pages: how } });

    test('When a cursor leads on, then it is followed to its end', async () => {
      told = ({ query }) => {
        const at = Number(query['after'] ?? 0);
        return { body: { items: pages[at], meta: { next: at < 2 ? at + 1 : null } } };
      };
      expect(await found(searchBy({ by: 'cursor', next: '/meta/next' }, { after: '{cursor}' }))).toEqual([
        'u-1',
        'u-2',
      ]);
      expect(seen.map(({ query }) => query['after'])).toEqual([undefined, '1', '2']);
    });

    test('When pages are numbered, then an empty one is the last', async () => {
      told = ({ query }) => ({ body: { items: pages[Number(query['page']) - 1] } });
      expect(await found(searchBy({ by: 'page', first: 1 }, { page: '{page}' }))).toEqual(['u-1', 'u-2']);
    });

    test('When a Link header leads on, then only below the base of the connection', async () => {
      const link = (target: string) => ({ link: `<${target}>; rel="last", <${target}>; rel="next"` });
      told = ({ path }) =>
        path === '/base/people'
          ? { body: { items: [ada] }, headers: link('/base/more') }
          : { body: { items: pages[1] } };
      const connector = searchBy({ by: 'link' }, {});
      expect(await found(connector)).toEqual(['u-1', 'u-2']);
      for (const target of [
        'http://127.0.0.2:1/base/x',
        '/other',
        '//evil.example/base/',
        '/base/../other',
      ]) {
        told = () => ({ body: { items: [ada] }, headers: link(target) });
        expect(await failureOf(found(connector))).toMatchObject({ kind: 'hostileAnswer' });
      }
      expect(seen.filter(({ path }) => path === '/other')).toEqual([]);
    });

    test.each<[string, (query: Readonly<Record<string, string>>) => unknown]>([
      ['the same cursor', () => ({ items: [], meta: { next: 'x' } })],
      ['cursors without end', ({ after = '0' }) => ({ items: [], meta: { next: `${Number(after) + 1}` } })],
      ['records without end', () => ({ items: Array.from({ length: 51 }, () => ada) })],
      ['a cursor that is none', () => ({ items: [ada], meta: { next: { $gt: 1 } } })],
    ])('When it answers with %s, then the answer is hostile', async (_, answer) => {
      told = ({ query }) => ({ body: answer(query) });
      const failure = await failureOf(
        found(searchBy({ by: 'cursor', next: '/meta/next' }, { after: '{cursor}' })),
      );
      expect(failure).toMatchObject({ kind: 'hostileAnswer' });
    });
  });

  describe('is believed as far as it proves', () => {
    const notFound = { ...base.search, answers: { '404': 'neverExisted', '410': 'gone' } } as const;
    const watched = { canary: { kind: 'email', value: 'canary@example.com' } } as const;
    /** One address per person, 404 for nobody. */
    const world = (people: { readonly id: string; readonly email: string }[]) => {
      told = ({ method, path, query }) => {
        if (method === 'DELETE') {
          const at = people.findIndex(({ id }) => path.endsWith(`/${id}`));
          if (at >= 0) people.splice(at, 1);
          return { status: at >= 0 ? 204 : 404 };
        }
        const one = people.find(({ email }) => email === query['email']);
        return one === undefined ? { status: 404, body: { detail: 'no' } } : { body: { items: [one] } };
      };
    };

    test('When it says 404 and its canary is found, then nobody is there', async () => {
      world([canary]);
      expect((await connect({ search: notFound }, watched).locate(storeCall(), person)).collections).toEqual(
        [],
      );
    });

    test('When it says 404 to everybody, then the address is wrong and nothing is proven', async () => {
      world([]);
      const connector = connect({ search: notFound }, watched);
      expect(await failureOf(connector.locate(storeCall(), person))).toMatchObject({ kind: 'wrongAddress' });
      expect(await connector.probe(storeCall().signal)).toEqual([
        { code: 'canaryMissing', collection: 'people' },
      ]);
    });

    test('When nothing says that 404 means nobody, then it is a wrong address', async () => {
      world([canary]);
      expect(await failureOf(found(connect({}, watched)))).toMatchObject({ kind: 'wrongAddress' });
    });

    test('When it erases at once, then the search that still finds its canary proves it', async () => {
      const people = [{ ...ada }, { ...canary }];
      world(people);
      const erase = { ...base.erase!, answers: { '404': 'gone' } } as const;
      const connector = connect({ search: notFound, erase }, watched);
      const work = await planFor(connector, { right: 'deletion' }, person);
      const call = storeCall();
      const proven = { status: 'proven', proof: { kind: 'requery', remaining: 0, canaryFound: true } };
      expect(await carryOut(connector, work, call)).toMatchObject(proven);
      // The repeat meets nothing any more, and says the same.
      expect(await carryOut(connector, work, call)).toMatchObject(proven);
      expect(people.map(({ id }) => id)).toEqual(['u-0']);
    });

    test('When the address breaks after the order, then the erasure is not proven', async () => {
      const people = [{ ...ada }, { ...canary }];
      world(people);
      const connector = connect({ search: notFound }, watched);
      const work = await planFor(connector, { right: 'deletion' }, person);
      await connector.apply(storeCall(), work);
      world([]);
      expect(await failureOf(connector.verify(storeCall(), work))).toMatchObject({ kind: 'wrongAddress' });
    });

    test('When a number is larger than JavaScript holds, then it is disclosed exactly', async () => {
      told = () => ({
        body: '{"items":[{"id":"u-1","email":"ada@example.com","score":12345678901234567890}]}',
      });
      const connector = connect({});
      const located = await connector.locate(storeCall(), person);
      const records = [];
      for await (const record of connector.extract(storeCall(), located, person)) records.push(record.values);
      expect(records).toEqual([{ email: 'ada@example.com', score: '12345678901234567890' }]);
    });

    test('When a right has no request of its own, then it is a task for staff', async () => {
      const { erase: _, ...mute } = base;
      const connector = createConnector(mapOf(mute), `http://:k@127.0.0.1:${port}/base`, options);
      const { steps } = await planFor(connector, { right: 'deletion' }, person);
      expect(steps).toEqual([
        { collection: 'people', action: 'manual', count: 1, promises: 'manualPending' },
      ]);
    });

    test('When a key would climb out of the path, then nothing is sent', async () => {
      told = () => ({ body: { items: [{ ...ada, id: '..' }] } });
      const connector = connect({});
      const work = await planFor(connector, { right: 'deletion' }, person);
      seen.length = 0;
      expect(await failureOf(connector.apply(storeCall(), work))).toMatchObject({ kind: 'refused' });
      expect(seen.filter(({ method }) => method === 'DELETE')).toEqual([]);
    });

    test('When it asks us to come back later, then it is not asked before', async () => {
      let isBusy = true;
      told = () => (isBusy ? { status: 429, headers: { 'retry-after': '60' } } : { body: { items: [ada] } });
      const connector = connect({});
      expect(await failureOf(found(connector))).toMatchObject({ kind: 'unreachable', retryable: true });
      isBusy = false;
      expect(await failureOf(found(connector))).toMatchObject({ kind: 'unreachable' });
      expect(seen).toHaveLength(1);
    });
  });

  describe('answers an order later', () => {
    const removed = { state: '/state', pending: ['open'], done: ['done'], failed: ['no'], count: '/n' };
    const erase = { method: 'POST', path: '/orders', query: {}, answers: {} } as const;

    test('When it says that the order failed, or counts another number, then nothing is proven', async () => {
      const status = { ...ok, ...removed, path: '/orders/{receipt}', everySeconds: 0 };
      const connector = connect({ erase: { ...erase, body: { id: '{key}' }, receipt: '/order/id' }, status });
      const work = await planFor(connector, { right: 'deletion' }, person);
      told = ({ path }) =>
        path === '/base/people' ? { body: { items: [] } } : { body: { order: { id: 17 }, state: 'no' } };
      const answer = await connector.apply(storeCall(), work);
      expect(answer).toEqual({ status: 'pending', receipt: '17' });
      expect(await connector.verify(storeCall(), work, '17')).toMatchObject({ reason: 'failed' });
      told = ({ path }) => ({ body: path === '/base/people' ? { items: [] } : { state: 'done', n: 2 } });
      expect(await connector.verify(storeCall(), work, '17')).toMatchObject({
        status: 'disproven',
        reason: 'count',
      });
      told = ({ path }) => ({ body: path === '/base/people' ? { items: [] } : { state: 'maybe', n: 1 } });
      expect(await failureOf(connector.verify(storeCall(), work, '17'))).toMatchObject({
        kind: 'hostileAnswer',
      });
    });

    test('When it may be asked once an hour only, then it is not asked again before', async () => {
      const status = { ...ok, ...removed, path: '/orders/{receipt}', everySeconds: 3_600 };
      const connector = connect({ erase: { ...erase, body: { id: '{key}' }, receipt: '/id' }, status });
      const work = await planFor(connector, { right: 'deletion' }, person);
      told = () => ({ body: { state: 'open' } });
      seen.length = 0;
      for (let poll = 0; poll < 3; poll += 1)
        expect(await connector.verify(storeCall(), work, '17')).toEqual({ status: 'pending' });
      expect(seen).toHaveLength(1);
    });

    test('When it posts its answer to us, then that and the search prove the erasure', async () => {
      const posted = new Map<string, ProcessorWord>();
      const desk: CallbackDesk = {
        expect: (operationId) =>
          Promise.resolve({
            url: `https://privacy.example/answers/${operationId.length}`,
            secret: 'order-secret',
            answerId: 'a-1',
          }),
        answer: (answerId) => Promise.resolve(posted.get(answerId)),
      };
      const body = { id: '{key}', url: '{callbackUrl}', secret: '{callbackSecret}' };
      const connector = connect({ erase: { ...erase, body }, callback: removed }, {}, ':k', '', desk);
      const work = await planFor(connector, { right: 'deletion' }, person);
      const call = storeCall();
      expect(await connector.apply(call, work)).toEqual({ status: 'pending', receipt: 'a-1' });
      await connector.apply(call, work);
      const orders = seen.filter(({ method }) => method === 'POST').map(({ text }) => text);
      expect(orders[0]).toBe(orders[1]);
      expect(JSON.parse(orders[0]!)).toMatchObject({ id: 'u-1', secret: 'order-secret' });
      expect(await connector.verify(call, work, 'a-1')).toEqual({ status: 'pending' });
      posted.set('a-1', { state: 'done', count: 1, certificateHash: 'c'.repeat(64) });
      expect(await connector.verify(call, work, 'a-1')).toMatchObject({ reason: 'remaining' });
      told = () => ({ body: { items: [] } });
      expect(await connector.verify(call, work, 'a-1')).toMatchObject({
        status: 'proven',
        proof: { kind: 'receipt', receiptHash: 'c'.repeat(64) },
      });
    });
  });
});
