import type { ConnectionOptions } from '@temporalio/client';

/** Requests to the Temporal server by method. */
export type RpcCounts = Readonly<Record<string, number>>;

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** Counts the requests that a client connection makes. */
export function rpcCounter(): { readonly counts: Record<string, number>; readonly interceptor: Interceptor } {
  const counts: Record<string, number> = {};
  const interceptor: Interceptor = (options, nextCall) => {
    const method = options.method_definition.path.split('/').at(-1) ?? '';
    counts[method] = (counts[method] ?? 0) + 1;
    // Unchanged: a wrapper of our own would add nothing.
    return nextCall(options) as ReturnType<Interceptor>;
  };
  return { counts, interceptor };
}

/**
 * Requests of a worker by method, from its metrics in Prometheus' text form. Polls are left out: how many there are
 * depends on time and not on work.
 */
export function workerRequests(metrics: string, namespace: string): RpcCounts {
  const counts: Record<string, number> = {};
  for (const line of metrics.split('\n')) {
    const found = /^temporal_request(?:_total)?\{(?<labels>[^}]*)\} (?<count>\d+)/.exec(line)?.groups;
    if (found?.['labels']?.includes(`namespace="${namespace}"`) !== true) continue;
    const method = /operation="(?<method>[^"]+)"/.exec(found['labels'])?.groups?.['method'];
    if (method === undefined || method.startsWith('Poll')) continue;
    counts[method] = (counts[method] ?? 0) + Number(found['count']);
  }
  return counts;
}

/** What was added between two counts. */
export function addedRequests(before: RpcCounts, after: RpcCounts): RpcCounts {
  const added = Object.entries(after).map(
    ([method, count]) => [method, count - (before[method] ?? 0)] as const,
  );
  return Object.fromEntries(added.filter(([, count]) => count > 0));
}

/** All requests of a count. */
export function totalRequests(counts: RpcCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
