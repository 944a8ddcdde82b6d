import { createServer } from 'node:http';

/**
 * Answers `GET /healthz` on 127.0.0.1: 200 while the last look succeeded, else 503. Without a port it does nothing.
 * Returns how to stop it.
 */
export async function answerHealth(
  port: number | undefined,
  isWell: () => boolean,
): Promise<() => Promise<void>> {
  if (port === undefined) return () => Promise.resolve();
  const server = createServer((request, response) => {
    request.resume();
    const isKnown = request.method === 'GET' && request.url === '/healthz';
    const status = isKnown ? (isWell() ? 200 : 503) : 404;
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify({ status: status === 200 ? 'watching' : 'notWatching' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
