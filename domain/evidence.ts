import type { Actor } from './actor';
import type { CaseId } from './ids';

/**
 * Closed vocabulary of evidence. Stored for years: a word is never renamed or given a new meaning, only added.
 */
export const evidenceTypes = [
  'requestReceived',
  'acknowledged',
  'identityVerified',
  'identityExpired',
  'clocksComputed',
  'identityQuestionRaised',
  'identityResolved',
  'guardianNeeded',
  'guardianRecorded',
  'consequencesTold',
  'located',
  'planPrepared',
  'approvalGiven',
  'proposalRejected',
  'refusalProposed',
  'requestRefused',
  'changeConfirmed',
  'storeOperationStarted',
  'storeOperationFinished',
  'effectVerified',
  'storeFailed',
  'planDrifted',
  'taskOpened',
  'taskCompleted',
  /** A paper file left the archive, or came back. */
  'fileBorrowed',
  'fileReturned',
  'packageBuilt',
  'withholdingsDecided',
  'packageDelivered',
  'packageExpired',
  'noticeAccepted',
  'noticeRefused',
  'noticeExpired',
  'noticeDelivered',
  'noticeBounced',
  'reminderDue',
  'clockExtended',
  'extensionHeld',
  'extensionNotProven',
  'clockPaused',
  'clockResumed',
  'clockSatisfied',
  'clockBreached',
  'clocksRecomputed',
  'regimesChanged',
  'feeDemanded',
  'feeRecorded',
  'objectionDecided',
  'reviewOpened',
  'decisionProposed',
  'reviewDecided',
  'restrictionWarned',
  'restrictionLifted',
  'withdrawn',
  'staffViewed',
  'incidentOpened',
  'incidentReported',
  'incidentClosed',
  'executionRestarted',
  'waveSearched',
  'recordsAssigned',
  'deletionReplayStarted',
  'deletionReplayed',
  'ledgerReleased',
  'deletionDeferred',
  'deferredDeletionDone',
  'closed',
] as const;
/** See {@link evidenceTypes}. */
export type EvidenceType = (typeof evidenceTypes)[number];

/** Codes, counts, hashes, ids and instants. Never personal data: the canary test reads every one of them. */
export type EvidenceFacts = { readonly [name: string]: FactValue };
/** One fact. */
export type FactValue =
  string | number | boolean | null | readonly FactValue[] | { readonly [name: string]: FactValue };

/** What somebody wants recorded. */
export interface EvidenceDraft {
  /** Names the fact within its case, e.g. `apply/shop/1`: the same key with equal content is recorded once. */
  readonly key: string;
  readonly type: EvidenceType;
  /** UTC instant at which the fact came about. */
  readonly at: string;
  readonly actor: Actor;
  readonly facts: EvidenceFacts;
  /** Keyed hashes (HMAC under the key of the case) of personal values, by name. Hexadecimal. */
  readonly commitments?: Readonly<Record<string, string>>;
}

/** One link of the chain of a case: `hash` covers every other member, `prevHash` the link before. */
export interface EvidenceEntry extends EvidenceDraft {
  /** The request or incident. The name is older than incidents, and the hash covers it. */
  readonly requestId: CaseId;
  /** 1 for the first entry, then without gaps. */
  readonly seq: number;
  /** Hash of entry `seq - 1`; 64 zeros for the first. */
  readonly prevHash: string;
  /** SHA-256, hexadecimal, over the domain-separated canonical JSON (RFC 8785) of the entry without `hash`. */
  readonly hash: string;
}
