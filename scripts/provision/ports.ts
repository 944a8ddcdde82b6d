import { createServer } from 'node:net';

const host = '127.0.0.1';

/** A TCP port on the loopback interface that is free now: `preferred` when given and free, else any. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await listens(preferred)) !== undefined) return preferred;
  const port = await listens(0);
  if (port === undefined)
    throw new Error('No free TCP port on 127.0.0.1: close programs that hold many ports.');
  return port;
}

/** Opens and closes a listener on the port; answers the port it got, or undefined when it is taken. */
function listens(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const got = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(got));
    });
  });
}
