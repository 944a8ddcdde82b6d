import { sha256Hex } from '../crypto/ids';
import type { EvidenceDraft, EvidenceEntry } from '../domain/evidence';
import type { CaseId } from '../domain/ids';
import { canonicalJson } from './canonical';

/** `prevHash` of the first entry of every chain. */
export const firstPrevHash = '0'.repeat(64);

/**
 * Stands before the canonical JSON inside every hash: what is hashed here can never be mistaken for anything else, and a
 * later form of entries gets a word of its own.
 */
const hashDomain = 'habeas/evidence/v1\n';

/**
 * The next entry of the chain of a case. `prev` is the entry before it, `undefined` for the first.
 * @throws TypeError when `prev` belongs to another case; CanonicalError when a fact has no canonical form.
 */
export function linkEntry(
  prev: Pick<EvidenceEntry, 'requestId' | 'seq' | 'hash'> | undefined,
  caseId: CaseId,
  draft: EvidenceDraft,
): EvidenceEntry {
  if (prev !== undefined && prev.requestId !== caseId)
    throw new TypeError('An entry can be linked to its own request or incident only.');
  const { key, type, at, actor, facts, commitments } = draft;
  const content = {
    requestId: caseId,
    seq: (prev?.seq ?? 0) + 1,
    prevHash: prev?.hash ?? firstPrevHash,
    key,
    type,
    at,
    actor,
    facts,
    ...(commitments === undefined ? {} : { commitments }),
  };
  return { ...content, hash: hashOf(canonicalJson(content)) };
}

/** What the hash of an entry covers: the canonical JSON of all members but `hash`. */
export function hashedText(entry: EvidenceEntry): string {
  const { hash: _hash, ...content } = entry;
  return canonicalJson(content);
}

/** SHA-256 over the domain-separated text of {@link hashedText}, hexadecimal. */
export function hashOf(text: string): string {
  return sha256Hex(hashDomain + text);
}

/**
 * The canonical JSON of the whole entry from its {@link hashedText}, without doing the work again: `hash` sorts right
 * before `key`, and everything from `key` on is short.
 */
export function wholeText(entry: EvidenceEntry, hashed: string): string {
  const { key, prevHash, requestId, seq, type } = entry;
  const tail = canonicalJson({ key, prevHash, requestId, seq, type }).slice(1);
  return `${hashed.slice(0, hashed.length - tail.length)}"hash":${JSON.stringify(entry.hash)},${tail}`;
}

/** What persistence needs to append evidence, in one object for wiring. */
export const evidenceChain = { link: linkEntry, canonical: canonicalJson } as const;
