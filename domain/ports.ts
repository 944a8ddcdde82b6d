import type { Actor } from './actor';
import type { RequestId } from './ids';
import type { DeferralBook } from './ports/deferrals';
import type { DeletionLedger } from './ports/deletion-ledger';
import type { AlertBook, EngineBeats } from './ports/alerts';
import type { OpenRequests } from './ports/executions';
import type { AccessLog, IdempotencyBook } from './ports/calls';
import type { IncidentBook } from './ports/incidents';
import type { CodeBook, CodePurpose, NoticeLedger } from './ports/letters';
import type { DataMapArchive, DeadlineLedger, EvidenceLog, Vault } from './ports/records';
import type { ProcessorAnswers, RecipientBook } from './ports/recipients';
import type { ProcessingRegister, RegisterUses, SharedIdentifiers } from './ports/register';
import type { RequestStore } from './ports/requests';
import type { StoreBands } from './ports/store-bands';
import type { Conversation, StoreProgressBook, TaskBoard, WorkQueue, WorkTimes } from './ports/work';
import type { Command, Phase } from './request';

export type * from './ports/alerts';
export type * from './ports/deferrals';
export type * from './ports/deletion-ledger';
export type * from './ports/executions';
export type * from './ports/requests';
export type * from './ports/incidents';
export type * from './ports/records';
export type * from './ports/work';
export type * from './ports/letters';
export type * from './ports/recipients';
export type * from './ports/store-bands';
export type * from './ports/register';
export type * from './ports/calls';

/** Everything that persistence offers, in one object for wiring. */
export interface Persistence {
  readonly requests: RequestStore;
  readonly openRequests: OpenRequests;
  readonly vault: Vault;
  readonly evidence: EvidenceLog;
  readonly deadlines: DeadlineLedger;
  readonly alerts: AlertBook;
  readonly beats: EngineBeats;
  readonly incidents: IncidentBook;
  readonly tasks: TaskBoard;
  readonly codes: CodeBook;
  readonly notices: NoticeLedger;
  readonly register: ProcessingRegister;
  readonly registerUses: RegisterUses;
  readonly sharedIdentifiers: SharedIdentifiers;
  readonly deletions: DeletionLedger;
  readonly deferrals: DeferralBook;
  readonly stores: StoreProgressBook;
  readonly storeBands: StoreBands;
  readonly recipients: RecipientBook;
  readonly processorAnswers: ProcessorAnswers;
  readonly workTimes: WorkTimes;
  readonly work: WorkQueue;
  readonly dataMaps: DataMapArchive;
  readonly conversation: Conversation;
  readonly idempotency: IdempotencyBook;
  readonly accessLog: AccessLog;
  /** True when the database answers and the migrations are done. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

/** Wraps and unwraps data keys. The local keyring is the first; a vault or cloud KMS follow behind the same port. */
export interface KeyProvider {
  /** A new random 256-bit data key, in clear for use and wrapped for storage. */
  generate(context: string): Promise<{ key: Uint8Array; wrapped: string; keyId: string }>;
  /** Throws when `context` or the key id is not that of the wrapping. */
  unwrap(wrapped: string, keyId: string, context: string): Promise<Uint8Array>;
  /** A long-lived key for a named use such as `blind-index` or `payload-codec`. */
  derive(purpose: string): Promise<Uint8Array>;
}

/** What the API may ask of the engine. Behind it is a Temporal client; nothing personal passes through. */
export interface RequestGateway {
  /** Starts the workflow `dsr/<requestId>`; a second start of the same request changes nothing. */
  start(requestId: RequestId): Promise<void>;
  /**
   * Sends a command as an Update and waits for its answer. `updateId` makes a repeat harmless.
   * Throws PublicError with the code of the refusal, DSR_WRONG_PHASE when the request is closed, DSR_UNAVAILABLE.
   */
  command(
    requestId: RequestId,
    updateId: string,
    command: Command,
    actor: Actor,
  ): Promise<{ version: number; phase: Phase }>;
  /** Has a code mailed to the address of the request. `key` makes a repeat harmless. */
  mailCode(requestId: RequestId, purpose: CodePurpose, key: string): Promise<void>;
  /** Begins to lift the restriction of a closed restriction request: the person is warned first. */
  liftRestriction(requestId: RequestId, actor: Actor): Promise<void>;
  /** True when the engine answers. */
  ready(): Promise<boolean>;
}
