/**
 * Keeps the servers of the system tests running until Ctrl-C, so that single test runs start at once:
 *   node -r ./bin/register.cjs scripts/test-servers.ts FILE
 *   DSR_TEST_SERVERS=FILE npm test -- --only jest test/workflow
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startTestServers } from './provision/test-servers';

async function main(file: string): Promise<void> {
  const started = performance.now();
  const servers = await startTestServers((line) => console.log(line));
  // Renamed into place: whoever waits for the file never reads half of it.
  await writeFile(`${file}.partial`, `${JSON.stringify(servers.addresses, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.partial`, file);
  console.log(
    `Ready after ${((performance.now() - started) / 1000).toFixed(1)} s: ${file}. Ctrl-C stops them.`,
  );
  const idle = setInterval(() => undefined, 60_000);
  const stop = async (): Promise<void> => {
    clearInterval(idle);
    await rm(file, { force: true });
    await servers.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stop().catch(fail);
    });
  }
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const file = process.argv[2];
if (file === undefined) fail(new Error('Expected the file to write the addresses to: test-servers.ts FILE'));
else main(resolve(file)).catch(fail);
