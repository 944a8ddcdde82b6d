import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { temporal } from '@temporalio/proto';
import { quietRuntime } from '../support/quiet-runtime';
import { testServers } from '../support/servers';
import { labDataConverter } from '../support/workflow-lab';
import type { History, PlainEvent } from './history-files';
import { readHistory } from './history-files';
import { paths } from './paths';

const { EventType } = temporal.api.enums.v1;
const names = Object.keys(paths);

beforeAll(quietRuntime);

/** What replaying says of each history, by name; undefined when the code still takes the same way. */
async function replay(
  histories: Readonly<Record<string, History>>,
): Promise<Record<string, Error | undefined>> {
  const options = {
    workflowBundle: { codePath: testServers().workflowBundlePath! },
    dataConverter: await labDataConverter(),
  };
  const pairs = Object.entries(histories).map(([workflowId, history]) => ({ workflowId, history }));
  const errors: Record<string, Error | undefined> = {};
  for await (const { workflowId, error } of Worker.runReplayHistories(options, pairs))
    errors[workflowId] = error;
  return errors;
}

const agreed = (of: readonly string[]) => Object.fromEntries(of.map((name) => [name, undefined]));

test('When histories of every right and path are replayed, then the code takes the same way', async () => {
  const histories: Record<string, History> = {};
  for (const name of names) histories[name] = await readHistory(name);
  expect(await replay(histories)).toEqual(agreed(names));
});

test('When an activity of a history has another name, then its replay fails', async () => {
  const renamed = await readHistory('deletion', (events) => events.map(renameClosing));
  expect((await replay({ renamed }))['renamed']).toBeInstanceOf(DeterminismViolationError);
});

function renameClosing(event: PlainEvent): PlainEvent {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled?.activityType.name !== 'closeRequest') return event;
  const attributes = { ...scheduled, activityType: { name: 'closeCase' } };
  return { ...event, activityTaskScheduledEventAttributes: attributes };
}

test('When a deletion has run, then it took at most two events more than a bare workflow of the same activities', async () => {
  const { events = [] } = await readHistory('deletion');
  const types = (events ?? []).map(({ eventType }) => EventType[eventType!]);
  const count = (type: string) => types.filter((each) => each === `EVENT_TYPE_${type}`).length;
  // A bare twin starts, ends, calls the same activities and takes the same commands.
  const startAndEnd = 2;
  const bare =
    startAndEnd + 3 * count('ACTIVITY_TASK_SCHEDULED') + 2 * count('WORKFLOW_EXECUTION_UPDATE_ACCEPTED');
  const withoutTasks = types.filter((type) => !type.includes('WORKFLOW_TASK'));
  expect(withoutTasks.length).toBeLessThanOrEqual(bare + 2); // the one timer
  // A workflow task has three events; how many there are hangs on what happens to coincide.
  expect(types.length).toBeLessThanOrEqual(156);
});
