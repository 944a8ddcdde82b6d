import { ClockError } from './clock-error';
import { compareInstants } from './clock-state';
import { isErrorCode, PublicError } from './errors';
import type { ErrorCode } from './errors';
import type { IncidentId, RequestId } from './ids';
import { reportTo, untold } from './incident';
import type { ClosureGround, Incident, IncidentClock, IncidentKind, IncidentReport } from './incident';
import { incidentClocks, wantsReports } from './incident-clocks';
import { parseInstant } from './local-time';
import type { ClockSettings } from './request-clocks';
import { profilesIn } from './rule-book';
import type { RuleBook } from './rule-book';

/** What staff say of a new incident; the description in words goes elsewhere. */
export interface Opening {
  readonly incidentId: IncidentId;
  readonly kind: IncidentKind;
  /** With any offset. */
  readonly discoveredAt: string;
  readonly regimes: readonly string[];
  /** Absent: those of the controller. */
  readonly profiles?: readonly string[];
  readonly relatedRequestId?: RequestId;
  readonly fromAttempt?: string;
  /** Staff id. */
  readonly by: string;
}

/** An older date of discovery is a slip of the pen. */
const earliestDiscovery = '2000-01-01T00:00:00.000Z';

/**
 * A new incident with its clocks.
 * @throws PublicError DSR_INCIDENT_TIME_INVALID, DSR_REGIME_UNKNOWN, DSR_REGIME_WITHOUT_REPORT, DSR_REGIME_NOT_IN_FORCE,
 * DSR_PROFILE_UNKNOWN.
 */
export function openIncident(opening: Opening, settings: ClockSettings, now: string): Incident {
  const { regimes, by, profiles = settings.profiles ?? [], ...members } = opening;
  const discoveredAt = instantWithin(opening.discoveredAt, earliestDiscovery, now, {
    field: 'discoveredAt',
    code: 'DSR_INCIDENT_TIME_INVALID',
  });
  checkRegimes(regimes, settings.rules);
  checkProfiles(profiles, settings.rules);
  const clocks = countedClocks(regimes, { discoveredAt, profiles }, settings);
  return {
    ...members,
    version: 1,
    discoveredAt,
    loggedAt: now,
    loggedBy: by,
    regimes,
    profiles,
    status: 'open',
    clocks,
    reports: [],
  };
}

/** Without a regime an incident would have no clock, and nothing would remind anybody of it. */
function checkRegimes(regimes: readonly string[], book: RuleBook): void {
  const refuse = (code: ErrorCode, detail: string): never => {
    throw new PublicError(code, detail, [{ path: 'regimes', problem: detail }]);
  };
  if (regimes.length === 0 || new Set(regimes).size < regimes.length)
    refuse('DSR_REGIME_UNKNOWN', 'Name at least one regime, and each once.');
  for (const id of regimes) {
    const regime = book.regimes.get(id);
    if (regime === undefined) return refuse('DSR_REGIME_UNKNOWN', `Expected regimes that are loaded.`);
    if (!wantsReports(regime))
      refuse('DSR_REGIME_WITHOUT_REPORT', `Regime ${id} sets no clock for reports; leave it out.`);
  }
}

/** A profile that nothing knows would leave the longer, ordinary period in force without a word. */
function checkProfiles(profiles: readonly string[], book: RuleBook): void {
  const known = profilesIn(book);
  if (profiles.every((profile) => known.includes(profile))) return;
  const problem = `Expected kinds of controller that a loaded regime names: ${known.join(', ')}.`;
  throw new PublicError('DSR_PROFILE_UNKNOWN', problem, [{ path: 'profiles', problem }]);
}

function countedClocks(
  regimes: readonly string[],
  facts: { discoveredAt: string; profiles: readonly string[] },
  settings: ClockSettings,
): IncidentClock[] {
  try {
    return incidentClocks(regimes, facts, settings);
  } catch (error) {
    if (!(error instanceof ClockError)) throw error;
    // The regime knows such a clock, only not on that day.
    if (error.code === 'DSR_CLOCK_NONE') throw new PublicError('DSR_REGIME_NOT_IN_FORCE', error.message);
    throw isErrorCode(error.code) ? new PublicError(error.code, error.message) : error;
  }
}

/** What staff say of a report that they made. */
export type Reporting = Omit<IncidentReport, 'loggedAt'>;

/**
 * The incident after somebody was told. The same report again, by its id, changes nothing.
 * @throws PublicError DSR_INCIDENT_CLOSED, DSR_ADDRESSEE_UNKNOWN, DSR_ADDRESSEE_TOLD, DSR_REPORT_TIME_INVALID.
 */
export function reportIncident(incident: Incident, reporting: Reporting, now: string): Incident {
  const { reportId, regime, addressee } = reporting;
  if (incident.reports.some((report) => report.reportId === reportId)) return incident;
  checkOpen(incident);
  checkAddressee(incident, regime, addressee);
  const told = reportTo(incident.reports, regime, addressee);
  if (told !== undefined)
    throw new PublicError('DSR_ADDRESSEE_TOLD', `${regime}, ${addressee}: told at ${told.at} already.`);
  const at = instantWithin(reporting.at, incident.discoveredAt, now, {
    field: 'at',
    code: 'DSR_REPORT_TIME_INVALID',
  });
  const reports = [...incident.reports, { ...reporting, at, loggedAt: now }];
  const isReported = untold({ ...incident, reports }).length === 0;
  return {
    ...incident,
    version: incident.version + 1,
    status: isReported ? 'reported' : 'open',
    reports,
  };
}

function checkAddressee({ clocks }: Incident, regime: string, addressee: string): void {
  const known = clocks.flatMap((clock) =>
    clock.addressees.map(({ code }) => ({ regime: clock.regime, code })),
  );
  if (known.some((each) => each.regime === regime && each.code === addressee)) return;
  const listed = known.map((each) => `${each.regime} ${each.code}`).join(', ');
  throw new PublicError('DSR_ADDRESSEE_UNKNOWN', `Expected one of: ${listed}.`, [
    { path: 'addressee', problem: `Expected one of: ${listed}.` },
  ]);
}

/** How staff close an incident. `ground` and `reasonHash` come together. */
export interface Closing {
  readonly closureId: string;
  /** Staff id. */
  readonly by: string;
  readonly ground?: ClosureGround;
  readonly reasonHash?: string;
}

/**
 * The incident after its end. The same closing again, by its id, changes nothing.
 * @throws PublicError DSR_INCIDENT_CLOSED, DSR_ADDRESSEE_UNTOLD.
 */
export function closeIncident(incident: Incident, closing: Closing, now: string): Incident {
  if (incident.closure?.closureId === closing.closureId) return incident;
  checkOpen(incident);
  const left = untold(incident).map(({ regime, addressee }) => `${regime} ${addressee}`);
  if (left.length > 0 && closing.ground === undefined)
    throw new PublicError(
      'DSR_ADDRESSEE_UNTOLD',
      `Still to be told: ${left.join(', ')}. Tell them, or close on a ground with its reason.`,
    );
  return {
    ...incident,
    version: incident.version + 1,
    status: 'closed',
    closure: { ...closing, at: now },
  };
}

function checkOpen({ closure }: Incident): void {
  if (closure !== undefined)
    throw new PublicError('DSR_INCIDENT_CLOSED', `It was closed at ${closure.at}; log another one.`);
}

/** The instant in UTC to the millisecond, when it lies between two others. */
function instantWithin(
  text: string,
  from: string,
  to: string,
  { field, code }: { readonly field: string; readonly code: ErrorCode },
): string {
  const problem = `${field}: expected an instant from ${from} to ${to}, which is now.`;
  const refused = new PublicError(code, problem, [{ path: field, problem }]);
  const at = utcOf(text);
  if (at === undefined || compareInstants(at, from) < 0 || compareInstants(at, to) > 0) throw refused;
  return at;
}

function utcOf(text: string): string | undefined {
  try {
    return parseInstant(text, 'at').toString({ smallestUnit: 'millisecond', roundingMode: 'floor' });
  } catch {
    return undefined;
  }
}
