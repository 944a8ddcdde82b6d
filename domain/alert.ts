import type { CaseId } from './ids';

/** Who is told, in the order of escalation. */
export const alertLevels = ['operator', 'supervisor', 'privacyOfficer'] as const;
/** See {@link alertLevels}. */
export type AlertLevel = (typeof alertLevels)[number];

/** What staff are alerted to. */
export const alertKinds = [
  /** A clock has come to one of the configured thresholds. */
  'reminder',
  /** A clock has run out: an entry of the breach register. */
  'breach',
  /** The forecast says that a promise can be kept no more. */
  'promiseAtRisk',
  /** A clock was counted with a calendar year that is not published. */
  'calendarMissing',
  /** A recount, e.g. with a new calendar, brought a deadline forward. */
  'deadlineMovedEarlier',
  /** The notice of an extension was not delivered before the first period ended: the extension does not hold. */
  'extensionNotProven',
  /** An open case has no running execution. */
  'executionMissing',
  /** A running execution has no open case in the books. */
  'caseMissing',
  /** The books are older than the execution, as after a restore. */
  'booksOlder',
  /** A processor has not answered for its part in the time that it has. */
  'recipientSilent',
  /** Deletions in a store are not as they normally are: it is left alone. */
  'storeBandLeft',
  /** Nothing has swept the ledger for too long: Temporal or all workers are down. */
  'engineSilent',
] as const;
/** See {@link alertKinds}. */
export type AlertKind = (typeof alertKinds)[number];

/** Who noticed. */
export type AlertSource = 'workflow' | 'sweep' | 'watch' | 'reconciler';

/** One alert: there is at most one of its id for all time, whoever noticed it first. Ids, codes and instants only. */
export interface AlertDraft {
  /** See {@link clockAlertId}; for other kinds `<kind>/<what it is about>`. */
  readonly alertId: string;
  readonly kind: AlertKind;
  readonly level: AlertLevel;
  readonly caseId?: CaseId;
  readonly regime?: string;
  readonly clock?: string;
  /** Code of the threshold, e.g. `50%`, `2d`. */
  readonly threshold?: string;
  /** The deadline that it warns of, UTC. */
  readonly deadlineAt?: string;
  /** Further codes, e.g. the calendar that is missing. */
  readonly about?: string;
  readonly raisedAt: string;
  readonly raisedBy: AlertSource;
}

/** The id of the alert of one clock at one threshold. A moved deadline is the same clock: it is not warned of twice. */
export function clockAlertId(caseId: CaseId, regime: string, clock: string, threshold: string): string {
  return `${caseId}/${regime}/${clock}/${threshold}`;
}

/** The threshold code of a deadline that has passed. */
export const breachThreshold = 'breach';
