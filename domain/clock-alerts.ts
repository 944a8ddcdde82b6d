import type { AlertDraft } from './alert';
import { clockAlertId } from './alert';
import type { ClockState, DueEvent } from './clock-state';
import { movedEarlier } from './clock-state';
import type { CaseId } from './ids';

/** The alert of a threshold or a deadline that a workflow saw pass. */
export function dueAlert(caseId: CaseId, due: DueEvent, deadlineAt: string, now: string): AlertDraft {
  const { kind, regime, clock, threshold, level } = due;
  return {
    alertId: clockAlertId(caseId, regime, clock, threshold),
    kind,
    level,
    caseId,
    regime,
    clock,
    threshold,
    deadlineAt,
    raisedAt: now,
    raisedBy: 'workflow',
  };
}

/** One alert per calendar year that a count needed and nobody has loaded; the same for every request. */
export function missingYearAlerts(clocks: readonly ClockState[], now: string): AlertDraft[] {
  const years = clocks
    .filter(({ provisional }) => provisional)
    .flatMap(({ calendarVersion }) => calendarVersion.split(' '))
    .filter((year) => year.endsWith('@none'))
    .map((year) => year.slice(0, -'@none'.length));
  return [...new Set(years)].map((about) => ({
    alertId: `calendarMissing/${about}`,
    kind: 'calendarMissing',
    level: 'operator',
    about,
    raisedAt: now,
    raisedBy: 'workflow',
  }));
}

/** One alert per deadline that a recount brought forward. */
export function movedEarlierAlerts(
  caseId: CaseId,
  before: readonly ClockState[],
  after: readonly ClockState[],
  now: string,
): AlertDraft[] {
  return movedEarlier(before, after).map(({ clock: { regime, clock, deadlineAt }, was }) => ({
    alertId: `deadlineMovedEarlier/${clockAlertId(caseId, regime, clock, deadlineAt)}`,
    kind: 'deadlineMovedEarlier',
    level: 'supervisor',
    caseId,
    regime,
    clock,
    deadlineAt,
    about: was,
    raisedAt: now,
    raisedBy: 'workflow',
  }));
}

/** The notice of an extension was not delivered in time: the old deadline stands, and there may be little time left. */
export function unprovenExtensionAlert(
  caseId: CaseId,
  regime: string,
  serial: number,
  clock: ClockState | undefined,
  now: string,
): AlertDraft {
  return {
    alertId: `extensionNotProven/${caseId}/${regime}/${serial}`,
    kind: 'extensionNotProven',
    level: 'privacyOfficer',
    caseId,
    regime,
    ...(clock === undefined ? {} : { clock: clock.clock, deadlineAt: clock.deadlineAt }),
    raisedAt: now,
    raisedBy: 'workflow',
  };
}
