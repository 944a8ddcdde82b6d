import { newIncidentId } from '../../crypto/ids';
import type { Incident } from '../../domain/incident';
import { openIncident } from '../../domain/incident-commands';
import type { Opening } from '../../domain/incident-commands';
import type { ClockSettings } from '../../domain/request-clocks';
import { builtInRules } from '../../domain/rules';
import { defaultThresholds } from '../../domain/threshold';

/** How the fictional controller counts. */
export const incidentSettings: ClockSettings = {
  rules: builtInRules,
  thresholds: defaultThresholds,
  zone: 'Asia/Shanghai',
  calendar: 'CN',
};

/** A fictional incident, discovered on a Monday morning in Shanghai and logged an hour later. */
export function incidentOf(
  change: Partial<Opening> = {},
  settings: ClockSettings = incidentSettings,
  now = '2026-03-02T02:00:00.000Z',
): Incident {
  const opening: Opening = {
    incidentId: newIncidentId(),
    kind: 'unauthorisedAccess',
    discoveredAt: '2026-03-02T09:00:00+08:00',
    regimes: ['EU-GDPR'],
    by: 'chen-operator',
    ...change,
  };
  return openIncident(opening, settings, now);
}
