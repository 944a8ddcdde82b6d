import type { ClockState } from './clock-state';
import { compareInstants } from './clock-state';
import type { ClockStep } from './clock-steps';
import type { LocalText } from './data-map';
import type { IncidentId, RequestId } from './ids';
import type { LedgerLine } from './ports/records';
import { ledgerLines } from './request-clocks';

/** What can have happened. */
export const incidentKinds = [
  'unauthorisedAccess',
  'unlawfulDisclosure',
  'loss',
  'cyberIncident',
  'productFlaw',
  'otherViolation',
] as const;
/** See {@link incidentKinds}. */
export type IncidentKind = (typeof incidentKinds)[number];

/** `reported`: everybody who must be told was told. `closed`: nothing more is done about it. */
export const incidentStatuses = ['open', 'reported', 'closed'] as const;
/** See {@link incidentStatuses}. */
export type IncidentStatus = (typeof incidentStatuses)[number];

/** Why somebody who should have been told need not be. */
export const closureGrounds = ['notNotifiable', 'belowThreshold', 'duplicate'] as const;
/** See {@link closureGrounds}. */
export type ClosureGround = (typeof closureGrounds)[number];

/** Somebody whom a regime wants told. */
export interface Addressee {
  readonly code: string;
  readonly text: LocalText;
}

/**
 * The one clock of a regime, with whom it wants told, as the rules stood when the incident was logged. Its `status` is not
 * kept here: it follows from the reports, see {@link clockStatus}.
 */
export interface IncidentClock extends Omit<ClockState, 'status'> {
  readonly addressees: readonly Addressee[];
  readonly legalBasis: string;
  /** How it was counted. */
  readonly steps: readonly ClockStep[];
}

/** Somebody was told. */
export interface IncidentReport {
  /** The same for each repeat of the call that logged it. */
  readonly reportId: string;
  readonly regime: string;
  /** Code of the addressee. */
  readonly addressee: string;
  /** When they were told, UTC. */
  readonly at: string;
  readonly loggedAt: string;
  /** Staff id. */
  readonly by: string;
  /** Under which the addressee filed it. */
  readonly reference?: string;
}

/** The end of an incident. */
export interface IncidentClosure {
  /** The same for each repeat of the call. */
  readonly closureId: string;
  readonly at: string;
  /** Staff id. */
  readonly by: string;
  /** Absent when everybody was told. */
  readonly ground?: ClosureGround;
  /** Keyed hash of the reason, whose text is in the vault. */
  readonly reasonHash?: string;
}

/** An incident as it stands in the books: codes, ids and instants. Its description in words is in the vault. */
export interface Incident {
  readonly incidentId: IncidentId;
  /** 1 when logged; one more with each change. */
  readonly version: number;
  readonly kind: IncidentKind;
  /** When somebody in the house first knew of it, UTC: its clocks run from there. */
  readonly discoveredAt: string;
  readonly loggedAt: string;
  /** Staff id. */
  readonly loggedBy: string;
  /** Regimes under which it must be reported. */
  readonly regimes: readonly string[];
  /** What kind of controller it concerns, where a regime asks. */
  readonly profiles: readonly string[];
  readonly relatedRequestId?: RequestId;
  /** The refused attempt from which it was logged. */
  readonly fromAttempt?: string;
  readonly status: IncidentStatus;
  readonly clocks: readonly IncidentClock[];
  readonly reports: readonly IncidentReport[];
  readonly closure?: IncidentClosure;
}

/** `notRequired`: the incident was closed in time on a ground on which nobody need be told. */
export const incidentClockStatuses = ['running', 'satisfied', 'breached', 'notRequired'] as const;
/** See {@link incidentClockStatuses}. */
export type IncidentClockStatus = (typeof incidentClockStatuses)[number];

/** Reports and closure: all that ends the clocks of an incident. */
type Course = Pick<Incident, 'reports' | 'closure'>;

/**
 * What has become of a clock by `now`: satisfied once all its addressees were told before the deadline. The instants alone
 * decide, so that a report or closure that comes late leaves the clock breached.
 */
export function clockStatus(course: Course, clock: IncidentClock, now: string): IncidentClockStatus {
  const toldAt = allToldAt(course, clock);
  const endedAt = toldAt ?? course.closure?.at;
  const isLate = compareInstants(endedAt ?? now, clock.deadlineAt) >= 0;
  if (isLate) return 'breached';
  if (endedAt === undefined) return 'running';
  return toldAt === undefined ? 'notRequired' : 'satisfied';
}

/** When the last of the clock's addressees was told; `undefined` while one of them was not. */
function allToldAt({ reports }: Course, { regime, addressees }: IncidentClock): string | undefined {
  const told = addressees.map(({ code }) => reportTo(reports, regime, code)?.at);
  if (told.length === 0 || told.includes(undefined)) return undefined;
  return told
    .filter((at) => at !== undefined)
    .sort(compareInstants)
    .at(-1);
}

/** The report to an addressee, if they were told. */
export function reportTo(
  reports: readonly IncidentReport[],
  regime: string,
  addressee: string,
): IncidentReport | undefined {
  return reports.find((report) => report.regime === regime && report.addressee === addressee);
}

/** Who is still to be told, under which regime. */
export function untold({
  clocks,
  reports,
}: Pick<Incident, 'clocks' | 'reports'>): { regime: string; addressee: string }[] {
  return clocks.flatMap(({ regime, addressees }) =>
    addressees
      .filter(({ code }) => reportTo(reports, regime, code) === undefined)
      .map(({ code }) => ({ regime, addressee: code })),
  );
}

/**
 * The incident's lines of the deadline ledger. A clock that has not ended stays running also past its deadline, so that the
 * sweep finds and raises the breach; one that need not be met any more has no line.
 */
export function incidentLines(incident: Incident): LedgerLine[] {
  const clocks = incident.clocks.flatMap((clock): ClockState[] => {
    const hasEnded = allToldAt(incident, clock) !== undefined || incident.closure !== undefined;
    // Once it has ended, its status does not depend on the time of looking.
    const status = hasEnded ? clockStatus(incident, clock, clock.deadlineAt) : 'running';
    return status === 'notRequired' ? [] : [{ ...clock, status }];
  });
  return ledgerLines(incident.incidentId, clocks);
}
