import type { Candidate, DisclosedRecord, Identifier, PlannedWork } from '../domain/connector';
import type { RequestId } from '../domain/ids';
import type { Vault } from '../domain/ports';

/** Who the person is: the identifiers with which stores are searched. Personal data. */
export interface ResolvedIdentity {
  readonly identifiers: readonly Identifier[];
  readonly birthDate?: string;
}

/** One exact change that the person must confirm. Personal data. */
export interface PendingChange {
  readonly storeId: string;
  readonly collection: string;
  readonly field: string;
  readonly oldValue: string | null;
  readonly newValue: string;
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
export const staffText = (kind: 'question' | 'fee' | 'reasons', hash: string): Slot<string> =>
  slot<string>(`${kind}/${hash}`);
/** What a store's survey planned. */
export const plannedWork = (storeId: string): Slot<PlannedWork> => slot<PlannedWork>(`work/${storeId}`);
/** What a store disclosed. */
export const disclosedRecords = (storeId: string): Slot<readonly DisclosedRecord[]> =>
  slot<readonly DisclosedRecord[]>(`records/${storeId}`);

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
