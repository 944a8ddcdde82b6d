import type { Identifier } from '../connector';
import type { IdentifierKind } from '../data-map';
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
