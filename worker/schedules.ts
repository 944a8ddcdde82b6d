import type { Client, ScheduleOptions } from '@temporalio/client';
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { workflowTypes } from '../contracts/temporal/definitions';
import { coreQueue } from '../contracts/temporal/queues';

/** Work that recurs for all requests together. */
interface Recurring {
  /** Id of the schedule; its runs are named after it. */
  readonly id: string;
  readonly workflowType: string;
  readonly every: '1m' | '10m' | '15m' | '1h';
  /** Longest run; longer than that it stands in the way of the next. */
  readonly longest: '5m' | '15m' | '1h';
}

/** Everything that runs by the clock. */
export const recurring: readonly Recurring[] = [
  { id: 'sweep-deadlines', workflowType: workflowTypes.sweepDeadlines, every: '1m', longest: '5m' },
  { id: 'reconcile', workflowType: workflowTypes.reconcile, every: '10m', longest: '1h' },
  { id: 'recount-clocks', workflowType: workflowTypes.recountClocks, every: '1h', longest: '1h' },
  { id: 'forecast', workflowType: workflowTypes.forecast, every: '15m', longest: '15m' },
  { id: 'deferrals', workflowType: workflowTypes.startDeferredDeletions, every: '1h', longest: '15m' },
];

/**
 * Creates the schedules, or brings those of an earlier version to the present form. Several workers may do so at once. A
 * schedule that somebody has paused stays paused.
 */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const work of recurring) {
    const options = optionsOf(work);
    try {
      await client.schedule.create(options);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const { spec, action, policies } = options;
      await client.schedule
        .getHandle(work.id)
        .update(({ state }) => ({ spec, action, state, ...(policies === undefined ? {} : { policies }) }));
    }
  }
}

function optionsOf({ id, workflowType, every, longest }: Recurring): ScheduleOptions & {
  action: { type: 'startWorkflow'; workflowId: string };
} {
  return {
    scheduleId: id,
    spec: { intervals: [{ every }] },
    action: {
      type: 'startWorkflow',
      workflowType,
      workflowId: id,
      taskQueue: coreQueue,
      args: [],
      workflowExecutionTimeout: longest,
    },
    policies: {
      // What falls due is found by the next run, so nothing need be caught up but the run that was missed just now.
      overlap: ScheduleOverlapPolicy.SKIP,
      catchupWindow: '1m',
    },
  };
}
