import type { Candidate } from '../domain/connector';
import type { RequestId } from '../domain/ids';
import type { IntakeClaims, Vault } from '../domain/ports';

// The slots of the vault that the API reads. Each is written by one place only (activities, or the intake), so its shape is
// known without a check.

/** The exact change of a correction, as the person must confirm it. Personal data. */
export interface PendingChange {
  readonly hash: string;
  readonly changes: readonly {
    readonly storeId: string;
    readonly collection: string;
    readonly field: string;
    readonly oldValue: string | null;
    readonly newValue: string;
  }[];
}

/** The change that awaits confirmation. */
export async function readPendingChange(
  vault: Vault,
  requestId: RequestId,
): Promise<PendingChange | undefined> {
  return (await vault.get(requestId, 'change')) as PendingChange | undefined;
}

/** What the person claimed at intake. */
export async function readClaims(vault: Vault, requestId: RequestId): Promise<IntakeClaims | undefined> {
  return (await vault.get(requestId, 'claims')) as IntakeClaims | undefined;
}

/** The people among whom staff must choose; the position in the list is the choice. */
export async function readCandidates(vault: Vault, requestId: RequestId): Promise<readonly Candidate[]> {
  return ((await vault.get(requestId, 'candidates')) as readonly Candidate[] | undefined) ?? [];
}
