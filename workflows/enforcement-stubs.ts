import { proxyActivities } from '@temporalio/workflow';
import type { EnforcementActivities } from '../activities/enforcement';

/**
 * Activities of the schedules. Unlike those of a request they are given up soon: the schedule starts the next run anyway,
 * and a run that hangs must not stand in its way.
 */
export const enforcement = proxyActivities<EnforcementActivities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '45s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 3 },
});

/** Activities that read through everything: they may take long, and say that they live. */
export const thorough = proxyActivities<EnforcementActivities>({
  startToCloseTimeout: '30m',
  heartbeatTimeout: '1m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10s', maximumAttempts: 3 },
});
