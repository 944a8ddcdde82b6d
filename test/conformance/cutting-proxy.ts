import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A wire between a connector and its server that can be cut after a write took effect. */
export interface CuttingProxy {
  readonly port: number;
  /** Cuts the connection when the server answers the n-th message that matches: executed, and nobody heard. */
  cutAfter(pattern: RegExp, n: number): void;
  /** True when a cut was asked for and has happened. */
  readonly hasCut: () => boolean;
  stop(): Promise<void>;
}

/** Starts a proxy on the loopback interface in front of `host:port`. */
export async function startCuttingProxy(host: string, port: number): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let pattern: RegExp | undefined;
  let left = 0;
  let cut = false;
  const server = createServer((client) => {
    const upstream = connect(port, host);
    let isMarked = false;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk) => {
      if (pattern?.test(chunk.toString('latin1')) === true && --left === 0) isMarked = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!isMarked) return void client.write(chunk);
      cut = true;
      pattern = undefined;
      client.destroy();
      upstream.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cutAfter: (wanted, n) => {
      pattern = wanted;
      left = n;
      cut = false;
    },
    hasCut: () => cut,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
