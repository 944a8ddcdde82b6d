import type { BuiltPackage, KeptDisclosure, Withholding } from '../domain/access-package';
import type { AssignedRows, Candidate, Identifier, PlannedWork } from '../domain/connector';
import type { DoubtRule } from '../domain/identity-graph';
import type { RequestId } from '../domain/ids';
import type { Vault } from '../domain/ports';

/** Who the person is: the identifiers with which stores are searched. Personal data. */
export interface ResolvedIdentity {
  readonly identifiers: readonly Identifier[];
  readonly birthDate?: string;
  /** Key in the register of people; absent: not in it. */
  readonly registerKey?: string;
}

/** A record of which staff must say whether it is the person's, with what stands in it. Personal data. */
export interface DoubtfulRecord {
  readonly collection: string;
  readonly key: string;
  readonly rule: DoubtRule;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What staff said of such records, by collection. Personal data. */
export interface RecordAssignment {
  readonly theirs: AssignedRows;
  readonly notTheirs: AssignedRows;
}

/** One exact change that the person must confirm. Personal data. */
export interface PendingChange {
  readonly storeId: string;
  readonly collection: string;
  readonly field: string;
  readonly oldValue: string | null;
  readonly newValue: string;
}

/** A package as it was built, and from what. Personal data: withholdings name records. */
export interface PackageRecord extends BuiltPackage {
  /** Keyed hash of everything it was made of. */
  readonly madeOf: string;
  readonly withholdings: readonly Withholding[];
}

// Typed doors to the vault's slots. Each slot is written by one place only, so its shape is known without a check.

/** Candidates among whom staff must choose; index in this list is the choice. */
export const candidates = slot<readonly Candidate[]>('candidates');
/** Staff's choice: the key of a candidate, or null for none of them. */
export const identityChoice = slot<{ readonly key: string | null }>('identityChoice');
/** See {@link ResolvedIdentity}. */
export const identity = slot<ResolvedIdentity>('identity');
/** See {@link PendingChange}. The API shows it to the person. */
export const pendingChange = slot<{ readonly hash: string; readonly changes: readonly PendingChange[] }>(
  'change',
);
/** What staff wrote for a letter, under its own keyed hash: a question, the amount of a fee, or reasons. The API writes it. */
export const staffText = (
  kind: 'question' | 'fee' | 'reasons' | 'consequences',
  hash: string,
): Slot<string> => slot<string>(`${kind}/${hash}`);
/** Identifiers that a store's last search told. */
export const toldIdentifiers = (storeId: string): Slot<readonly Identifier[]> =>
  slot<readonly Identifier[]>(`told/${storeId}`);
/** Records of a store about which staff are asked. The API shows them; the position in the list is the record. */
export const doubtfulRecords = (storeId: string): Slot<readonly DoubtfulRecord[]> =>
  slot<readonly DoubtfulRecord[]>(`doubts/${storeId}`);
/** Staff's answers to one question, under their keyed hash. The API writes them. */
export const recordAnswers = (answersHash: string): Slot<RecordAssignment> =>
  slot<RecordAssignment>(`answers/${answersHash}`);
/** All answers of staff about records of a store. */
export const recordAssignment = (storeId: string): Slot<RecordAssignment> =>
  slot<RecordAssignment>(`assigned/${storeId}`);
/** What weighed in an automated decision, under the keyed hash of its explanation. The API writes it. */
export const factors = (hash: string): Slot<readonly string[]> => slot<readonly string[]>(`factors/${hash}`);
/** What a store's survey planned. */
export const plannedWork = (storeId: string): Slot<PlannedWork> => slot<PlannedWork>(`work/${storeId}`);
/** Slot of the bytes of what a store disclosed: see `KeptDisclosure.slot`. */
export const recordsSlot = (storeId: string): string => `records/${storeId}`;
/** What was kept of a store, and where. */
export const keptDisclosure = (storeId: string): Slot<KeptDisclosure> =>
  slot<KeptDisclosure>(`disclosed/${storeId}`);
/** The package as it was last built. The API reads it. */
export const builtPackage = slot<PackageRecord>('packageRecord');
/** What staff want left out of the package with this hash. The API writes it. */
export const withholdings = (packageHash: string): Slot<readonly Withholding[]> =>
  slot<readonly Withholding[]>(`withheld/${packageHash}`);
/** Slot of the package's bytes. The API reads it. */
export const packageSlot = 'package';
/** What the desk on which a package is made holds under a name. */
export const deskSlot = (name: string): string => `desk/${name}`;

/** A place in the vault with a known shape. */
export interface Slot<T> {
  read(vault: Vault, requestId: RequestId): Promise<T | undefined>;
  write(vault: Vault, requestId: RequestId, value: T): Promise<void>;
}

function slot<T>(name: string): Slot<T> {
  return {
    read: async (vault, requestId) => (await vault.get(requestId, name)) as T | undefined,
    write: (vault, requestId, value) => vault.put(requestId, name, value),
  };
}
