/**
 * Records the histories that test/replay replays, one file per path:
 *   node -r ./bin/register.cjs scripts/record-histories.ts [PATH …]
 * To be run on a workflow's first release and whenever a path is new. A change of code must replay the old files: record
 * anew only what no running request can have (docs/map.md).
 */
import { Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { writeHistory } from '../test/replay/history-files';
import type { Path } from '../test/replay/paths';
import { paths } from '../test/replay/paths';
import { fakeActivities } from '../test/support/fake-activities';
import type { LabPlace } from '../test/support/workflow-lab';
import { startLab } from '../test/support/workflow-lab';
import { buildWorkflowBundle } from '../worker/workflow-bundle';
import { provideTemporal } from './provision';

async function main(wanted: readonly string[]): Promise<void> {
  const chosen = Object.entries(paths).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const temporal = await provideTemporal({ onProgress: (line) => console.log(line) });
  const { address } = temporal;
  const connection = await Connection.connect({ address });
  const nativeConnection = await NativeConnection.connect({ address });
  const place = {
    connection,
    nativeConnection,
    namespace: 'default',
    workflowBundle: await buildWorkflowBundle(),
  };
  try {
    for (const [name, path] of chosen) console.log(`${name}: ${await record(name, path, place)} events`);
  } finally {
    await Promise.all([connection.close(), nativeConnection.close()]);
    await temporal.stop();
  }
}

/** Takes one request along the path and keeps its history; returns the number of events. */
async function record(name: string, path: Path, place: Omit<LabPlace, 'activities'>): Promise<number> {
  const lab = await startLab({ ...place, activities: fakeActivities(path.script?.()).activities });
  try {
    const request = await lab.begin(path.right, path.input);
    await path.drive(request);
    await request.result();
    const history = await request.handle.fetchHistory();
    await writeHistory(name, history);
    return history.events?.length ?? 0;
  } finally {
    await lab.stop();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : String(error));
  process.exitCode = 1;
});
