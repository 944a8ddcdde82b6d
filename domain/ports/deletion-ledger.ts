import type { Identifier, ScannedRecord } from '../connector';
import type { LedgeredDeletion, LedgerMatch } from '../deletion-ledger';
import type { RequestId, StoreId } from '../ids';

/** Which deletions are asked for. */
export interface LedgerFilter {
  /** Absent: in any store. */
  readonly storeId?: StoreId;
  /** UTC instant: deletions proven before it are left out. */
  readonly since?: string;
}

/** What the ledger says of one identifier. */
export interface Erasure {
  /** UTC instant of the latest proven deletion of who had it. */
  readonly erasedAt: string;
}

/** Who let an identifier be used again, because its person came back of their own accord. */
export interface LedgerRelease {
  /** Opaque id of the member of staff. */
  readonly by: string;
  readonly at: string;
}

/**
 * The memory of deletions. It holds keyed hashes only and needs no key of a request, so that it outlives the destruction of
 * that key: what a restored backup or an import brings back is known again. Identifiers are given in normal form.
 */
export interface DeletionLedger {
  /** Writes the line of this request and store, or adds to it what was deleted later. Identifiers that are shared are left out. */
  enter(deletion: Omit<LedgeredDeletion, 'fingerprints'>, identifiers: readonly Identifier[]): Promise<void>;
  /** The person was deleted again, as after a restore: from now on the later instant counts. Does nothing without a line. */
  renew(requestId: RequestId, storeId: StoreId, deletedAt: string): Promise<void>;
  /** Per record, in the same order, the deletions that it concerns. Released identifiers concern none before the release. */
  match(
    records: readonly ScannedRecord[],
    filter: LedgerFilter,
  ): Promise<readonly (readonly LedgerMatch[])[]>;
  /** Per identifier, in the same order, what is known of its deletion. */
  erasures(
    identifiers: readonly ScannedRecord['identifiers'][number][],
  ): Promise<readonly (Erasure | undefined)[]>;
  /**
   * Lets an identifier be used again: deletions until then concern it no more, later ones do. Returns the requests by
   * which it had been deleted; none when the ledger does not know it.
   */
  release(
    identifier: ScannedRecord['identifiers'][number],
    release: LedgerRelease,
  ): Promise<readonly RequestId[]>;
}
