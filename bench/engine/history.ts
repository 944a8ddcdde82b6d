import type { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { setTimeout as delay } from 'node:timers/promises';

type EventType = temporal.api.enums.v1.EventType;
const { EventType } = temporal.api.enums.v1;

/** What one execution left behind on the server. */
export interface ExecutionCounts {
  readonly events: number;
  /** Scheduled, started, completed workflow tasks: their number moves a little with batching. */
  readonly workflowTaskEvents: number;
  /** As the server counts it. */
  readonly bytes: number;
  readonly stateTransitions: number;
  /** Events by type, without workflow-task events. */
  readonly byType: Readonly<Record<string, number>>;
}

/** Payload sizes of one activity call, in bytes as the payload converter made them. */
export interface StepSizes {
  readonly name: string;
  readonly input: number;
  readonly result: number;
}

const workflowTaskTypes: ReadonlySet<EventType> = new Set([
  EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
]);

/** Reads what an execution left behind. */
export async function countsOf(client: Client, workflowId: string): Promise<ExecutionCounts> {
  const handle = client.workflow.getHandle(workflowId);
  const [events, { raw }] = [await eventsOf(client, workflowId), await handle.describe()];
  const types = events.map((event) => event.eventType ?? EventType.EVENT_TYPE_UNSPECIFIED);
  const info = raw.workflowExecutionInfo;
  return {
    events: events.length,
    workflowTaskEvents: types.filter((type) => workflowTaskTypes.has(type)).length,
    bytes: Number(info?.historySizeBytes ?? 0),
    stateTransitions: Number(info?.stateTransitionCount ?? 0),
    byType: tally(types.filter((type) => !workflowTaskTypes.has(type))),
  };
}

function tally(types: readonly EventType[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of types) {
    const name = EventType[type].replace('EVENT_TYPE_', '');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

async function eventsOf(
  client: Client,
  workflowId: string,
): Promise<temporal.api.history.v1.IHistoryEvent[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return events ?? [];
}

/** Sizes of the payloads of every activity call, in the order in which they were scheduled. Works without codec only. */
export async function stepSizesOf(client: Client, workflowId: string): Promise<StepSizes[]> {
  const events = await eventsOf(client, workflowId);
  const results = new Map(
    events.flatMap(({ activityTaskCompletedEventAttributes: done }) =>
      done ? [[Number(done.scheduledEventId), sizeOf(done.result)] as const] : [],
    ),
  );
  return events.flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled
      ? [
          {
            name: scheduled.activityType?.name ?? '',
            input: sizeOf(scheduled.input),
            result: results.get(Number(eventId)) ?? 0,
          },
        ]
      : [],
  );
}

function sizeOf(payloads: temporal.api.common.v1.IPayloads | null | undefined): number {
  return (payloads?.payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
}

/** Waits until an execution rests: no activity and no workflow task is on its way. */
export async function untilAtRest(
  connection: Connection,
  namespace: string,
  workflowId: string,
): Promise<void> {
  for (;;) {
    const seen = await connection.workflowService.describeWorkflowExecution({
      namespace,
      execution: { workflowId },
    });
    if (seen.pendingActivities.length === 0 && !seen.pendingWorkflowTask) return;
    await delay(30);
  }
}
