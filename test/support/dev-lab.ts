import { randomBytes } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { AllActivities, FakeActivities } from './fake-activities';
import { fakeActivities } from './fake-activities';
import { registerNamespace } from './namespace';
import { quietRuntime } from './quiet-runtime';
import { testServers } from './servers';
import type { Lab } from './workflow-lab';
import { startLab } from './workflow-lab';

/** A lab in a namespace of its own on the dev server of this test run. */
export async function startDevLab(
  activities: AllActivities,
  address = testServers().temporalAddress,
): Promise<Lab> {
  const codePath = testServers().workflowBundlePath;
  if (codePath === undefined) throw new Error('The workflow bundle was not built by globalSetup.');
  const namespace = `lab${randomBytes(5).toString('hex')}`;
  await registerNamespace(address, namespace);
  const connection = await Connection.connect({ address });
  const nativeConnection = await NativeConnection.connect({ address });
  const lab = await startLab({
    connection,
    nativeConnection,
    namespace,
    workflowBundle: { codePath },
    activities,
  });
  return {
    ...lab,
    stop: async () => {
      await lab.stop();
      await Promise.all([connection.close(), nativeConnection.close()]);
    },
  };
}

/** A lab per test, each with activities of its own; all are stopped after their test. */
export function useLabs(): (script?: Partial<AllActivities>) => Promise<Lab & FakeActivities> {
  const stops: (() => Promise<void>)[] = [];
  beforeAll(quietRuntime);
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  return async (script) => {
    const fake = fakeActivities(script);
    const lab = await startDevLab(fake.activities);
    stops.push(() => lab.stop());
    return { ...fake, ...lab };
  };
}
