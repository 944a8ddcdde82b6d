import type { ClockSettings } from '../domain/request-clocks';
import type { ApiConfig, WorkerConfig } from './load-config';
import { rulesInForce } from './rules-in-force';

/** How this controller counts; the same for API and workers, or a promise made at intake would move at the first recount. */
export function clockSettingsOf(config: ApiConfig | WorkerConfig): ClockSettings & { readonly zone: string } {
  const promise = config.DSR_PROMISE_WORKDAYS;
  const profiles = config.DSR_CONTROLLER_PROFILES;
  return {
    ...rulesInForce(config.DSR_RULES_FILE),
    zone: config.DSR_ZONE,
    calendar: config.DSR_CALENDAR,
    thresholds: config.DSR_THRESHOLDS,
    ...(profiles === undefined ? {} : { profiles }),
    ...(promise === undefined ? {} : { promise: { value: promise, unit: 'workday' as const } }),
  };
}
