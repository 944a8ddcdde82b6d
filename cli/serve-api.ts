import { startConfiguredApi } from '../api/main';

/** Runs the API of this environment until SIGTERM or SIGINT; then lets running calls end and closes its connections. */
export async function serveApi(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const api = await startConfiguredApi(env);
  console.log(`API listening on ${api.url}`);
  await signalled;
  await api.stop();
}
