import type { EvidenceDraft } from '../../domain/evidence';
import { PublicError } from '../../domain/errors';
import type { Call } from '../call';
import { viewOf } from '../call';

/** What of a request is personal and was looked at. */
export type ViewedPart = 'claims' | 'messages' | 'package' | 'candidates' | 'records' | 'reasons';

/**
 * Records that a member of staff is about to see personal data, and why. Called before anything is shown: what cannot be
 * recorded is not shown (SECURITY.md S38).
 */
export async function noteView(call: Call, part: ViewedPart, purpose: string): Promise<void> {
  if (call.caller.kind !== 'staff') throw new PublicError('DSR_FORBIDDEN');
  const draft: EvidenceDraft = {
    key: `staffViewed/${call.correlationId}`,
    type: 'staffViewed',
    at: call.now,
    actor: call.actor,
    facts: { part, purpose },
  };
  await call.deps.books.evidence.append(viewOf(call).requestId, [draft]);
}
