import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';

/** A namespace of its own keeps test files apart on one server; it is usable a moment after it is registered. */
export async function registerNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const known = await connection.workflowService.listWorkflowExecutions({ namespace }).then(
        () => true,
        () => false,
      );
      if (known) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`Namespace ${namespace} was not usable within ten seconds.`);
  } finally {
    await connection.close();
  }
}
