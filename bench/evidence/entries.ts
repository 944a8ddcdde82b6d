import { newRequestId } from '../../crypto/ids';
import { engine } from '../../domain/actor';
import type { EvidenceDraft, EvidenceEntry } from '../../domain/evidence';
import type { RequestId } from '../../domain/ids';
import { canonicalJson } from '../../evidence/canonical';
import { linkEntry } from '../../evidence/chain';

/** A draft as a store's proof leaves it; `index` makes it another fact. */
export function draft(index: number): EvidenceDraft {
  return {
    key: `verify/store-${index % 1_000}/${index}/answer/5f3a9c1e.17.1`,
    type: 'effectVerified',
    at: '2026-11-21T08:00:00.000Z',
    actor: engine,
    facts: {
      storeId: `store-${index % 1_000}`,
      code: 'deleted',
      collections: [{ collection: 'customers', code: 'deleted', count: index % 7 }],
      proof: { kind: 'requery', at: '2026-11-21T08:00:00.000Z', remaining: 0 },
    },
  };
}

/** `count` drafts, from `from`. */
export function drafts(from: number, count: number): EvidenceDraft[] {
  return Array.from({ length: count }, (_, at) => draft(from + at));
}

/** A chain, entry by entry. */
export function* chainOf(
  count: number,
  requestId: RequestId = newRequestId(),
): Generator<EvidenceEntry, void> {
  let prev: EvidenceEntry | undefined;
  for (let index = 0; index < count; index += 1) {
    prev = linkEntry(prev, requestId, draft(index));
    yield prev;
  }
}

/** An entry as the collection `evidence` holds it. */
export function documentOf(entry: EvidenceEntry): Record<string, unknown> {
  return { ...entry, facts: canonicalJson(entry.facts) };
}
