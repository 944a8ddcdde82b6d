import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What the API counts. Labels are route names and statuses only: a bounded set, and nobody's data. */
export interface ApiMetrics {
  observe(route: string, status: number, ms: number): void;
  /** Text in the format of Prometheus. */
  text(): Promise<string>;
}

/** Metrics in a registry of their own, so that two APIs in one process do not mix. */
export function createMetrics(): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'habeas_api_' });
  const labelNames = ['route', 'status'] as const;
  const calls = new Counter({
    name: 'habeas_api_calls_total',
    help: 'Answered calls by route and status',
    labelNames,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'habeas_api_call_seconds',
    help: 'Time to answer by route and status',
    labelNames,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  return {
    observe: (route, status, ms) => {
      calls.inc({ route, status });
      seconds.observe({ route, status }, ms / 1_000);
    },
    text: () => registry.metrics(),
  };
}
