import type { Identifier } from '../connector';
import type { IdentifierKind } from '../data-map';
import type { DecisionException } from '../decision';
import type { RequestId } from '../ids';

/** An entry of the register that answers "may X be processed for purpose P?". Identifiers only as blind indexes. */
export interface RegisterEntry {
  readonly requestId: RequestId;
  readonly kind: 'restriction' | 'objection';
  /** Purposes it concerns; `*` alone means all but storage. */
  readonly purposes: readonly string[];
  readonly since: string;
  readonly status: 'active' | 'lifted';
}

/** What changed in the register since an instant, for one caller. */
export interface RegisterChanges {
  /** Fingerprints, for this caller, of the identifiers that are concerned, each once, with the latest change. */
  readonly items: readonly { readonly identifier: string; readonly at: string }[];
  /** More changed than a list can hold: every answer given before is out of date. */
  readonly all: boolean;
}

/** Restrictions and objections in force. */
export interface ProcessingRegister {
  /** Writes or replaces the request's entry with the blind indexes of these identifiers. */
  enter(entry: Omit<RegisterEntry, 'status'>, identifiers: readonly Identifier[]): Promise<void>;
  lift(requestId: RequestId, at: string): Promise<void>;
  find(requestId: RequestId): Promise<RegisterEntry | undefined>;
  /** Active entries that concern the identifier. */
  concerning(kind: IdentifierKind, value: string): Promise<readonly RegisterEntry[]>;
  /** Fingerprint of an identifier for one caller, hexadecimal: two callers who join theirs find nobody in common. */
  fingerprint(caller: string, kind: IdentifierKind, value: string): Promise<string>;
  /** Entries made, replaced or lifted after `since`, by the clock of the database. */
  changes(caller: string, since: string): Promise<RegisterChanges>;
}

/** How often a system asked on a day for a use that an entry forbids. Nothing of the person. */
export interface RegisterUse {
  /** The request whose entry stood against the use. */
  readonly requestId: RequestId;
  readonly kind: RegisterEntry['kind'];
  /** Id of the system, as its token names it. */
  readonly caller: string;
  readonly purpose: string;
  /** Day in UTC, `2026-03-02`. */
  readonly day: string;
  /** `refused`, or the exception under which the use was allowed. */
  readonly answer: 'refused' | DecisionException;
  readonly count: number;
}

/** Counts of uses that were refused, or allowed under an exception only. */
export interface RegisterUses {
  /** Adds one to each. A question that is asked again counts again. */
  add(uses: readonly Omit<RegisterUse, 'count'>[]): Promise<void>;
  /** Those against which the request stood: latest day first, at most `limit` (1,000 at most). */
  list(requestId: RequestId, limit: number): Promise<readonly RegisterUse[]>;
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
