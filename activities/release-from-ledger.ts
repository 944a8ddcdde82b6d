import type { ScannedRecord } from '../domain/connector';
import type { EvidenceDraft } from '../domain/evidence';
import type { RequestId } from '../domain/ids';
import type { Persistence } from '../domain/ports';

/** Who releases which identifier, and why. */
export interface Release {
  /** In normal form. */
  readonly identifier: ScannedRecord['identifiers'][number];
  /** Opaque id of the member of staff. */
  readonly staffId: string;
  /** Reason code. */
  readonly reason: string;
  /** UTC instant. */
  readonly at: string;
}

/**
 * Lets an identifier be used again whose person came back of their own accord. Returns the requests in whose chains it is
 * written; none when the ledger does not know the identifier.
 */
export async function releaseFromLedger(
  books: Pick<Persistence, 'deletions' | 'evidence'>,
  { identifier, staffId, reason, at }: Release,
): Promise<readonly RequestId[]> {
  const record = { collection: '', identifiers: [identifier] };
  const [matches = []] = await books.deletions.match([record], {});
  const requestIds = [...new Set(matches.map(({ requestId }) => requestId))];
  const entry: EvidenceDraft = {
    key: `ledgerReleased/${identifier.kind}/${at}`,
    type: 'ledgerReleased',
    at,
    actor: { kind: 'staff', id: staffId, role: 'privacyOfficer' },
    facts: { identifier: identifier.kind, reason },
  };
  // Evidence first: a kill after it leaves a release that is simply asked for again.
  for (const requestId of requestIds) await books.evidence.append(requestId, [entry]);
  return books.deletions.release(identifier, { by: staffId, at });
}
