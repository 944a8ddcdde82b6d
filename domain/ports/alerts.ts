import type { AlertDraft, AlertKind, AlertLevel } from '../alert';
import type { CaseId } from '../ids';
import type { Page } from './requests';

/** An alert as it stands in the books. */
export interface Alert extends AlertDraft {
  readonly status: 'open' | 'acknowledged';
  readonly acknowledgedBy?: string;
  readonly acknowledgedAt?: string;
  /** When the channels had taken the message that carries it; absent: still on its way. */
  readonly deliveredAt?: string;
}

/** Alerts that go out in one message. The same digest, with the same id, after a lost answer. */
export interface AlertDigest {
  readonly digestId: string;
  readonly level: AlertLevel;
  readonly alerts: readonly Alert[];
  /** Names of the channels that have taken it before. */
  readonly takenBy: readonly AlertChannel['name'][];
}

/** A way out for digests. */
export interface AlertChannel {
  readonly name: 'mail' | 'webhook';
  /** `later`: not taken, for whatever reason; it is tried again with the same id. Never throws for a fault of the receiver. */
  send(digest: AlertDigest): Promise<'taken' | 'later'>;
}

/** The book of alerts: each of its id exists once for all time, whatever process noticed first. */
export interface AlertBook {
  /** Writes those that are not there yet, and returns how many were new. */
  raise(alerts: readonly AlertDraft[]): Promise<number>;
  /**
   * Claims undelivered alerts of one level as a digest for so long; a digest whose claimant died is claimed again as it
   * was. `undefined` when nothing waits.
   */
  claim(now: string, leaseMs: number, limit: number): Promise<AlertDigest | undefined>;
  /** One channel has the digest: a repeat leaves it out. */
  taken(digestId: string, channel: AlertChannel['name']): Promise<void>;
  /** The digest has gone out by every channel. */
  delivered(digestId: string, at: string): Promise<void>;
  find(alertId: string): Promise<Alert | undefined>;
  /** Newest first, keyset pages. */
  page(
    filter: { kind?: AlertKind; level?: AlertLevel; status?: Alert['status']; caseId?: CaseId },
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<Alert>>;
  /** Staff have seen it. False when there is none of that id. */
  acknowledge(alertId: string, by: string, at: string): Promise<boolean>;
}

/** The engine's sign of life: each sweep of the ledger that succeeded, whatever it found. */
export interface EngineBeats {
  /** A beat that is older than the last one changes nothing. */
  beat(at: string): Promise<void>;
  /** `undefined` while nothing has ever been swept. */
  last(): Promise<string | undefined>;
}
