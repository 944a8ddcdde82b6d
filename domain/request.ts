import type { Actor, StaffRole } from './actor';
import type { ClockState } from './clock-state';
import type { RequestId, StoreId, TaskId } from './ids';
import type { OutcomeTally, RequestOutcome, ReviewDecision } from './outcome';
import type { FeeClock } from './regime-words';
import type { Review } from './review';
import type { RequestKind } from './right';

/** Phases of a request, in order (docs/request-states.md). */
export const phases = [
  'received',
  'verifying',
  'locating',
  'assessing',
  'executing',
  'reviewing',
  'closed',
] as const;
/** See {@link phases}. */
export type Phase = (typeof phases)[number];

/** For whom or what a request waits. */
export type WaitingReason = 'subject' | 'staff' | 'store' | 'pause';

/** Kinds of work for staff. */
export const taskKinds = [
  'resolveIdentity',
  'assignRecords',
  'recordGuardian',
  'accountCheck',
  'decide',
  'paperArchive',
  'processorAnswer',
  'storeTrouble',
  'undeliverable',
  'reopen',
] as const;
/** See {@link taskKinds}. */
export type TaskKind = (typeof taskKinds)[number];

/** A task that the request waits for. */
export interface OpenTask {
  readonly taskId: TaskId;
  readonly kind: TaskKind;
  readonly storeId?: StoreId;
}

/** Something that people must approve before it happens, bound to the hash of exactly that. */
export interface Proposal {
  readonly kind: 'plan' | 'package' | 'refusal' | 'decision';
  readonly hash: string;
  readonly preparedBy: Actor;
  /** One slot per approval still or already given: the roles that may fill it. Filled in order by different people. */
  readonly slots: readonly (readonly StaffRole[])[];
  readonly approvals: readonly { readonly staffId: string; readonly role: StaffRole; readonly at: string }[];
  /** Ground of a refusal, from the regime's catalogue. */
  readonly ground?: string;
  /** How a complaint or an appeal is to be decided; `hash` is then the keyed hash of its reasons. */
  readonly decision?: ReviewDecision;
}

/** A question to the person for which clocks may stand still. */
export interface Pause {
  readonly from: string;
  /** When the person had answered; absent while the pause lasts. */
  readonly to?: string;
  /** Reason of the regime's closed list. */
  readonly reason: string;
  /** Keyed hash of what exactly is missing, in the words of staff; the text is in the vault. */
  readonly missingHash?: string;
  /** Version of the request at which it was asked: the serial number of its letter. */
  readonly serial: number;
}

/** An extension that was declared; it holds only once its notice is proven delivered in time. */
export interface DeclaredExtension {
  readonly regime: string;
  readonly ground: string;
  /** Version of the request at which it was declared: the serial number of its letter. */
  readonly serial: number;
}

/** On which grounds a regime lets a fee be asked, and what an unpaid one does. */
export interface FeeTerms {
  readonly regime: string;
  readonly grounds: readonly string[];
  readonly workWaits: boolean;
  readonly clock: FeeClock;
}

/** A fee that the person was asked to pay. The amount is in the vault. */
export interface FeeDemand {
  readonly regime: string;
  readonly ground: string;
  readonly amountHash: string;
  readonly status: 'asked' | FeeResult;
  readonly askedAt: string;
  /** When it was paid, waived or withdrawn. */
  readonly settledAt?: string;
  /** Version of the request at which it was asked: the serial number of its letter. */
  readonly serial: number;
}

/** How a fee ends: paid by the person, waived by us, or the demand was taken back. */
export const feeResults = ['paid', 'waived', 'withdrawn'] as const;
/** See {@link feeResults}. */
export type FeeResult = (typeof feeResults)[number];

/** Why other regimes apply than those of the intake. */
export const regimeGrounds = ['residence', 'establishment', 'channel', 'contract'] as const;
/** See {@link regimeGrounds}. */
export type RegimeGround = (typeof regimeGrounds)[number];

/** Why clocks are counted again although nothing happened to the request. */
export const recountCauses = ['calendar', 'rules', 'tzdata'] as const;
/** See {@link recountCauses}. */
export type RecountCause = (typeof recountCauses)[number];

/** All that the workflow knows of a request. Plain JSON without personal data; survives continue-as-new. */
export interface RequestState {
  readonly requestId: RequestId;
  readonly right: RequestKind;
  readonly regimes: readonly string[];
  readonly controllerId: string;
  readonly receivedAt: string;
  readonly phase: Phase;
  readonly outcome?: RequestOutcome;
  /** Grows with each accepted command and event; a projection with a lower version loses. */
  readonly version: number;
  /** False for an objection to direct marketing, which needs no proof of identity. */
  readonly verificationNeeded: boolean;
  readonly verifiedAt?: string;
  readonly identity: 'open' | 'ambiguous' | 'resolved';
  readonly guardian: 'notNeeded' | 'needed' | 'recorded';
  /** What the person must confirm: the exact change of a correction, or the consequences of a cancellation. */
  readonly change?: { readonly hash: string; readonly confirmedAt?: string };
  /** An objection that staff must weigh (any purpose but direct marketing). */
  readonly objection?: { readonly decision: 'open' | 'stands' | 'lifted'; readonly ground?: string };
  /** Set for kinds without stores: people decide, and no store is touched. */
  readonly review?: Review;
  readonly proposal?: Proposal;
  readonly clocks: readonly ClockState[];
  /** When the mail server took the acknowledgement; absent: not yet. */
  readonly acknowledgedAt?: string;
  readonly pausedFor?: string;
  /** Pauses so far: of the facts from which clocks are computed anew. */
  readonly pauses: readonly Pause[];
  /** Regimes whose extension holds: its notice was accepted before the first period ended. */
  readonly extendedRegimes: readonly string[];
  /** Extensions declared whose notice is on its way. Until it is proven the old clock stands. */
  readonly declaredExtensions: readonly DeclaredExtension[];
  readonly fee?: FeeDemand;
  /** Refusal grounds of the rules for this right. */
  readonly refusalGrounds: readonly string[];
  /** Where a fee may be asked for this right, and what an unpaid one does. */
  readonly feeRules: readonly FeeTerms[];
  /** Stores of the pinned data map that the request concerns. */
  readonly storeCount: number;
  /** Grows with each new plan. */
  readonly round: number;
  readonly openTasks: readonly OpenTask[];
  /** Set when the request is to close without (further) work: withdrawn, unverified or refused. */
  readonly ending?: 'withdrawn' | 'unverified' | 'refused';
  /** Set while the answer goes out, which may take a mail server days: from then on nothing can change it. */
  readonly closing?: true;
  readonly tally: OutcomeTally;
}

/** What, together with its view, makes the whole state of a request: a lost workflow can go on from there. */
export type ResumeState = Omit<
  RequestState,
  | 'requestId'
  | 'right'
  | 'regimes'
  | 'controllerId'
  | 'receivedAt'
  | 'phase'
  | 'outcome'
  | 'version'
  | 'verificationNeeded'
  | 'verifiedAt'
  | 'change'
  | 'objection'
  | 'proposal'
  | 'clocks'
  | 'tally'
>;

/** What a person or a machine asks of a request. Each is an Update with a synchronous validator. */
export type Command =
  | { readonly name: 'verifyIdentity'; readonly channel: 'email' }
  | { readonly name: 'resolveIdentity'; readonly taskId: TaskId; readonly choice: string }
  | { readonly name: 'assignRecords'; readonly taskId: TaskId; readonly answersHash: string }
  | { readonly name: 'recordGuardian'; readonly taskId: TaskId; readonly proofCode: string }
  | { readonly name: 'approve'; readonly hash: string }
  | { readonly name: 'reject'; readonly hash: string; readonly reasonCode: string }
  | { readonly name: 'refuse'; readonly ground: string }
  | { readonly name: 'confirmChange'; readonly hash: string }
  | { readonly name: 'tellConsequences'; readonly taskId: TaskId; readonly hash: string }
  | {
      readonly name: 'decideObjection';
      readonly decision: 'stands' | 'lifted';
      readonly ground: string;
      readonly balanceHash: string;
    }
  | { readonly name: 'decideReview'; readonly decision: ReviewDecision; readonly reasonsHash: string }
  | {
      readonly name: 'completeTask';
      readonly taskId: TaskId;
      readonly result: TaskResult;
      readonly witnesses: readonly string[];
      /** Number of the certificate of a destruction, as the archive gives it. */
      readonly certificate?: string;
      /** SHA-256 of a processor's answer or certificate, hexadecimal: the paper or mail itself is kept by staff. */
      readonly certificateHash?: string;
    }
  | { readonly name: 'extend'; readonly regime: string; readonly ground: string }
  | { readonly name: 'pause'; readonly reason: string; readonly missingHash?: string }
  | { readonly name: 'resume' }
  | {
      readonly name: 'demandFee';
      readonly regime: string;
      readonly ground: string;
      readonly amountHash: string;
    }
  | { readonly name: 'recordFee'; readonly result: FeeResult }
  | {
      readonly name: 'changeRegimes';
      readonly regimes: readonly string[];
      readonly ground: RegimeGround;
    }
  | { readonly name: 'recomputeClocks'; readonly cause: RecountCause }
  | { readonly name: 'withdraw' };
/** Name of a command. */
export type CommandName = Command['name'];

/** How staff report a task on a store or on paper. `done` on paper needs two witnesses when data were destroyed. */
export type TaskResult = 'done' | 'nothingFound' | 'retry' | 'cannotBeDone';

/** Why an extension does not hold: the mail server refused its notice, or took it when the first period was over. */
export type ExtensionFailure = 'refused' | 'late';

/** What the engine itself establishes. */
export type RequestEvent =
  | {
      readonly name: 'acknowledged';
      readonly clocks: readonly ClockState[];
      readonly refusalGrounds: readonly string[];
      readonly feeRules: readonly FeeTerms[];
      readonly storeCount: number;
    }
  | { readonly name: 'acknowledgementAccepted'; readonly at: string }
  | {
      readonly name: 'extensionHeld';
      readonly regime: string;
      readonly serial: number;
      readonly noticeId: string;
      readonly at: string;
    }
  | {
      readonly name: 'extensionFailed';
      readonly regime: string;
      readonly serial: number;
      readonly noticeId: string;
      readonly at: string;
      readonly reason: ExtensionFailure;
    }
  | { readonly name: 'identityExpired' }
  | {
      readonly name: 'identified';
      readonly identity: 'resolved' | 'ambiguous';
      readonly guardianNeeded: boolean;
    }
  | { readonly name: 'located' }
  | { readonly name: 'reviewOpened'; readonly excluded: readonly string[] }
  | { readonly name: 'decided'; readonly decision: ReviewDecision; readonly reasonsHash: string }
  | { readonly name: 'proposed'; readonly proposal: Proposal; readonly changeHash?: string }
  | { readonly name: 'approved' }
  | { readonly name: 'refused' }
  | { readonly name: 'drifted' }
  | { readonly name: 'executed'; readonly tally: OutcomeTally }
  | { readonly name: 'taskOpened'; readonly task: OpenTask }
  | { readonly name: 'closed'; readonly outcome: RequestOutcome };
/** Name of an event. */
export type RequestEventName = RequestEvent['name'];
