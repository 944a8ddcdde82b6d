import type { KeptDisclosure, Withholding } from '../domain/access-package';
import type { AssignedRows, Candidate } from '../domain/connector';
import type { DoubtRule } from '../domain/identity-graph';
import type { IncidentId, RequestId } from '../domain/ids';
import type { ClosureGround } from '../domain/incident';
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

/** A record of which staff must say whether it is the person's. Personal data. */
export interface DoubtfulRecord {
  readonly collection: string;
  readonly key: string;
  readonly rule: DoubtRule;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Records of a store about which staff are asked, and the name of exactly these. The position in the list is the record. */
export async function readDoubtfulRecords(
  vault: Vault,
  requestId: RequestId,
  storeId: string,
): Promise<{ readonly question: string; readonly records: readonly DoubtfulRecord[] }> {
  const kept = (await vault.get(requestId, `doubts/${storeId}`)) as readonly DoubtfulRecord[] | undefined;
  const records = kept ?? [];
  return { question: await vault.commitment(requestId, { storeId, records }), records };
}

/** Keeps staff's answers about records, by collection, under their keyed hash, which it returns. */
export async function writeRecordAnswers(
  vault: Vault,
  requestId: RequestId,
  answers: { readonly theirs: AssignedRows; readonly notTheirs: AssignedRows },
): Promise<string> {
  const answersHash = await vault.commitment(requestId, answers);
  await vault.put(requestId, `answers/${answersHash}`, answers);
  return answersHash;
}

/** What was kept of a store for the package. */
export async function readKeptDisclosure(
  vault: Vault,
  requestId: RequestId,
  storeId: string,
): Promise<KeptDisclosure | undefined> {
  return (await vault.get(requestId, `disclosed/${storeId}`)) as KeptDisclosure | undefined;
}

/** What is withheld of the package with this hash: of the decision over it, or of the one before that made it. */
export async function readWithholdings(
  vault: Vault,
  requestId: RequestId,
  packageHash: string,
): Promise<readonly Withholding[]> {
  const decided = await vault.get(requestId, `withheld/${packageHash}`);
  const record = (await vault.get(requestId, 'packageRecord')) as
    { readonly withholdings: readonly Withholding[] } | undefined;
  return (decided as readonly Withholding[] | undefined) ?? record?.withholdings ?? [];
}

/** Keeps what staff want left out of the package with this hash. */
export async function writeWithholdings(
  vault: Vault,
  requestId: RequestId,
  packageHash: string,
  withholdings: readonly Withholding[],
): Promise<void> {
  await vault.put(requestId, `withheld/${packageHash}`, withholdings);
}

/** An incident in words, as staff wrote it. May be personal. */
export interface IncidentWords {
  readonly description: string;
  /** Why it was closed on a ground. */
  readonly closureReason?: string;
}

/** Keeps the description of an incident and returns its keyed hash. */
export async function writeIncidentDescription(
  vault: Vault,
  incidentId: IncidentId,
  description: string,
): Promise<string> {
  await vault.put(incidentId, 'description', description);
  return vault.commitment(incidentId, { description });
}

/** Keeps the reason of a closing under the id of that closing, and returns its keyed hash. */
export async function writeClosureReason(
  vault: Vault,
  incidentId: IncidentId,
  closureId: string,
  closing: { readonly ground: ClosureGround; readonly reason: string },
): Promise<string> {
  await vault.put(incidentId, closureSlot(closureId), closing.reason);
  return vault.commitment(incidentId, closing);
}

/** The incident in words. `closureId`: of the closing that came about, if one did. */
export async function readIncidentWords(
  vault: Vault,
  incidentId: IncidentId,
  closureId: string | undefined,
): Promise<IncidentWords | undefined> {
  const description = await vault.get(incidentId, 'description');
  const reason = closureId === undefined ? undefined : await vault.get(incidentId, closureSlot(closureId));
  if (typeof description !== 'string') return undefined;
  return { description, ...(typeof reason === 'string' ? { closureReason: reason } : {}) };
}

function closureSlot(closureId: string): string {
  return `closure/${closureId}`;
}
