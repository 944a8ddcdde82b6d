import type { ServerResponse } from 'node:http';
import { createConnector } from '../../connectors';
import type { Connector } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { startCuttingProxy } from './cutting-proxy';
import { collection, field, shared, sole, storeCall, storeMap } from './maps';
import { processorProtocol, startProcessorServer } from './processor-server';
import type { ProcessorServer, TestSubscriber } from './processor-server';
import { carryOut, failureOf, options, planFor } from './journeys';
import { itConforms } from './suite';
import type { Rig } from './suite';

const subscribers: readonly TestSubscriber[] = [
  {
    customerNumber: 'CN-1',
    email: 'zoë.li@example.com',
    name: 'Zoë Li',
    status: 'subscribed',
    secret: 'unmapped-z',
  },
  {
    customerNumber: 'CN-2',
    email: 'family@example.com',
    name: 'Father',
    status: 'subscribed',
    secret: 'unmapped-f',
  },
  {
    customerNumber: 'CN-3',
    email: 'family@example.com',
    name: 'Mother',
    status: 'subscribed',
    secret: 'unmapped-m',
  },
  { email: 'guest@example.com', name: 'Guest', status: 'subscribed', secret: 'unmapped-g' },
  {
    customerNumber: 'CN-CANARY',
    email: 'canary@example.com',
    name: 'Invented',
    status: 'subscribed',
    secret: 'unmapped-c',
  },
];
const senderMap: StoreMap = storeMap({
  id: 'sender',
  kind: 'http-processor',
  http: processorProtocol,
  collections: [
    collection('subscribers', {
      key: 'email',
      lookups: [
        { kind: 'customerNumber', field: 'customerNumber' },
        { kind: 'email', field: 'email' },
      ],
      fields: [field('email', { identity: 'email' }), field('name', { correctable: true }), field('status')],
      objection: { purpose: 'marketing', field: 'status', off: 'suppressed' },
    }),
  ],
});
const watchedMap: StoreMap = { ...senderMap, canary: { kind: 'customerNumber', value: 'CN-CANARY' } };
const zoe = [sole('customerNumber', 'CN-1'), sole('email', 'zoë.li@example.com')];
const connectionAt = (port: number) => `http://:secret-key@127.0.0.1:${port}`;

async function startRig(): Promise<Rig> {
  const server = await startProcessorServer();
  const proxy = await startCuttingProxy('127.0.0.1', server.port);
  return {
    store: watchedMap,
    proxy,
    connectionAt,
    connection: connectionAt(proxy.port),
    writes: /^POST /,
    person: zoe,
    keys: { subscribers: ['zoë.li@example.com'] },
    correction: { collection: 'subscribers', field: 'name', newValue: 'Zoë Li-Chen' },
    purpose: 'marketing',
    secrets: ['unmapped', 'Father', 'Mother', 'Guest', 'Invented'],
    ...faultsOf(server),
    wrongConnections: {
      noAccess: connectionAt(proxy.port).replace('secret-key', 'secret-other'),
      wrongAddress: `${connectionAt(proxy.port)}/elsewhere`,
    },
    unproven: { hold: 'a processor answers or does not: nobody can hold its records against us' },
    reset: () => {
      server.reset(subscribers);
      return Promise.resolve();
    },
    content: (withoutPerson) =>
      Promise.resolve(
        server.subscribers
          .map((one) => JSON.stringify(one))
          .filter((line) => !withoutPerson || !line.includes('Zo'))
          .join('\n'),
      ),
    stop: async () => {
      await proxy.stop();
      await server.stop();
    },
  };
}

/** The person under a second address: the processor knows more of them than was planned. */
const second: TestSubscriber = {
  customerNumber: 'CN-1',
  email: 'li@example.com',
  name: 'Zoë Li',
  status: 'subscribed',
  secret: 'unmapped-z',
};

function faultsOf(
  server: ProcessorServer,
): Pick<Rig, 'disguise' | 'grow' | 'ignoreWrites' | 'refuse' | 'breakSchema' | 'hostileAnswers'> {
  const until = (change: Partial<ProcessorServer>, back: Partial<ProcessorServer>) => () => {
    Object.assign(server, change);
    return Promise.resolve(() => Promise.resolve(void Object.assign(server, back)));
  };
  const hostile = (answer: (response: ServerResponse) => void) =>
    until({ hostile: (_, response) => answer(response) }, { hostile: undefined });
  return {
    disguise: [['"CN-1"', '"CN-2"']],
    grow: () => Promise.resolve(void server.subscribers.push({ ...second })),
    ignoreWrites: until({ lies: true }, { lies: false }),
    refuse: until({ refuses: 422 }, { refuses: undefined }),
    breakSchema: until({ hides: 'customerNumber' }, { hides: undefined }),
    hostileAnswers: [
      { name: 'a list without end', begin: hostile(endless) },
      { name: 'JSON nested deep', begin: hostile((response) => json(response, '['.repeat(200_000))) },
      { name: 'quotes without end', begin: hostile((response) => json(response, '"\\'.repeat(300_000))) },
      {
        name: 'values without number',
        begin: hostile((response) => json(response, `[${'0,'.repeat(200_000)}0]`)),
      },
      { name: 'nonsense', begin: hostile((response) => json(response, 'Father, Mother, Guest')) },
      { name: 'a byte now and then', begin: hostile(trickle) },
    ],
  };
}

itConforms('HTTP processor', startRig);

describe('HTTP processor', () => {
  let server: ProcessorServer;
  let connector: Connector;
  beforeAll(async () => {
    server = await startProcessorServer();
    connector = createConnector(senderMap, connectionAt(server.port), options);
  });
  beforeEach(() => server.reset(subscribers));
  afterAll(() => server.stop());
  const deletion = { right: 'deletion' } as const;

  test('When the processor answers later, then the deletion is pending until its certificate proves it', async () => {
    server.pollsUntilDone = 2;
    const call = storeCall();
    const work = await planFor(connector, deletion, zoe);
    const answer = await connector.apply(call, work);
    expect(answer).toEqual({ status: 'pending', receipt: 'er_1' });
    expect(await connector.apply(call, work)).toEqual(answer);
    expect(await connector.verify(call, work, 'er_1')).toEqual({ status: 'pending' });
    expect(await connector.verify(call, work, 'er_1')).toEqual({ status: 'pending' });
    expect(await connector.verify(call, work, 'er_1')).toMatchObject({
      status: 'proven',
      collections: [{ collection: 'subscribers', code: 'deleted', count: 1 }],
      proof: {
        kind: 'receipt',
        remaining: 0,
        receiptHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      },
    });
    expect(server.effects).toEqual([`/v1/erasures ${call.operationId}`]);
  });

  test('When the certificate covers nothing, then the deletion is disproven', async () => {
    server.lies = true;
    expect(await carryOut(connector, await planFor(connector, deletion, zoe))).toMatchObject({
      status: 'disproven',
      reason: 'remaining',
    });
  });

  test('When there is no receipt, then nothing is proven', async () => {
    const work = await planFor(connector, deletion, zoe);
    expect(await connector.verify(storeCall(), work)).toMatchObject({
      status: 'disproven',
      reason: 'noReceipt',
    });
  });

  test('When the address is shared, then the processor is asked by customer number only', async () => {
    const father = [sole('customerNumber', 'CN-2'), shared('email', 'family@example.com')];
    expect((await carryOut(connector, await planFor(connector, deletion, father))).status).toBe('proven');
    expect(server.seen.filter((line) => line.includes('family'))).toEqual([]);
    expect(server.subscribers.map(({ name }) => name)).toEqual(['Zoë Li', 'Mother', 'Guest', 'Invented']);
    expect((await connector.locate(storeCall(), [shared('email', 'guest@example.com')])).collections).toEqual(
      [],
    );
  });

  test('When only a sole email is known, then a subscriber without a number is found, one with a number is not', async () => {
    expect((await connector.locate(storeCall(), [sole('email', 'guest@example.com')])).collections).toEqual([
      { collection: 'subscribers', keys: ['guest@example.com'], ambiguous: 0 },
    ]);
    expect((await connector.locate(storeCall(), [sole('email', 'zoë.li@example.com')])).collections).toEqual([
      { collection: 'subscribers', keys: [], ambiguous: 1, doubtfulKeys: ['zoë.li@example.com'] },
    ]);
  });

  test('When processing is restricted, then the register of the engine is what enforces it', async () => {
    const work = await planFor(connector, { right: 'restriction', lift: false }, zoe);
    expect(work.steps).toMatchObject([{ action: 'restrict', promises: 'restricted', ground: 'register' }]);
    expect(await carryOut(connector, work)).toMatchObject({ status: 'proven', proof: { kind: 'register' } });
    expect(server.effects).toEqual([]);
  });

  const other = JSON.stringify({ subscribers: [{ customerNumber: 'CN-2', email: 'x@example.com' }] });
  const hostileAnswers: readonly (readonly [string, string, (response: ServerResponse) => void])[] = [
    ['another subscriber', 'hostileAnswer', (response) => json(response, other)],
    ['a page', 'hostileAnswer', (response) => json(response, '<html>secret</html>', 'text/html')],
    ['broken JSON', 'hostileAnswer', (response) => json(response, '{"subscribers":[')],
    ['no list', 'hostileAnswer', (response) => json(response, '{"subscribers":{"0":1}}')],
    ['JSON nested deep', 'hostileAnswer', (response) => json(response, '['.repeat(200_000))],
    [
      'a redirect',
      'hostileAnswer',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['too much', 'hostileAnswer', (response) => json(response, `"${'x'.repeat(2_000_000)}"`)],
    ['a list without end', 'hostileAnswer', endless],
    ['a bare 404', 'wrongAddress', (response) => json(response, '{}', 'application/json', 404)],
    ['401', 'noAccess', (response) => json(response, '{}', 'application/json', 401)],
    ['503', 'unreachable', (response) => json(response, '{}', 'application/json', 503)],
    ['silence', 'stalled', () => undefined],
    ['an answer byte by byte', 'stalled', trickle],
    [
      'half an answer',
      'unreachable',
      (response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).write('{', () => response.destroy()),
    ],
  ];
  test.each(hostileAnswers)(
    'When the processor answers with %s, then the call fails as %s',
    async (_, kind, answer) => {
      const impatient = createConnector(
        { ...senderMap, timeoutMs: 1_000 },
        connectionAt(server.port),
        options,
      );
      server.hostile = (_request, response) => answer(response);
      const failure = await failureOf(impatient.locate(storeCall(), zoe));
      expect(failure).toMatchObject({ name: 'StoreFailure', kind });
      expect(String(failure)).not.toMatch(/secret|CN-|127\.0\.0\.1|html/);
    },
  );

  test('When a connection has no key or is no URL, then it is refused without being quoted', () => {
    for (const connection of ['http://127.0.0.1:1', 'nonsense-secret', 'ftp://:secret@host'])
      expect(() => createConnector(senderMap, connection, options)).toThrow(/^(?!.*secret)Store sender/);
  });
});

function json(response: ServerResponse, body: string, type = 'application/json', status = 200): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"subscribers":[');
  const more = () => {
    if (!response.destroyed) response.write('{},'.repeat(10_000), () => setImmediate(more));
  };
  more();
}

function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => {
    clearInterval(timer);
  });
}
