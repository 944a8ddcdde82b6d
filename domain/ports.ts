import type { Actor } from './actor';
import type { ClockState } from './clock-state';
import type { Identifier } from './connector';
import type { DataMap, IdentifierKind, Locale } from './data-map';
import type { EvidenceDraft, EvidenceEntry } from './evidence';
import type { RequestId, StoreId, TaskId } from './ids';
import type { OutcomeTally, RequestOutcome, StoreOutcome } from './outcome';
import type { RequestPlan, StorePlan } from './plan';
import type { Command, Phase, Proposal, TaskKind, WaitingReason } from './request';
import type { Right } from './right';

/** What the person claims about themselves. Personal data: vault slot `claims`. */
export interface IntakeClaims {
  readonly name: string;
  /** Exactly one e-mail address is required: the channel of the mailed code. */
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string }[];
  /** For a correction: what is wrong and what is right. `field` is an address of the data map, `store.collection.field`. */
  readonly changes?: readonly {
    readonly field: string;
    readonly newValue: string;
    readonly proof?: string;
  }[];
  /** For an objection: ids of purposes in the data map. */
  readonly purposes?: readonly string[];
  /** In the person's own words, for staff. */
  readonly statement?: string;
}

/** A request as it was taken in: the public half. */
export interface Intake {
  readonly requestId: RequestId;
  readonly controllerId: string;
  readonly right: Right;
  readonly regimes: readonly string[];
  readonly locale: Locale;
  readonly channel: 'api' | 'portal' | 'staff';
  readonly receivedAt: string;
  readonly dataMapVersion: string;
  /** True for an objection to direct marketing only: needs no proof of identity. */
  readonly verificationNeeded: boolean;
  /** SHA-256 of the requester's access token, hexadecimal. The token itself is never stored. */
  readonly requesterTokenHash: string;
}

/** The read model of a request: what the API shows. No personal data. */
export interface RequestView extends Omit<Intake, 'requesterTokenHash'> {
  readonly phase: Phase;
  readonly version: number;
  readonly outcome?: RequestOutcome;
  readonly waiting: readonly WaitingReason[];
  readonly clocks: readonly ClockState[];
  readonly tally: OutcomeTally;
  readonly verifiedAt?: string;
  readonly proposal?: Proposal;
  readonly plan?: RequestPlan;
  /** Hash of the exact change that a correction's requester must confirm, and when that happened. */
  readonly change?: { readonly hash: string; readonly confirmedAt?: string };
  readonly objection?: { readonly decision: 'open' | 'stands' | 'lifted'; readonly ground?: string };
  /** A package that can be fetched: an access request's answer. */
  readonly package?: PackageRef;
  readonly closedAt?: string;
  /** UTC instant at which the workflow was started; absent: the reconciler will start it. */
  readonly startedAt?: string;
}

/** Where an access package lies; its bytes are in the vault, encrypted with the request's key. */
export interface PackageRef {
  /** SHA-256 of the archive's bytes, hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
  readonly expiresAt: string;
  readonly downloadsLeft: number;
}

/** The part of the view that mirrors the workflow's state; written whole each time. `null` removes a member. */
export type Projection = {
  readonly [
    K in keyof Pick<
      RequestView,
      | 'phase'
      | 'outcome'
      | 'waiting'
      | 'tally'
      | 'verifiedAt'
      | 'proposal'
      | 'change'
      | 'objection'
      | 'closedAt'
    >
  ]?: RequestView[K] | null;
};

/** Parts of the view that one activity makes as a whole. Members left out stay; `null` removes one. */
export interface Attachment {
  readonly clocks?: readonly ClockState[];
  readonly plan?: RequestPlan | null;
  readonly package?: PackageRef | null;
}

/** A page of a keyset listing. `next` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** Requests: intake and read model. */
export interface RequestStore {
  /** Writes the intake once; a repeat with the same id changes nothing and answers `exists`. */
  accept(intake: Intake): Promise<'created' | 'exists'>;
  find(requestId: RequestId): Promise<RequestView | undefined>;
  /** Applies `change` only when `version` is higher than the stored one, so late writes lose. */
  project(requestId: RequestId, version: number, change: Projection): Promise<void>;
  /** Sets whole parts, whatever the version: the workflow never makes the same part twice at once. */
  attach(requestId: RequestId, parts: Attachment): Promise<void>;
  /** Newest first, keyset by (receivedAt, requestId). Throws PublicError DSR_PAGE_CURSOR_INVALID. */
  page(
    filter: { phase?: Phase; right?: Right },
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<RequestView>>;
  /** Who holds this token hash: the requester (from intake) or the verified subject (after the mailed code). */
  findByToken(
    tokenHash: string,
  ): Promise<{ requestId: RequestId; scope: 'requester' | 'subject' } | undefined>;
  /** Gives the verified person a token of their own and takes all but status from the requester's. */
  grantSubjectToken(requestId: RequestId, tokenHash: string): Promise<void>;
  markStarted(requestId: RequestId, at: string): Promise<void>;
  /** Intakes received before `before` whose workflow was never started: work for the reconciler. Oldest first. */
  unstarted(before: string, limit: number): Promise<readonly RequestView[]>;
  /** Counts down a download atomically. False when none is left or the package has expired at `now`. */
  takeDownload(requestId: RequestId, now: string): Promise<boolean>;
}

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

/** A task for staff. What is personal about it (the people to choose from) is in the vault slot `candidates`. */
export interface Task {
  readonly taskId: TaskId;
  readonly requestId: RequestId;
  readonly kind: TaskKind;
  readonly storeId?: StoreId;
  readonly openedAt: string;
  /** The earliest strict deadline of the request: what to do first. */
  readonly dueAt?: string;
  readonly status: 'open' | 'done' | 'cancelled';
  /** How it ended: a task result, or the choice that staff made. */
  readonly result?: string;
  readonly completedBy?: string;
  readonly completedAt?: string;
  /** Reason code, e.g. of the store's failure. */
  readonly reason?: string;
  /** For a task with choices: how many there are. */
  readonly choices?: number;
}

/** Tasks of staff. */
export interface TaskBoard {
  /** Opens once per task id; a repeat changes nothing. */
  open(task: Omit<Task, 'status'>): Promise<void>;
  close(taskId: TaskId, status: 'done' | 'cancelled', by: string, at: string, result?: string): Promise<void>;
  find(taskId: TaskId): Promise<Task | undefined>;
  /** Soonest due first, keyset pages. */
  page(
    filter: { status?: Task['status']; kind?: TaskKind; requestId?: RequestId },
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<Task>>;
}

/** What a mailed code is for. Bound to request and purpose: a code for one is nothing for the other. */
export type CodePurpose = 'verifyIdentity' | 'fetchPackage' | 'confirmChange';

/** How a guess ended. */
export type GuessResult = 'right' | 'wrong' | 'expired' | 'used' | 'exhausted' | 'none';

/** Mailed codes: stored hashed, counted atomically. */
export interface CodeBook {
  /** Issues a new code and voids the earlier one for the same purpose. `false` when the day's limit is reached. */
  issue(code: {
    requestId: RequestId;
    purpose: CodePurpose;
    codeHash: string;
    issuedAt: string;
    expiresAt: string;
  }): Promise<boolean>;
  /** Counts the guess in one atomic update before comparing, so that parallel guesses cannot pass the limit of five. */
  guess(requestId: RequestId, purpose: CodePurpose, codeHash: string, now: string): Promise<GuessResult>;
}

/** State of one notice on its way to the person. */
export interface Notice {
  /** `<requestId>/<kind>/<n>`: also the idempotency key and the base of the Message-ID. */
  readonly noticeId: string;
  readonly requestId: RequestId;
  readonly kind: string;
  readonly messageId: string;
  readonly status: 'queued' | 'accepted' | 'refused';
  readonly attempts: number;
  readonly acceptedAt?: string;
  /** SMTP reply code of the last attempt. */
  readonly replyCode?: number;
}

/** The ledger of notices. The text is in the vault slot `notice/<noticeId>`. */
export interface NoticeLedger {
  /** Claims the notice for sending; returns it as stored: `accepted` or `refused` when its fate is known already. */
  begin(notice: Pick<Notice, 'noticeId' | 'requestId' | 'kind' | 'messageId'>): Promise<Notice>;
  finish(noticeId: string, status: 'accepted' | 'refused', at: string, replyCode: number): Promise<void>;
  list(requestId: RequestId): Promise<readonly Notice[]>;
}

/** An entry of the register that answers "may X be processed for purpose P?". Identifiers only as blind indexes. */
export interface RegisterEntry {
  readonly requestId: RequestId;
  readonly kind: 'restriction' | 'objection';
  /** Purposes it concerns; `*` alone means all but storage. */
  readonly purposes: readonly string[];
  readonly since: string;
  readonly status: 'active' | 'lifted';
}

/** Restrictions and objections in force. */
export interface ProcessingRegister {
  /** Writes or replaces the request's entry with the blind indexes of these identifiers. */
  enter(entry: Omit<RegisterEntry, 'status'>, identifiers: readonly Identifier[]): Promise<void>;
  lift(requestId: RequestId, at: string): Promise<void>;
  find(requestId: RequestId): Promise<RegisterEntry | undefined>;
  /** Active entries that concern the identifier. */
  concerning(kind: IdentifierKind, value: string): Promise<readonly RegisterEntry[]>;
}

/**
 * The memory of identifiers that several people were seen to share. Once one of them is erased, the register of people
 * looks as if the other had always been the only owner; what a shared address leads to is still not theirs alone.
 */
export interface SharedIdentifiers {
  /** Remembers those that are `shared`, by blind index, for good. */
  remember(identifiers: readonly Identifier[]): Promise<void>;
  /** The identifiers again, `shared` where they are or ever were. */
  recall(identifiers: readonly Identifier[]): Promise<readonly Identifier[]>;
}

/** What is known of one store's work in a request, between activities. Public half; the private half is in the vault. */
export interface StoreProgress {
  readonly requestId: RequestId;
  readonly storeId: StoreId;
  readonly outcome?: StoreOutcome;
  /** What the last survey found to do. */
  readonly plan?: StorePlan;
  /** Records found when the store was searched, and those that only a shared identifier matched. */
  readonly found?: number;
  readonly ambiguous?: number;
  /** A processor's receipt for work that it will answer later. */
  readonly receipt?: string;
}

/** Per-store progress. */
export interface StoreProgressBook {
  put(progress: StoreProgress): Promise<void>;
  list(requestId: RequestId): Promise<readonly StoreProgress[]>;
}

/** Pinned versions of the data map. */
export interface DataMapArchive {
  pin(map: DataMap): Promise<void>;
  find(version: string): Promise<DataMap | undefined>;
}

/** A line of conversation between the person and staff. Its text is in the vault. */
export interface ConversationLine {
  readonly lineId: string;
  readonly from: 'subject' | 'staff';
  readonly at: string;
  readonly text: string;
}

/** Messages on a request; stored encrypted. */
export interface Conversation {
  add(requestId: RequestId, line: ConversationLine): Promise<void>;
  list(requestId: RequestId): Promise<readonly ConversationLine[]>;
}

/** The first answer given under an idempotency key. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Idempotency keys of the API, kept at least 24 hours. Bodies are stored encrypted; keys are scoped by caller and route. */
export interface IdempotencyBook {
  /** Claims the key. `replay` carries the first answer; `conflict`: other body; `busy`: the first call still runs. */
  begin(
    scope: string,
    key: string,
    bodyHash: string,
    now: string,
  ): Promise<{ outcome: 'new' | 'conflict' | 'busy' } | { outcome: 'replay'; answer: StoredAnswer }>;
  finish(scope: string, key: string, answer: StoredAnswer): Promise<void>;
  /** Gives the key back when the call failed before it had an effect. */
  release(scope: string, key: string): Promise<void>;
}

/** Who looked at or tried what (product.md S8, S13). No personal data. */
export interface AccessLog {
  write(line: {
    at: string;
    actor: Actor;
    action: string;
    requestId?: RequestId;
    allowed: boolean;
    code?: string;
  }): Promise<void>;
}

/** Everything that persistence offers, in one object for wiring. */
export interface Persistence {
  readonly requests: RequestStore;
  readonly vault: Vault;
  readonly evidence: EvidenceLog;
  readonly deadlines: DeadlineLedger;
  readonly tasks: TaskBoard;
  readonly codes: CodeBook;
  readonly notices: NoticeLedger;
  readonly register: ProcessingRegister;
  readonly sharedIdentifiers: SharedIdentifiers;
  readonly stores: StoreProgressBook;
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

/** A letter, rendered in one language. Personal data. */
export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Answer of the mail server. `refused`: for good; `later`: try again, after `retryAfterMs` when the server said so. */
export type MailAnswer =
  | { readonly status: 'accepted'; readonly replyCode: number }
  | { readonly status: 'refused'; readonly replyCode: number }
  | { readonly status: 'later'; readonly replyCode: number; readonly retryAfterMs?: number };

/** Sends one letter to one person. */
export interface Mailer {
  send(
    letter: RenderedNotice & { readonly to: string; readonly messageId: string; readonly locale: Locale },
  ): Promise<MailAnswer>;
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
