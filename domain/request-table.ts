import type { ActorClass } from './actor';
import type { CommandName, Phase, RequestEventName } from './request';
import { kindsOnStores, kindsWithoutStores } from './right';
import type { RequestKind } from './right';

/** One line of the transition table. */
export interface TransitionRule {
  /** Phases in which the command or event is legal. */
  readonly phases: readonly Phase[];
  readonly actors: readonly ActorClass[];
  /** Kinds of request for which it exists; absent: all. */
  readonly rights?: readonly RequestKind[];
  /** Phase afterwards; absent: unchanged. */
  readonly to?: Phase;
  /** The same for kinds without stores, where it differs: there is nothing to search. */
  readonly reviewTo?: Phase;
  /** What it does, in one line for the docs. */
  readonly effect: string;
}

const beforeExecution: readonly Phase[] = ['received', 'verifying', 'locating', 'assessing'];
const open: readonly Phase[] = ['received', 'verifying', 'locating', 'assessing', 'executing', 'reviewing'];
/** Before, the first count is still being made, and would undo another. */
const counted: readonly Phase[] = ['verifying', 'locating', 'assessing', 'executing', 'reviewing'];
const decidingStaff: readonly ActorClass[] = ['operator', 'approver', 'privacyOfficer'];

/** Every command: where it is legal, for whom, and what it does. */
export const commandTable: Readonly<Record<CommandName, TransitionRule>> = {
  verifyIdentity: {
    phases: ['verifying'],
    actors: ['subject'],
    to: 'locating',
    reviewTo: 'assessing',
    effect:
      'the mailed code was right: the person controls the address; clocks that start at verification start',
  },
  resolveIdentity: {
    phases: ['locating'],
    actors: ['operator', 'privacyOfficer'],
    effect: 'staff say which person of several is meant, or none; the search runs again',
  },
  assignRecords: {
    phases: ['locating', 'assessing'],
    actors: ['operator', 'privacyOfficer'],
    effect:
      'staff say of records that only a shared identifier leads to whose they are; the store is searched again',
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
    rights: kindsOnStores,
    effect: 'proposes to refuse on a ground of the catalogue; a second person must approve',
  },
  confirmChange: {
    phases: ['assessing'],
    actors: ['subject'],
    rights: ['correction', 'cancellation'],
    effect:
      'the person confirms in writing the exact change, or the consequences of a cancellation, before it is carried out',
  },
  decideObjection: {
    phases: ['assessing'],
    actors: ['approver', 'privacyOfficer'],
    rights: ['objection'],
    effect: 'after a recorded balance the objection stands, or the interim restriction is lifted',
  },
  decideReview: {
    phases: ['assessing'],
    actors: ['approver', 'privacyOfficer'],
    rights: kindsWithoutStores,
    effect:
      'decides a complaint or an appeal, or explains an automated decision, with reasons; never whoever decided what it is about, and where two did, a second person must agree',
  },
  tellConsequences: {
    phases: ['assessing'],
    actors: ['operator', 'privacyOfficer'],
    rights: ['cancellation'],
    effect:
      'staff say what ends with the account and what must be settled first; the person is written to and must confirm',
  },
  completeTask: {
    phases: ['locating', 'assessing', 'executing'],
    actors: ['operator', 'privacyOfficer'],
    effect: 'staff report manual work on a store; destruction of paper needs two witnesses',
  },
  extend: {
    phases: open,
    actors: ['operator', 'privacyOfficer'],
    effect:
      'declares an extension of one regime, once, while it still allows one; it holds when its notice was delivered in time',
  },
  pause: {
    phases: beforeExecution,
    actors: ['operator', 'privacyOfficer'],
    effect:
      'stops the clocks that may stop for this reason, and the work on stores, until the person answers',
  },
  resume: {
    phases: open,
    actors: ['operator', 'privacyOfficer'],
    effect: 'the person has answered: the clocks run on, later by the paused days',
  },
  demandFee: {
    phases: beforeExecution,
    actors: ['operator', 'privacyOfficer'],
    rights: kindsOnStores,
    effect:
      'asks for a fee on a ground of the regime; the work waits, or the clock, where that regime says so',
  },
  recordFee: {
    phases: open,
    actors: ['operator', 'privacyOfficer'],
    effect: 'the fee was paid, waived, or its demand withdrawn; a clock that starts with the payment starts',
  },
  changeRegimes: {
    phases: counted,
    actors: ['privacyOfficer'],
    effect: 'other regimes apply, e.g. for the residence; their clocks are counted, the others are dropped',
  },
  recomputeClocks: {
    phases: counted,
    actors: ['privacyOfficer', 'engine'],
    effect:
      'all clocks are counted again with a new calendar, rule set or zone data; old and new dates stay on record',
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
      'clocks computed, acknowledgement sent; without anything left to prove (an objection to direct marketing, what the verified person asks) it goes on at once',
  },
  acknowledgementAccepted: {
    phases: open,
    actors: ['engine'],
    effect: 'the mail server took the acknowledgement: clocks that run to it are satisfied',
  },
  extensionHeld: {
    phases: open,
    actors: ['engine'],
    effect:
      'the notice of the extension was delivered before the first period ended: the longer clock stands',
  },
  extensionFailed: {
    phases: open,
    actors: ['engine'],
    effect: 'the notice was refused or came too late: the extension does not hold, the old clock stands',
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
  reviewOpened: {
    phases: ['assessing'],
    actors: ['engine'],
    rights: kindsWithoutStores,
    effect: 'it is established who decided what the complaint or appeal is about: nobody of them decides it',
  },
  decided: {
    phases: ['assessing'],
    actors: ['engine'],
    rights: kindsWithoutStores,
    to: 'reviewing',
    effect:
      'the complaint or appeal is decided and, where two must, agreed: its outcome is written to the person',
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
