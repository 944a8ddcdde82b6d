import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpProtocol } from '../../domain/http-protocol';

const who = { customerNumber: '{customerNumber}', email: '{email}' };
const post = { method: 'POST', query: {}, answers: {} } as const;

/** How the processor below is spoken to. */
export const processorProtocol: HttpProtocol = {
  auth: { kind: 'bearer' },
  idempotencyHeader: 'idempotency-key',
  search: {
    method: 'GET',
    path: '/v1/subscribers',
    query: who,
    answers: {},
    by: ['customerNumber', 'email'],
    records: '/subscribers',
    mostPages: 20,
    mostRecords: 100,
  },
  erase: { ...post, path: '/v1/erasures', body: who, receipt: '/id' },
  status: {
    method: 'GET',
    path: '/v1/erasures/{receipt}',
    query: {},
    answers: {},
    receipt: '/id',
    state: '/status',
    pending: ['accepted'],
    done: ['completed'],
    failed: ['failed'],
    count: '/removed',
    certificate: '/certificate',
    everySeconds: 0,
  },
  correct: {
    ...post,
    path: '/v1/rectifications',
    body: { ...who, field: '{field}', newValue: '{newValue}', oldValue: '{oldValue}' },
  },
  suppress: { ...post, path: '/v1/suppressions', body: who },
};

/** A subscriber of the processor. */
export interface TestSubscriber {
  customerNumber?: string;
  email: string;
  name: string;
  status: string;
  secret: string;
}

/** A tiny processor with fault modes. */
export interface ProcessorServer {
  readonly port: number;
  subscribers: TestSubscriber[];
  /** Orders that took effect, by idempotency key. */
  readonly effects: string[];
  /** Paths with query, and bodies, as they came. */
  readonly seen: string[];
  /** When set, answers every request in place of the processor. */
  hostile: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Polls that are answered `accepted` before an erasure completes. */
  pollsUntilDone: number;
  /** Completes erasures without erasing anything. */
  lies: boolean;
  /** Refuses erasures with this status. */
  refuses: number | undefined;
  /** Leaves this member out of every subscriber that it tells. */
  hides: keyof TestSubscriber | undefined;
  reset(subscribers: readonly TestSubscriber[]): void;
  stop(): Promise<void>;
}

interface Order {
  readonly id: string;
  readonly erase: () => number;
  polls: number;
  removed?: number;
}

/** Starts it on a free port of the loopback interface; the bearer key is `secret-key`. */
export async function startProcessorServer(): Promise<ProcessorServer> {
  const answers = new Map<string, unknown>();
  const orders = new Map<string, Order>();
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  const send = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
    self.seen.push(`${request.url ?? ''} ${text}`);
    if (self.hostile !== undefined) {
      self.hostile(request, response);
      return;
    }
    if (request.headers.authorization !== 'Bearer secret-key') return send(response, 401, {});
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET') return send(response, ...read(url));
    if (self.refuses !== undefined && url.pathname === '/v1/erasures')
      return send(response, self.refuses, { detail: 'Not now.' });
    const key = `${url.pathname} ${String(request.headers['idempotency-key'])}`;
    if (!answers.has(key)) {
      self.effects.push(key);
      answers.set(key, write(url.pathname, JSON.parse(text) as Record<string, string>));
    }
    return send(response, 200, answers.get(key));
  };
  const matching = (who: Readonly<Record<string, string | undefined>>) =>
    self.subscribers.filter(
      (one) =>
        (who['customerNumber'] === undefined || one.customerNumber === who['customerNumber']) &&
        (who['email'] === undefined || one.email.toLowerCase() === who['email']),
    );
  const told = (one: TestSubscriber) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => name !== self.hides));
  const read = (url: URL): [number, unknown] => {
    if (url.pathname === '/v1/subscribers')
      return [200, { subscribers: matching(Object.fromEntries(url.searchParams)).map(told) }];
    const order = orders.get(url.pathname.replace('/v1/erasures/', ''));
    if (order === undefined) return [404, { detail: 'No such resource.' }];
    if (order.polls++ < self.pollsUntilDone) return [200, { id: order.id, status: 'accepted' }];
    order.removed ??= order.erase();
    return [
      200,
      { id: order.id, status: 'completed', removed: order.removed, certificate: `certified ${order.id}` },
    ];
  };
  const write = (path: string, body: Record<string, string>): unknown => {
    if (path === '/v1/erasures') {
      const id = `er_${orders.size + 1}`;
      const erase = () => {
        const meant = self.lies ? [] : matching(body);
        self.subscribers = self.subscribers.filter((one) => !meant.includes(one));
        return meant.length;
      };
      orders.set(id, { id, erase, polls: 0 });
      return { id, status: 'accepted' };
    }
    for (const one of matching({ customerNumber: body['customerNumber'], email: body['email'] })) {
      if (path === '/v1/suppressions') one.status = 'suppressed';
      else Object.assign(one, { [body['field']!]: body['newValue'] });
    }
    return { ok: true };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: ProcessorServer = {
    port: (server.address() as AddressInfo).port,
    subscribers: [],
    effects: [],
    seen: [],
    hostile: undefined,
    pollsUntilDone: 1,
    lies: false,
    refuses: undefined,
    hides: undefined,
    reset: (subscribers) => {
      answers.clear();
      orders.clear();
      self.effects.length = 0;
      self.seen.length = 0;
      Object.assign(self, { hostile: undefined, pollsUntilDone: 1, lies: false });
      Object.assign(self, { refuses: undefined, hides: undefined });
      self.subscribers = subscribers.map((one) => ({ ...one }));
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return self;
}
