import type { AlertDraft, AlertSource } from './alert';
import { breachThreshold, clockAlertId } from './alert';
import { compareInstants } from './clock-state';
import type { FiredLine, LedgerLine } from './ports';

/** What has fallen due of lines of the ledger. */
export interface Swept {
  readonly alerts: readonly AlertDraft[];
  readonly fired: readonly FiredLine[];
}

/**
 * Everything of these lines that has fallen due by `now` and has not fired, as alerts. A threshold that somebody slept
 * through is raised late rather than never, also when the deadline has passed since: each tells another level.
 */
export function sweepLines(lines: readonly LedgerLine[], now: string, by: AlertSource): Swept {
  const swept = lines.map((line) => ({ line, alerts: dueAlerts(line, now, by) }));
  return {
    alerts: swept.flatMap(({ alerts }) => alerts),
    fired: swept
      .filter(({ alerts }) => alerts.length > 0)
      .map(({ line, alerts }) => ({ line, codes: alerts.map(({ threshold = '' }) => threshold) })),
  };
}

function dueAlerts(line: LedgerLine, now: string, by: AlertSource): AlertDraft[] {
  // A clock that stands still, or has come to its end, warns of nothing.
  if (line.status !== 'running') return [];
  const isPast = (at: string) => compareInstants(at, now) <= 0;
  const alert = (code: string, part: Pick<AlertDraft, 'kind' | 'level'>): AlertDraft => ({
    alertId: clockAlertId(line.caseId, line.regime, line.clock, code),
    ...part,
    caseId: line.caseId,
    regime: line.regime,
    clock: line.clock,
    threshold: code,
    deadlineAt: line.deadlineAt,
    raisedAt: now,
    raisedBy: by,
  });
  const reminders = line.thresholds
    .filter(({ fired, at }) => !fired && isPast(at))
    .map(({ code, level }) => alert(code, { kind: 'reminder', level }));
  const isBreached = isPast(line.deadlineAt);
  return isBreached
    ? [...reminders, alert(breachThreshold, { kind: 'breach', level: 'privacyOfficer' })]
    : reminders;
}
