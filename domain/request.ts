import type { Actor, ActorClass, StaffRole } from './actor';
import type { ClockState } from './clock-state';
import type { RequestId, StoreId, TaskId } from './ids';
import type { OutcomeTally, RequestOutcome } from './outcome';
import type { Right } from './right';

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
  'recordGuardian',
  'decide',
  'paperArchive',
  'storeTrouble',
  'undeliverable',
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
  readonly kind: 'plan' | 'package' | 'refusal';
  readonly hash: string;
  readonly preparedBy: Actor;
  /** One slot per approval still or already given: the roles that may fill it. Filled in order by different people. */
  readonly slots: readonly (readonly StaffRole[])[];
  readonly approvals: readonly { readonly staffId: string; readonly role: StaffRole; readonly at: string }[];
  /** Ground of a refusal, from the regime's catalogue. */
  readonly ground?: string;
}

/** All that the workflow knows of a request. Plain JSON without personal data; survives continue-as-new. */
export interface RequestState {
  readonly requestId: RequestId;
  readonly right: Right;
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
  /** The exact change of a correction, as the person must confirm it. */
  readonly change?: { readonly hash: string; readonly confirmedAt?: string };
  /** An objection that staff must weigh (any purpose but direct marketing). */
  readonly objection?: { readonly decision: 'open' | 'stands' | 'lifted'; readonly ground?: string };
  readonly proposal?: Proposal;
  readonly clocks: readonly ClockState[];
  readonly pausedFor?: string;
  /** Pauses and extensions so far: the facts from which clocks are computed anew. */
  readonly pauses: readonly { readonly from: string; readonly to?: string; readonly reason: string }[];
  readonly extendedRegimes: readonly string[];
  /** Refusal grounds of the pinned rules for this right. */
  readonly refusalGrounds: readonly string[];
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

/** What a person or a machine asks of a request. Each is an Update with a synchronous validator. */
export type Command =
  | { readonly name: 'verifyIdentity'; readonly channel: 'email' }
  | { readonly name: 'resolveIdentity'; readonly taskId: TaskId; readonly choice: string }
  | { readonly name: 'recordGuardian'; readonly taskId: TaskId; readonly proofCode: string }
  | { readonly name: 'approve'; readonly hash: string }
  | { readonly name: 'reject'; readonly hash: string; readonly reasonCode: string }
  | { readonly name: 'refuse'; readonly ground: string }
  | { readonly name: 'confirmChange'; readonly hash: string }
  | {
      readonly name: 'decideObjection';
      readonly decision: 'stands' | 'lifted';
      readonly ground: string;
      readonly balanceHash: string;
    }
  | {
      readonly name: 'completeTask';
      readonly taskId: TaskId;
      readonly result: TaskResult;
      readonly witnesses: readonly string[];
    }
  | { readonly name: 'extend'; readonly regime: string; readonly ground: string }
  | { readonly name: 'pause'; readonly reason: string }
  | { readonly name: 'resume' }
  | { readonly name: 'withdraw' };
/** Name of a command. */
export type CommandName = Command['name'];

/** How staff report a task on a store or on paper. `done` on paper needs two witnesses when data were destroyed. */
export type TaskResult = 'done' | 'nothingFound' | 'retry' | 'cannotBeDone';

/** What the engine itself establishes. */
export type RequestEvent =
  | {
      readonly name: 'acknowledged';
      readonly clocks: readonly ClockState[];
      readonly refusalGrounds: readonly string[];
      readonly storeCount: number;
    }
  | { readonly name: 'identityExpired' }
  | {
      readonly name: 'identified';
      readonly identity: 'resolved' | 'ambiguous';
      readonly guardianNeeded: boolean;
    }
  | { readonly name: 'located' }
  | { readonly name: 'proposed'; readonly proposal: Proposal; readonly changeHash?: string }
  | { readonly name: 'approved' }
  | { readonly name: 'refused' }
  | { readonly name: 'drifted' }
  | { readonly name: 'executed'; readonly tally: OutcomeTally }
  | { readonly name: 'taskOpened'; readonly task: OpenTask }
  | { readonly name: 'closed'; readonly outcome: RequestOutcome };
/** Name of an event. */
export type RequestEventName = RequestEvent['name'];

/** One line of the transition table. */
export interface TransitionRule {
  /** Phases in which the command or event is legal. */
  readonly phases: readonly Phase[];
  readonly actors: readonly ActorClass[];
  /** Rights for which it exists; absent: all. */
  readonly rights?: readonly Right[];
  /** Phase afterwards; absent: unchanged. */
  readonly to?: Phase;
  /** What it does, in one line for the docs. */
  readonly effect: string;
}

const beforeExecution: readonly Phase[] = ['received', 'verifying', 'locating', 'assessing'];
const open: readonly Phase[] = ['received', 'verifying', 'locating', 'assessing', 'executing', 'reviewing'];
const decidingStaff: readonly ActorClass[] = ['operator', 'approver', 'privacyOfficer'];

/** Every command: where it is legal, for whom, and what it does. */
export const commandTable: Readonly<Record<CommandName, TransitionRule>> = {
  verifyIdentity: {
    phases: ['verifying'],
    actors: ['subject'],
    to: 'locating',
    effect:
      'the mailed code was right: the person controls the address; clocks that start at verification start',
  },
  resolveIdentity: {
    phases: ['locating'],
    actors: ['operator', 'privacyOfficer'],
    effect: 'staff say which person of several is meant, or none; the search runs again',
  },
  recordGuardian: {
    phases: ['locating'],
    actors: ['privacyOfficer'],
    effect: 'the guardian of a child under 14 has proven the authority (PIPL art 31)',
  },
  approve: {
    phases: ['assessing', 'reviewing'],
    actors: decidingStaff,
    effect: 'one approval, bound to the hash of what was shown; the last one lets it happen',
  },
  reject: {
    phases: ['assessing', 'reviewing'],
    actors: decidingStaff,
    effect: 'the proposal is sent back; the engine makes it anew from the data as they are then',
  },
  refuse: {
    phases: ['assessing', 'reviewing'],
    actors: decidingStaff,
    effect: 'proposes to refuse on a ground of the catalogue; a second person must approve',
  },
  confirmChange: {
    phases: ['assessing'],
    actors: ['subject'],
    rights: ['correction'],
    effect: 'the person confirms the exact change in writing before it is applied',
  },
  decideObjection: {
    phases: ['assessing'],
    actors: ['approver', 'privacyOfficer'],
    rights: ['objection'],
    effect: 'after a recorded balance the objection stands, or the interim restriction is lifted',
  },
  completeTask: {
    phases: ['locating', 'assessing', 'executing'],
    actors: ['operator', 'privacyOfficer'],
    effect: 'staff report manual work on a store; destruction of paper needs two witnesses',
  },
  extend: {
    phases: open,
    actors: ['operator', 'privacyOfficer'],
    effect: 'extends the clock of one regime, once, while that regime still allows it',
  },
  pause: {
    phases: beforeExecution,
    actors: ['operator', 'privacyOfficer'],
    effect: 'stops the clocks that may stop for this reason, until the person answers',
  },
  resume: {
    phases: open,
    actors: ['operator', 'privacyOfficer'],
    effect: 'the person has answered: the clocks run on, later by the paused days',
  },
  withdraw: {
    phases: beforeExecution,
    actors: ['subject'],
    effect: 'the person takes the request back; nothing more is done',
  },
};

/** Every event of the engine. */
export const eventTable: Readonly<Record<RequestEventName, TransitionRule>> = {
  acknowledged: {
    phases: ['received'],
    actors: ['engine'],
    to: 'verifying',
    effect:
      'clocks computed, acknowledgement sent; an objection to direct marketing goes straight to locating',
  },
  identityExpired: {
    phases: ['verifying'],
    actors: ['engine'],
    effect: 'nobody proved control of the address in time; the request closes as unverified',
  },
  identified: {
    phases: ['locating'],
    actors: ['engine'],
    effect: 'the register says who the person is, or staff must say; a child under 14 waits for a guardian',
  },
  located: {
    phases: ['locating'],
    actors: ['engine'],
    to: 'assessing',
    effect:
      'every store was searched; stays in locating while the identity is ambiguous or a guardian is missing',
  },
  proposed: {
    phases: ['assessing', 'reviewing'],
    actors: ['engine'],
    effect: 'a plan or package with its hash lies before staff; an earlier proposal is void',
  },
  approved: {
    phases: ['assessing'],
    actors: ['engine'],
    to: 'executing',
    effect: 'all approvals and confirmations are there: the stores are worked on',
  },
  refused: {
    phases: ['assessing', 'reviewing'],
    actors: ['engine'],
    to: 'reviewing',
    effect: 'two people agreed to refuse; the refusal is written to the person',
  },
  drifted: {
    phases: ['executing'],
    actors: ['engine'],
    to: 'assessing',
    effect: 'a store is no longer as planned: nothing of it was touched, a new plan needs new approvals',
  },
  taskOpened: {
    phases: ['locating', 'assessing', 'executing'],
    actors: ['engine'],
    effect: 'something only a person can do or decide: the request waits for staff',
  },
  executed: {
    phases: ['executing'],
    actors: ['engine'],
    to: 'reviewing',
    effect: 'every store has answered for its effect, or stands open with a reason',
  },
  closed: {
    phases: open,
    actors: ['engine'],
    to: 'closed',
    effect: 'the outcome stands and was written to the person',
  },
};
