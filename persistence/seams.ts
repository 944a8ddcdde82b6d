import type { EvidenceDraft, EvidenceEntry } from '../domain/evidence';
import type { CaseId } from '../domain/ids';

/** What persistence needs of cryptography. `crypto/cipher` fulfils it; tests may bring their own. */
export interface EnvelopeCipher {
  /** Authenticated encryption bound to `context`, which is not stored. */
  seal(key: Uint8Array, plain: Uint8Array, context: string): Uint8Array;
  /** Throws unless key, context and bytes are those of the sealing. */
  open(key: Uint8Array, sealed: Uint8Array, context: string): Uint8Array;
  /** HMAC-SHA-256 of a text, hexadecimal. */
  keyedHash(key: Uint8Array, text: string): string;
  /** Fingerprint by which an identifier is looked up, hexadecimal. */
  blindIndex(key: Uint8Array, kind: string, value: string): string;
  /** Keyed commitment under a request's data key to a canonical JSON text, hexadecimal. */
  commitment(dataKey: Uint8Array, canonical: string): string;
}

/** What persistence needs of the evidence chain. `evidence/chain` fulfils it. */
export interface EvidenceChain {
  /** The entry that follows `prev` (`undefined` before the first). */
  link(
    prev: Pick<EvidenceEntry, 'requestId' | 'seq' | 'hash'> | undefined,
    caseId: CaseId,
    draft: EvidenceDraft,
  ): EvidenceEntry;
  /** Canonical JSON (RFC 8785). */
  canonical(value: unknown): string;
}
