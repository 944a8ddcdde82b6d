import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A wire in front of a server that a test can hold, cut and mend. */
export interface TcpProxy {
  readonly port: number;
  /** Keeps every byte back, in both directions, until {@link mend}. Connections stay open. */
  hold(): void;
  /** Drops all connections and refuses new ones until {@link mend}. */
  cut(): void;
  /** Drops all connections once; new ones are let through. */
  drop(): void;
  /** Lets everything through again, what was held back included. */
  mend(): void;
  stop(): Promise<void>;
}

/** Starts a wire on the loopback interface to `host:port`. */
export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: 'open' | 'held' | 'cut' = 'open';
  const server = createServer({ pauseOnConnect: true }, (client) => {
    if (mode === 'cut') return void client.destroy();
    const pair = [client, connect(port, host)] as const;
    join(pair, () => pairs.delete(pair));
    pairs.add(pair);
    pair.forEach((socket) => (mode === 'open' ? socket.resume() : socket.pause()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = () => pairs.forEach(([client]) => client.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => {
      mode = 'held';
      pairs.forEach((pair) => pair.forEach((socket) => socket.pause()));
    },
    cut: () => {
      mode = 'cut';
      drop();
    },
    drop,
    mend: () => {
      mode = 'open';
      pairs.forEach((pair) => pair.forEach((socket) => socket.resume()));
    },
    stop: () => stopped(server, drop),
  };
}

/** A wire to the server of a URL. */
export interface UrlProxy extends TcpProxy {
  /** The same URL, through the wire. */
  readonly url: string;
}

/** Starts a wire in front of the server of a URL. */
export async function startUrlProxy(url: string): Promise<UrlProxy> {
  const { hostname, port } = new URL(url);
  const proxy = await startTcpProxy(hostname, Number(port));
  return { ...proxy, url: Object.assign(new URL(url), { port: String(proxy.port) }).toString() };
}

/** Whatever one side says the other hears; when one side is gone, so is the other. */
function join([client, upstream]: readonly [Socket, Socket], onClose: () => void): void {
  client.on('data', (chunk) => upstream.write(chunk));
  upstream.on('data', (chunk) => client.write(chunk));
  for (const socket of [client, upstream]) {
    socket.on('error', () => undefined);
    socket.on('close', () => {
      client.destroy();
      upstream.destroy();
      onClose();
    });
  }
}

function stopped(server: Server, drop: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    drop();
  });
}
