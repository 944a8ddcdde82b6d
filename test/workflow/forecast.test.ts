import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { EnforcementActivities } from '../../activities/enforcement';
import { workflowTypes } from '../../contracts/temporal/definitions';
import { coreQueue } from '../../contracts/temporal/queues';
import { registerNamespace } from '../support/namespace';
import { quietRuntime } from '../support/quiet-runtime';
import { testServers } from '../support/servers';

quietRuntime();

/** Runs the workflow once on a real server; `more` is what each round answers. Returns how many rounds there were. */
async function roundsOf(more: readonly boolean[]): Promise<number> {
  const { temporalAddress: address, workflowBundlePath: codePath = '' } = testServers();
  const namespace = `f${randomBytes(5).toString('hex')}`;
  await registerNamespace(address, namespace);
  const connection = await NativeConnection.connect({ address });
  let rounds = 0;
  const activities: Pick<EnforcementActivities, 'forecastRequests'> = {
    forecastRequests: () => Promise.resolve({ requests: 100, raised: 0, more: more[rounds++] ?? false }),
  };
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: coreQueue,
    workflowBundle: { codePath },
    activities: { ...activities },
  });
  const asking = await Connection.connect({ address });
  const client = new Client({ connection: asking, namespace });
  await worker.runUntil(
    client.workflow.execute(workflowTypes.forecast, { taskQueue: coreQueue, workflowId: 'forecast' }),
  );
  await asking.close();
  await connection.close();
  return rounds;
}

test('When more is left, then the next round follows, but a run ends for the schedule to start another', async () => {
  expect(await roundsOf([true, true, false, true])).toBe(3);
  expect(await roundsOf(Array.from({ length: 20 }, () => true))).toBe(4);
});
