import type { CaseId } from './ids';

/**
 * Why persistence failed. `unavailable`: the database does not answer or is overloaded, the same call may succeed later;
 * `duplicate`: a unique value is taken by something else; `invalid`: the values are not of the form that is stored;
 * `missing`: the record that should be changed does not exist.
 */
export type PersistenceErrorKind = 'unavailable' | 'duplicate' | 'invalid' | 'missing';

/**
 * A failure of persistence. The message names the operation and never a value: messages of the driver may quote keys and
 * stay behind.
 */
export class PersistenceError extends Error {
  readonly kind: PersistenceErrorKind;
  constructor(kind: PersistenceErrorKind, message: string) {
    super(message);
    this.name = 'PersistenceError';
    this.kind = kind;
  }
  /** True when the same call may succeed later without anybody's doing. */
  get retryable(): boolean {
    return this.kind === 'unavailable';
  }
}

/** The data key of a request or incident was destroyed on purpose: what it sealed is unreadable for good, and nothing new is sealed. */
export class KeyDestroyed extends Error {
  readonly caseId: CaseId;
  constructor(caseId: CaseId) {
    super(`The data key of ${caseId} was destroyed; its personal data cannot be read any more.`);
    this.name = 'KeyDestroyed';
    this.caseId = caseId;
  }
}

/** Two different facts claim the same evidence key: a bug, or an attempt to rewrite. Never retried, never overwritten. */
export class EvidenceContradiction extends Error {
  readonly caseId: CaseId;
  readonly key: string;
  constructor(caseId: CaseId, key: string) {
    super(`Evidence "${key}" of ${caseId} is recorded already with other content.`);
    this.name = 'EvidenceContradiction';
    this.caseId = caseId;
    this.key = key;
  }
}
