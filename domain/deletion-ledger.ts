import type { Identifier, ScannedRecord } from './connector';
import type { IdentifierKind } from './data-map';
import type { RequestId, StoreId } from './ids';

/** One identifier as the ledger knows it: `<kind>:<keyed hash>`. Nobody can read the identifier out of it. */
export type Fingerprint = string;

/** The proven deletion of one person in one store. Fingerprints, ids and an instant: nothing personal. */
export interface LedgeredDeletion {
  readonly requestId: RequestId;
  readonly storeId: StoreId;
  /** Collections in which something was deleted or made anonymous. */
  readonly collections: readonly string[];
  /** UTC instant of the store's own proof. */
  readonly deletedAt: string;
  /** Of every identifier that was the person's alone. */
  readonly fingerprints: readonly Fingerprint[];
}

/** What the ledger says of one record that stands in a store. */
export interface LedgerMatch {
  readonly requestId: RequestId;
  /** The record's identifiers that were the deleted person's. Personal data: in memory only. */
  readonly identifiers: readonly ScannedIdentifier[];
  /**
   * True when the record carries another identifier of a kind of which the person had one: the number or address may be
   * somebody else's by now, so nothing follows from it without people.
   */
  readonly contradicted: boolean;
}

type ScannedIdentifier = ScannedRecord['identifiers'][number];

/** Kinds that are never given to somebody else: a record with one of them is the person's, whatever else changed on it. */
const lastingKinds: readonly IdentifierKind[] = ['customerNumber', 'idNumber', 'accountId'];

/** The record's identifiers with their fingerprints. */
export interface FingerprintedRecord {
  readonly identifiers: readonly { readonly of: ScannedIdentifier; readonly fingerprint: Fingerprint }[];
}

/** Of these identifiers those that lead to one person only: the others are also somebody else's. */
export function soleIdentifiers(identifiers: readonly Identifier[]): readonly Identifier[] {
  const sole = identifiers.filter(({ sharing }) => sharing === 'sole');
  return sole.filter(
    (one, at) => sole.findIndex((other) => other.kind === one.kind && other.value === one.value) === at,
  );
}

/** Which deletions a record concerns. The deletions given are those of any record: each is looked at again here. */
export function matchesOf(
  record: FingerprintedRecord,
  deletions: readonly LedgeredDeletion[],
): readonly LedgerMatch[] {
  return deletions.flatMap(({ requestId, fingerprints }) => {
    const known = new Set(fingerprints);
    const matching = record.identifiers.filter(({ fingerprint }) => known.has(fingerprint));
    if (matching.length === 0) return [];
    const isLasting = matching.some(({ of }) => lastingKinds.includes(of.kind));
    const ours = new Set(fingerprints.map(kindOf));
    const matched = new Set<string>(matching.map(({ of }) => of.kind));
    const contradicted =
      !isLasting && record.identifiers.some(({ of }) => ours.has(of.kind) && !matched.has(of.kind));
    return [{ requestId, identifiers: matching.map(({ of }) => of), contradicted }];
  });
}

function kindOf(fingerprint: Fingerprint): string {
  return fingerprint.slice(0, fingerprint.indexOf(':'));
}
