import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServers } from '../../scripts/provision/test-servers';
import type { TestServerAddresses, TestServers } from '../../scripts/provision/test-servers';
import { buildWorkflowBundle } from '../../worker/workflow-bundle';

/** Jest loads setup and teardown apart, in one process: the handle between them lives on `globalThis`. */
type Held = Partial<Record<symbol, () => Promise<void>>>;
const held = Symbol.for('habeas.test.stop');

/** Starts the servers and bundles the workflows once for all files of the `system` project. */
module.exports = async function globalSetup(): Promise<void> {
  const servers = await reuseServers();
  const folder = await mkdtemp(join(tmpdir(), 'habeas-jest-'));
  (globalThis as Held)[held] = async () => {
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  };
  Object.assign(process.env, servers.addresses);
  process.env['TEST_WORKFLOW_BUNDLE'] = await bundleWorkflows(join(folder, 'workflows.js'));
};

/** `DSR_TEST_SERVERS` names the file of scripts/test-servers.ts: its servers are used and left running. */
async function reuseServers(): Promise<TestServers> {
  const file = process.env['DSR_TEST_SERVERS'];
  if (!file) return startTestServers(say);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error(
      `DSR_TEST_SERVERS is ${file}: expected the file written by scripts/test-servers.ts, could not read it ` +
        `(${String(error)}). Start that script or unset the variable.`,
    );
  });
  say(`Using the running servers of ${file}`);
  return { addresses: JSON.parse(text) as TestServerAddresses, stop: () => Promise.resolve() };
}

/** Bundling takes seconds; done once here, every worker reads the file. */
async function bundleWorkflows(file: string): Promise<string> {
  const { code } = await buildWorkflowBundle();
  await writeFile(file, code);
  return file;
}

/** Straight to the terminal: Jest shows no console output of globalSetup before it ends. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
