import { heartbeat } from '@temporalio/activity';
import type { DispatchDeps, DispatchResult } from './dispatch-alerts';
import { dispatchAlerts } from './dispatch-alerts';
import type { ForecastDeps, ForecastResult } from './forecast-requests';
import { forecastRequests } from './forecast-requests';
import type { SweepDeps, SweepResult } from './sweep-deadlines';
import { sweepDeadlines } from './sweep-deadlines';

/** What the activities need that see to it that nothing is missed. */
export type EnforcementDeps = SweepDeps & DispatchDeps & ForecastDeps;

/** Activities of the schedules: they concern all requests and none in particular. */
export interface EnforcementActivities {
  sweepDeadlines(): Promise<SweepResult>;
  dispatchAlerts(): Promise<DispatchResult>;
  forecastRequests(): Promise<ForecastResult>;
}

/** Binds the activities of the schedules to what they need. */
export function createEnforcementActivities(deps: EnforcementDeps): EnforcementActivities {
  return {
    sweepDeadlines: () => sweepDeadlines(deps, () => heartbeat()),
    dispatchAlerts: () => dispatchAlerts(deps, () => heartbeat()),
    forecastRequests: () => forecastRequests(deps, () => heartbeat()),
  };
}
