import { WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowExecutionStatusName } from '@temporalio/client';
import { workflowTypes } from '../contracts/temporal/definitions';
import type { Execution, Executions } from '../domain/ports';
import type { TemporalClient } from './client';

/** Executions in one answer of the server, which is the most that it gives. */
const pageSize = 1_000;

/** The executions of requests, over a Temporal client. */
export function createExecutions({ client }: TemporalClient): Executions {
  return {
    running: () => listRunning(client),
    describe: async (workflowId) => {
      try {
        const { runId, status, startTime } = await client.workflow.getHandle(workflowId).describe();
        return { runId, status: statusOf(status.name), startedAt: startTime.toISOString() };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
  };
}

async function* listRunning(client: TemporalClient['client']): AsyncGenerator<readonly string[]> {
  const query = `WorkflowType = '${workflowTypes.dataSubjectRequest}' AND ExecutionStatus = 'Running'`;
  const { namespace } = client.options;
  let nextPageToken: Uint8Array | undefined;
  do {
    const answer = await client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
    yield answer.executions.flatMap(({ execution }) => execution?.workflowId ?? []);
    nextPageToken = answer.nextPageToken;
  } while (nextPageToken.length > 0);
}

/** A run that goes on as a new one runs. */
function statusOf(name: WorkflowExecutionStatusName): Execution['status'] {
  if (name === 'RUNNING' || name === 'CONTINUED_AS_NEW') return 'running';
  return name === 'COMPLETED' ? 'completed' : 'lost';
}
