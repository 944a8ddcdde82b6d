import type { ClockState } from '../clock-state';
import type { DataMap } from '../data-map';
import type { EvidenceDraft, EvidenceEntry } from '../evidence';
import type { CaseId } from '../ids';
import type { Threshold } from '../threshold';

/** Everything personal, encrypted with a key per case (AES-256-GCM, id of the request or incident and slot as associated data). */
export interface Vault {
  /** Replaces the slot's JSON value. Creates the key of the case on first use. */
  put(caseId: CaseId, slot: string, value: unknown): Promise<void>;
  get(caseId: CaseId, slot: string): Promise<unknown>;
  putBytes(caseId: CaseId, slot: string, bytes: Uint8Array): Promise<void>;
  getBytes(caseId: CaseId, slot: string): Promise<Uint8Array | undefined>;
  /**
   * Replaces the slot's bytes by a content of any size, in bounded memory: sealed piece by piece, and visible as a whole or
   * not at all. When `content` throws, the slot is as it was.
   */
  putStream(caseId: CaseId, slot: string, content: AsyncIterable<Uint8Array>): Promise<WrittenContent>;
  /** The slot's bytes, to be read piece by piece. */
  getStream(caseId: CaseId, slot: string): Promise<VaultContent | undefined>;
  remove(caseId: CaseId, slot: string): Promise<void>;
  /** HMAC-SHA-256 under the key of the case over the canonical JSON of `value`, hexadecimal. */
  commitment(caseId: CaseId, value: unknown): Promise<string>;
  /** Destroys the key: everything of the case becomes unreadable for good. */
  shred(caseId: CaseId): Promise<void>;
}

/** What was written to a slot. */
export interface WrittenContent {
  readonly bytes: number;
  /** SHA-256 over the whole content, hexadecimal. */
  readonly sha256: string;
}

/** Bytes of a slot: size and hash are known before the first byte, and every byte is proven to be of that content. */
export interface VaultContent extends WrittenContent {
  /**
   * The bytes from `from` (default 0) to before `to` (default the end), in order; each call from the beginning.
   * @throws PersistenceError `missing` when the slot is replaced or removed meanwhile.
   */
  read(from?: number, to?: number): AsyncIterable<Uint8Array>;
}

/** A chain of evidence for each request and each incident. */
export interface EvidenceLog {
  /**
   * Appends drafts in order; a draft whose key is recorded already is skipped when its content is equal (a repeat after
   * a lost answer) and refused with an error when it is not. Returns the number really added.
   */
  append(caseId: CaseId, drafts: readonly EvidenceDraft[]): Promise<number>;
  read(caseId: CaseId): Promise<readonly EvidenceEntry[]>;
}

/** One line of the deadline ledger, which is swept independently of Temporal. */
export interface LedgerLine {
  readonly caseId: CaseId;
  readonly regime: string;
  readonly clock: string;
  readonly deadlineAt: string;
  readonly strictAt: string;
  readonly targetAt: string;
  readonly provisional: boolean;
  /** Calendar years that the count touched; `@none` marks one that was not loaded. */
  readonly calendarVersion: string;
  /** `paused`: stands still for what was asked of the person; nothing falls due meanwhile. */
  readonly status: ClockState['status'] | 'paused';
  readonly thresholds: readonly Threshold[];
}

/** Deadlines in a collection of their own, written at intake. */
export interface DeadlineLedger {
  /** Writes or replaces the lines of one case, keyed by (caseId, regime, clock); lines no longer given are removed. */
  write(caseId: CaseId, lines: readonly LedgerLine[]): Promise<void>;
  read(caseId: CaseId): Promise<readonly LedgerLine[]>;
  /**
   * Running lines of which a threshold, or the deadline itself, lies at or before the instant and has not fired; soonest
   * first, at most 1,000.
   */
  due(until: string, limit: number): Promise<readonly LedgerLine[]>;
  /**
   * Marks thresholds of lines as fired; after a breach the line falls due no more, and stays running until its case says
   * what became of it. Lines that were written anew meanwhile are left as they are: they fall due by themselves. Returns
   * how many were marked.
   */
  markFired(fired: readonly FiredLine[]): Promise<number>;
  /** Unfinished lines counted with a year that is not settled, by case after `after`; all lines of a case together. */
  provisional(after: CaseId | undefined, limit: number): Promise<readonly LedgerLine[]>;
}

/** What fired of a line, as it was read. */
export interface FiredLine {
  readonly line: LedgerLine;
  /** Codes of thresholds; `breachThreshold` of domain/alert.ts for the deadline. */
  readonly codes: readonly string[];
}

/** Pinned versions of the data map. */
export interface DataMapArchive {
  pin(map: DataMap): Promise<void>;
  find(version: string): Promise<DataMap | undefined>;
}
