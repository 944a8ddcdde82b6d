import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { download } from '../../../scripts/provision/download';

const body = 'x'.repeat(100_000);
let folder: string;
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') return;
    if (request.url === '/missing') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': body.length });
    if (request.url === '/whole') return void response.end(body);
    response.write(body.slice(0, 1000), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'habeas-download-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('download', () => {
  test('When the file is complete and its hash is right, then it appears under its name', async () => {
    const sha256 = createHash('sha256').update(body).digest('hex');
    await download(`${base}/whole`, join(folder, 'tool'), { sha256 });
    expect(await readFile(join(folder, 'tool'), 'utf8')).toBe(body);
    expect(await readdir(folder)).toEqual(['tool']);
  });

  test('When the hash differs, then both hashes are told and no file is left', async () => {
    await expect(download(`${base}/whole`, join(folder, 'tool'), { sha256: 'abc' })).rejects.toThrow(
      /expected SHA-256 abc, got [0-9a-f]{64}/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('When the connection breaks in the middle, then no file is left', async () => {
    await expect(download(`${base}/broken`, join(folder, 'tool'))).rejects.toThrow();
    expect(await readdir(folder)).toEqual([]);
  });

  test('When the host stays silent, then it gives up after the connect time-out', async () => {
    const attempt = download(`${base}/silent`, join(folder, 'tool'), { connectTimeoutMs: 200 });
    await expect(attempt).rejects.toThrow('no answer within 0.2 s');
  });

  test('When the host answers an error, then its status is told', async () => {
    await expect(download(`${base}/missing`, join(folder, 'tool'))).rejects.toThrow('answered 404');
  });
});
