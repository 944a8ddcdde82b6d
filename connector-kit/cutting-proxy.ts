import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A wire between a connector and its server that can lose, withhold and falsify what passes. One fault at a time. */
export interface CuttingProxy {
  readonly port: number;
  /** Cuts the connection when the server answers the n-th message that matches: executed, and nobody heard. */
  cutAfter(pattern: RegExp, n: number): void;
  /** Cuts the connection when the n-th message that matches comes: the server never sees it. */
  cutBefore(pattern: RegExp, n: number): void;
  /** From the answer to the n-th matching message on, that connection is open and silent: executed, but timed out. */
  muteAfter(pattern: RegExp, n: number): void;
  /** Replaces texts in every answer by others of the same length in bytes, until {@link pass}. Tells how many it replaced. */
  falsify(pairs: readonly (readonly [string, string])[]): () => number;
  /** Ends every fault: all messages pass as they are. */
  pass(): void;
  /** True when the cut or silence that was asked for has happened. */
  readonly hasCut: () => boolean;
  /** Messages seen since the start that match. */
  countOf(pattern: RegExp): () => number;
  stop(): Promise<void>;
}

type Fault = 'cutAfter' | 'cutBefore' | 'muteAfter';

/** What the proxy is to do with messages that come. */
interface Orders {
  fault?: { readonly kind: Fault; readonly pattern: RegExp; left: number };
  false: readonly (readonly [string, string])[];
  falsified: number;
  hasCut: boolean;
  readonly counters: ((message: string) => void)[];
}

/** Starts a proxy on the loopback interface in front of `host:port`. */
export async function startCuttingProxy(host: string, port: number): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  const orders: Orders = { false: [], falsified: 0, hasCut: false, counters: [] };
  const server = createServer((client) => {
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    relay(client, upstream, orders);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const order = (kind: Fault) => (pattern: RegExp, n: number) => {
    Object.assign(orders, { fault: { kind, pattern, left: n }, hasCut: false });
  };
  return {
    port: (server.address() as AddressInfo).port,
    cutAfter: order('cutAfter'),
    cutBefore: order('cutBefore'),
    muteAfter: order('muteAfter'),
    falsify: (pairs) => {
      orders.false = pairs.map(inBytes);
      orders.falsified = 0;
      return () => orders.falsified;
    },
    pass: () => {
      delete orders.fault;
      orders.false = [];
    },
    hasCut: () => orders.hasCut,
    countOf: (pattern) => {
      let count = 0;
      orders.counters.push((message) => (count += Number(pattern.test(message))));
      return () => count;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Carries messages of one connection in both directions, with the fault that is ordered. */
function relay(client: Socket, upstream: Socket, orders: Orders): void {
  let marked: Fault | undefined;
  const cut = () => {
    client.destroy();
    upstream.destroy();
  };
  const happen = () => {
    orders.hasCut = true;
    delete orders.fault;
  };
  client.on('data', (chunk) => {
    const message = chunk.toString('latin1');
    for (const count of orders.counters) count(message);
    const { fault } = orders;
    if (fault?.pattern.test(message) === true && --fault.left === 0) marked = fault.kind;
    if (marked !== 'cutBefore') return void upstream.write(chunk);
    happen();
    cut();
  });
  upstream.on('data', (chunk) => {
    if (marked === undefined) return void client.write(falsified(chunk, orders));
    happen();
    if (marked === 'cutAfter') cut();
  });
}

function inBytes([from, to]: readonly [string, string]): readonly [string, string] {
  const bytes = [from, to].map((text) => Buffer.from(text, 'utf8').toString('latin1'));
  const [before = '', after = ''] = bytes;
  if (before.length !== after.length)
    throw new Error(
      `A falsified text must keep its length in bytes: ${before.length} became ${after.length}.`,
    );
  return [before, after];
}

function falsified(chunk: Buffer, orders: Orders): Buffer {
  if (orders.false.length === 0) return chunk;
  let text = chunk.toString('latin1');
  for (const [from, to] of orders.false) {
    orders.falsified += text.split(from).length - 1;
    text = text.replaceAll(from, to);
  }
  return Buffer.from(text, 'latin1');
}
