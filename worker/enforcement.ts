import type { EnforcementDeps } from '../activities/enforcement';
import type { WorkerConfig } from '../config/load-config';
import type { RequestGateway, Restarter } from '../domain/ports';
import type { TemporalClient } from '../temporal/client';
import { createExecutions } from '../temporal/executions';
import { createRequestGateway } from '../temporal/gateway';
import type { WorkerParts } from './deps';

/** The engine as the worker itself calls it: to start what was left over, to recount, and to restart what was lost. */
export function gatewayOf(
  temporal: TemporalClient,
  { books }: Pick<WorkerParts, 'books'>,
  config: Pick<WorkerConfig, 'DSR_VERIFICATION_DAYS' | 'DSR_LIFT_WARNING_DAYS'>,
): RequestGateway & Restarter {
  return createRequestGateway(temporal, {
    find: (requestId) => books.requests.find(requestId),
    verificationDays: config.DSR_VERIFICATION_DAYS,
    liftWarningMs: config.DSR_LIFT_WARNING_DAYS * 86_400_000,
  });
}

/** What the work of the schedules needs. */
export function enforcementOf(
  temporal: TemporalClient,
  parts: WorkerParts,
  config: WorkerConfig,
): EnforcementDeps {
  const { books, channels, core } = parts;
  return {
    books,
    channels,
    executions: createExecutions(temporal),
    gateway: gatewayOf(temporal, parts, config),
    rules: core.settings.clocks.rules,
    now: core.now,
  };
}
