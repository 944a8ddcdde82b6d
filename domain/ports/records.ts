import type { ClockState } from '../clock-state';
import type { DataMap } from '../data-map';
import type { EvidenceDraft, EvidenceEntry } from '../evidence';
import type { RequestId } from '../ids';

/** Everything personal, encrypted with a key per request (AES-256-GCM, request id and slot as associated data). */
export interface Vault {
  /** Replaces the slot's JSON value. Creates the request's key on first use. */
  put(requestId: RequestId, slot: string, value: unknown): Promise<void>;
  get(requestId: RequestId, slot: string): Promise<unknown>;
  putBytes(requestId: RequestId, slot: string, bytes: Uint8Array): Promise<void>;
  getBytes(requestId: RequestId, slot: string): Promise<Uint8Array | undefined>;
  remove(requestId: RequestId, slot: string): Promise<void>;
  /** HMAC-SHA-256 under the request's key over the canonical JSON of `value`, hexadecimal. */
  commitment(requestId: RequestId, value: unknown): Promise<string>;
  /** Destroys the key: everything of the request becomes unreadable for good. */
  shred(requestId: RequestId): Promise<void>;
}

/** The request's chain of evidence. */
export interface EvidenceLog {
  /**
   * Appends drafts in order; a draft whose key is recorded already is skipped when its content is equal (a repeat after
   * a lost answer) and refused with an error when it is not. Returns the number really added.
   */
  append(requestId: RequestId, drafts: readonly EvidenceDraft[]): Promise<number>;
  read(requestId: RequestId): Promise<readonly EvidenceEntry[]>;
}

/** One line of the deadline ledger, which is swept independently of Temporal. */
export interface LedgerLine {
  readonly requestId: RequestId;
  readonly regime: string;
  readonly clock: string;
  readonly deadlineAt: string;
  readonly strictAt: string;
  readonly provisional: boolean;
  readonly status: ClockState['status'];
}

/** Deadlines in a collection of their own, written at intake. */
export interface DeadlineLedger {
  /** Writes or replaces the lines of one request, keyed by (requestId, regime, clock); lines no longer given are removed. */
  write(requestId: RequestId, lines: readonly LedgerLine[]): Promise<void>;
  read(requestId: RequestId): Promise<readonly LedgerLine[]>;
  /** Running lines with `strictAt` before the instant, soonest first. */
  due(before: string, limit: number): Promise<readonly LedgerLine[]>;
}

/** Pinned versions of the data map. */
export interface DataMapArchive {
  pin(map: DataMap): Promise<void>;
  find(version: string): Promise<DataMap | undefined>;
}
