import { heartbeat } from '@temporalio/activity';
import type { DispatchDeps, DispatchResult } from './dispatch-alerts';
import { dispatchAlerts } from './dispatch-alerts';
import type { DueDeferral } from '../domain/ports';
import { dueDeferrals } from './due-deferrals';
import type { DeferralDeps } from './due-deferrals';
import type { ForecastDeps, ForecastResult } from './forecast-requests';
import { forecastRequests } from './forecast-requests';
import type { Recounted, RecountDeps } from './recount-clocks';
import { recountClocks } from './recount-clocks';
import type { Reconciled, ReconcileDeps } from './repair-differences';
import { reconcile } from './repair-differences';
import type { FullSweepDeps, SweepResult } from './sweep-deadlines';
import { sweepDeadlines } from './sweep-deadlines';

/** What the activities need that see to it that nothing is missed. */
export type EnforcementDeps = FullSweepDeps &
  DispatchDeps &
  ReconcileDeps &
  RecountDeps &
  ForecastDeps &
  DeferralDeps;

/** Activities of the schedules: they concern all requests and none in particular. */
export interface EnforcementActivities {
  sweepDeadlines(): Promise<SweepResult>;
  dispatchAlerts(): Promise<DispatchResult>;
  reconcile(): Promise<Reconciled>;
  recountClocks(): Promise<Recounted>;
  forecastRequests(): Promise<ForecastResult>;
  dueDeferrals(): Promise<readonly DueDeferral[]>;
}

/** Binds the activities of the schedules to what they need. */
export function createEnforcementActivities(deps: EnforcementDeps): EnforcementActivities {
  const alive = (): void => heartbeat();
  return {
    sweepDeadlines: () => sweepDeadlines(deps, alive),
    dispatchAlerts: () => dispatchAlerts(deps, alive),
    reconcile: () => reconcile(deps, alive),
    recountClocks: () => recountClocks(deps, alive),
    forecastRequests: () => forecastRequests(deps, alive),
    dueDeferrals: () => dueDeferrals(deps),
  };
}
