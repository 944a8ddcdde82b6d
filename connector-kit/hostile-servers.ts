import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Servers on the loopback interface that speak no protocol at all. */
export const hostileServers = [
  { id: 'silent', what: 'is silent' },
  { id: 'endless', what: 'answers without end' },
  { id: 'trickling', what: 'answers byte by byte' },
  { id: 'hanging-up', what: 'hangs up at once' },
] as const;
/** See {@link hostileServers}. */
export type HostileServerId = (typeof hostileServers)[number]['id'];

/** A server that can be stopped with all its connections. */
export interface HostileServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** 64 KiB every 5 ms: more than anybody may keep, and little enough not to drown the machine. */
const flood = { bytes: Buffer.alloc(65_536, 'x'), everyMs: 5 };

const behaviours: Readonly<Record<HostileServerId, (socket: Socket) => void>> = {
  silent: () => undefined,
  endless: (socket) => {
    repeat(socket, flood.everyMs, () => socket.write(flood.bytes));
  },
  trickling: (socket) => {
    repeat(socket, 20, () => socket.write('x'));
  },
  'hanging-up': (socket) => socket.destroy(),
};

/** Starts one of {@link hostileServers} on a free port. */
export async function startHostileServer(id: HostileServerId): Promise<HostileServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    behaviours[id](socket);
  });
  return {
    port: await listen(server),
    stop: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** A port of the loopback interface on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function repeat(socket: Socket, everyMs: number, act: () => void): void {
  const timer = setInterval(() => {
    if (socket.writable && socket.writableLength < 1_000_000) act();
  }, everyMs);
  socket.on('close', () => {
    clearInterval(timer);
  });
}
