import type { Actor } from '../../domain/actor';
import type { AlertDraft } from '../../domain/alert';
import type { ClockState } from '../../domain/clock-state';
import type { EvidenceDraft } from '../../domain/evidence';
import type { IdentifierKind } from '../../domain/data-map';
import type { RequestId, StoreId, TaskId } from '../../domain/ids';
import type { OutcomeTally, RequestOutcome } from '../../domain/outcome';
import type { Projection } from '../../domain/ports';
import type { Command, Phase, RequestState, TaskKind, TaskResult } from '../../domain/request';
import type { KeptUntil } from '../../domain/record-keeping';
import type { RequestRules } from '../../domain/request-clocks';
import type { RequestClockFacts } from '../../domain/request-facts';
import type { DecidedReview } from '../../domain/review';
import type { AmbiguityReason } from '../../domain/resolve-subject';
import type { RequestKind } from '../../domain/right';
import type { Standing } from '../../domain/standing';

// Everything here crosses a process and stays in Temporal's history: ids, counts, codes, hashes and instants only.
// Plain JSON: the default converter turns Map and Set into {} and drops undefined.

/** What a request's workflow starts with. */
export interface RequestInput {
  readonly requestId: RequestId;
  readonly right: RequestKind;
  /** The request that a complaint or an appeal is about. */
  readonly about?: RequestId;
  readonly regimes: readonly string[];
  readonly controllerId: string;
  readonly receivedAt: string;
  readonly verificationNeeded: boolean;
  /** Set when the intake proved already that it is the person. */
  readonly verifiedAt?: string;
  /** True when staff must weigh an objection (any purpose but direct marketing). */
  readonly balanceNeeded: boolean;
  /** Days until an unverified request closes. */
  readonly verificationDays: number;
  /** State carried over by continue-as-new, or read from the books for a workflow that was lost. */
  readonly state?: RequestState;
  /** The highest version that the books are known to hold; see `StoreBatchInput.version`. */
  readonly writtenVersion?: number;
}

/** How a request's workflow ends. */
export interface RequestResult {
  readonly outcome: RequestOutcome;
}

/** A command with its actor: the one argument of every Update. */
export interface CommandMessage {
  readonly command: Command;
  readonly actor: Actor;
}

/** Answer to an accepted command. */
export interface CommandAnswer {
  readonly version: number;
  readonly phase: Phase;
}

/** A task to open or to close. */
export interface TaskDraft {
  readonly taskId: TaskId;
  readonly kind: TaskKind;
  readonly storeId?: StoreId;
  readonly reason?: string;
  readonly choices?: number;
}

/** Bookkeeping: what happened, written in one go. A repeat with the same content changes nothing. */
export interface RecordInput {
  readonly requestId: RequestId;
  readonly version: number;
  readonly projection: Projection;
  readonly entries: readonly EvidenceDraft[];
  readonly openTasks?: readonly TaskDraft[];
  readonly closeTasks?: readonly {
    readonly taskId: TaskId;
    readonly by: string;
    readonly at: string;
    readonly result: string;
  }[];
  /** Set when the clocks themselves changed in the workflow (a reminder fired, a breach, a pause). */
  readonly clocks?: readonly ClockState[];
  /** Set when the facts that drive the clocks changed: they are computed anew and returned. */
  readonly clockFacts?: ClockFactsInput;
  /** For what clocks stand still, with either of the two. */
  readonly standing?: Standing;
  /** Raised once each, whoever noticed first. */
  readonly alerts?: readonly AlertDraft[];
  /** Set when staff reported a store's manual work. */
  readonly storeReport?: {
    readonly storeId: StoreId;
    readonly result: TaskResult;
    readonly witnesses: number;
    /** SHA-256 of what a processor answered, hexadecimal. */
    readonly receiptHash?: string;
    readonly at: string;
  };
  /** Staff's choice among candidates: index in the task's list, or `none`. */
  readonly identityChoice?: { readonly taskId: TaskId; readonly choice: string };
  /** Staff's answers about records of a store, which are in the vault under their keyed hash. */
  readonly assignment?: { readonly storeId: StoreId; readonly answersHash: string };
}

/** Facts of a request from which its clocks follow. */
export interface ClockFactsInput extends Omit<RequestClockFacts, 'receivedAt'> {
  readonly regimes: readonly string[];
  /** When the mail server took the acknowledgement. */
  readonly acknowledgedAt?: string;
  /** The clocks as they stood: what happened to them is carried over. */
  readonly before: readonly ClockState[];
}

/** What bookkeeping answers. */
export interface RecordResult {
  /** Clocks computed anew, and what the regimes let staff do. */
  readonly counted?: { readonly clocks: readonly ClockState[] } & RequestRules;
}

/** What became of a letter. */
export interface LetterResult {
  /** `expired`: not taken before it would have said something wrong, and so not sent. */
  readonly status: 'accepted' | 'refused' | 'expired';
  /** When that was settled, UTC; the same on every repeat. */
  readonly at: string;
  /** True when the mail server accepted it, and in time where there is a time for it. */
  readonly inTime: boolean;
}

/** What the start of a request establishes. */
export interface StartResult extends RequestRules {
  readonly clocks: readonly ClockState[];
  /** Number of stores in the pinned data map that this request concerns. */
  readonly storeCount: number;
}

/** The acknowledgement, with the state that it tells of. */
export type AcknowledgeInput = Pick<RecordInput, 'requestId' | 'version' | 'projection'>;

/** Who the person is, without saying who. */
export type IdentifyResult =
  | { readonly identity: 'resolved'; readonly guardianNeeded: boolean }
  | {
      readonly identity: 'ambiguous';
      readonly choices: number;
      /** Which rule made it a question. */
      readonly reason: AmbiguityReason;
      readonly guardianNeeded: false;
    };

/** What one wave of look-ups told is put to what is known of the person. */
export interface JoinInput {
  readonly requestId: RequestId;
  readonly wave: number;
  /** Version of the request: tells this search from an earlier one. */
  readonly version: number;
  /** Stores that told identifiers nobody knew. */
  readonly stores: readonly StoreId[];
  /** True when no wave follows, however much was told. */
  readonly isLast: boolean;
}

/** By which kinds of identifiers more may be found now. */
export interface JoinResult {
  readonly kinds: readonly IdentifierKind[];
}

/** Who decided what a complaint or an appeal is about, by staff id. */
export interface ReviewOpening {
  readonly excluded: readonly string[];
}

/** What is done with stores, phase by phase. */
export type StorePhase = 'survey' | 'execute' | 'verify';

/** Work on a range of the request's stores, by position in the pinned data map. */
export interface StoreBatchInput {
  readonly requestId: RequestId;
  readonly phase: StorePhase;
  /** Grows with each new plan, so that a repeat after drift is new work and a retry is not. */
  readonly round: number;
  /** For `execute`: books with a lower version are older than the workflow, as after a restore, and no store is touched. */
  readonly version?: number;
  readonly from: number;
  readonly to: number;
  /** Stores of the range that are worked on apart. */
  readonly except?: readonly StoreId[];
  /** For a later wave of a survey: only stores that are searched by one of these. */
  readonly kinds?: readonly IdentifierKind[];
}

/** Why a store left its batch. */
export type BatchLeaveReason = 'failed' | 'trouble' | 'manual' | 'pending' | 'drift';

/** With the reason `manual`: who holds the data is a processor, and is asked by letter. */
export const askProcessorCode = 'askProcessor';

/** A processor to be asked by letter for its part. */
export interface AskProcessorInput {
  readonly requestId: RequestId;
  readonly storeId: StoreId;
  readonly round: number;
}

/** Records of a store about which staff must be asked; a `count` of 0 takes an earlier question back. */
export interface StoreQuestion {
  readonly storeId: StoreId;
  readonly count: number;
  /** The rules that made it a question, joined by `+`. */
  readonly reason: string;
}

/** What a batch answers: a tally, and by name only the stores that need attention of their own. */
export interface StoreBatchResult {
  readonly tally: OutcomeTally;
  /** Stores that told identifiers nobody knew. */
  readonly learned?: readonly StoreId[];
  readonly questions?: readonly StoreQuestion[];
  readonly left: readonly {
    readonly storeId: StoreId;
    readonly reason: BatchLeaveReason;
    readonly code?: string;
  }[];
}

/** Work on one store that left its batch. */
export interface StoreStepInput {
  readonly requestId: RequestId;
  readonly phase: StorePhase;
  readonly round: number;
  /** See {@link StoreBatchInput.version}. */
  readonly version?: number;
  readonly storeId: StoreId;
}

/** What one store's step answers. */
export interface StoreStepResult {
  readonly tally: OutcomeTally;
  /** True when the store told identifiers nobody knew. */
  readonly learned?: true;
  readonly question?: StoreQuestion;
  readonly left?: { readonly reason: BatchLeaveReason; readonly code?: string };
}

/** A plan or package that now lies before staff. */
export interface ProposalResult {
  readonly hash: string;
  readonly slots: readonly (readonly ('operator' | 'approver' | 'privacyOfficer' | 'auditor')[])[];
  /** For a correction: hash of the change that the person must confirm. */
  readonly changeHash?: string;
  /** False when no store holds anything of the person. */
  readonly found: boolean;
}

/** What the answer to the person is made of. */
export interface AnswerInput {
  readonly requestId: RequestId;
  readonly at: string;
  /** Set when it ends without, or in spite of, work on the stores. */
  readonly ending?: 'withdrawn' | 'unverified' | 'refused';
  readonly ground?: string;
  readonly objection?: 'stands' | 'lifted';
  /** Set for a complaint or an appeal that was decided. */
  readonly review?: DecidedReview;
}

/** What became of the answer. */
export interface AnswerResult {
  readonly outcome: RequestOutcome;
  /** False when the mail server refused it for good: staff have a task, and no clock is satisfied. */
  readonly accepted: boolean;
  /** When the mail server took, or refused, the last of its letters, UTC. */
  readonly at: string;
  /** True when every processor that was asked has answered for its part. */
  readonly recipientsAnswered: boolean;
  /** How long each regime has the record kept. */
  readonly keepUntil: readonly KeptUntil[];
}

/** How a request is brought to its end once the answer has gone out. */
export interface CloseInput {
  readonly requestId: RequestId;
  readonly version: number;
  readonly at: string;
  readonly outcome: RequestOutcome;
  /** See {@link AnswerResult.accepted}. */
  readonly accepted: boolean;
  readonly keepUntil: readonly KeptUntil[];
  /** The clocks for good. */
  readonly clocks: readonly ClockState[];
}
