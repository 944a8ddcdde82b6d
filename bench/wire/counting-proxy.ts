import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Something that was seen on the wire, with the instant in ms since 1970. */
export interface Seen<T> {
  readonly atMs: number;
  readonly what: T;
}

/** A proxy in front of a server, that notes what clients ask for and changes nothing. */
export interface CountingProxy<T> {
  readonly port: number;
  /** Everything seen since the last {@link reset}. */
  readonly seen: readonly Seen<T>[];
  reset(): void;
  stop(): Promise<void>;
}

/** Reads requests out of the bytes of one connection. */
interface RequestReader<T> {
  push(chunk: Buffer): readonly T[];
}

/** Starts a proxy on the loopback interface. */
export async function startCountingProxy<T>(
  target: { readonly host: string; readonly port: number },
  createReader: () => RequestReader<T>,
): Promise<CountingProxy<T>> {
  const seen: Seen<T>[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    const reader = createReader();
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      const atMs = Date.now();
      seen.push(...reader.push(chunk).map((what) => ({ atMs, what })));
    });
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // A TCP server that listens has an address of this kind.
    port: (server.address() as AddressInfo).port,
    seen,
    reset: () => {
      seen.length = 0;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The URL with the proxy's port in it. */
export function through(proxy: { readonly port: number }, url: string): string {
  const there = new URL(url);
  there.hostname = '127.0.0.1';
  there.port = String(proxy.port);
  return there.toString();
}

/** Host and port that a URL names. */
export function addressOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
