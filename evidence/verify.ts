import { evidenceTypes } from '../domain/evidence';
import type { EvidenceEntry } from '../domain/evidence';
import { CanonicalError } from './canonical';
import { firstPrevHash, hashedText, hashOf, wholeText } from './chain';

/** What can be wrong with a chain, as codes; {@link failureText} says each in words. */
export type ChainFailureReason =
  | 'gap'
  | 'reordered'
  | 'hash-mismatch'
  | 'broken-link'
  | 'wrong-request'
  | 'truncated'
  | 'head-mismatch'
  | 'unknown-type'
  | 'malformed';

/** The first bad position of a chain. */
export interface ChainFailure {
  readonly ok: false;
  readonly reason: ChainFailureReason;
  readonly position: {
    /** The `seq` that the entry there claims; when it is missing, the one that should be there. */
    readonly seq: number;
    /** How many entries stand before it: 0 for the first. */
    readonly index: number;
  };
}

/** A chain in order. `head` is the hash of its last entry; 64 zeros for an empty chain. */
interface ChainSuccess {
  readonly ok: true;
  readonly entries: number;
  readonly head: string;
}

/** Result of a verification. */
export type ChainResult = ChainSuccess | ChainFailure;

/** What is known from elsewhere, e.g. from the manifest of a pack or a head noted down earlier. */
export interface ChainExpectation {
  readonly requestId?: string;
  readonly entries?: number;
  readonly head?: string;
}

const knownTypes: ReadonlySet<string> = new Set(evidenceTypes);

/**
 * Verifies a chain entry by entry in constant memory: call `next` for each entry in order, then `finish` once.
 * Needs no server, no key and no secret.
 */
export class ChainVerifier {
  readonly #expected: ChainExpectation;
  #requestId: string | undefined;
  #prevHash = firstPrevHash;
  #count = 0;
  #failure: ChainFailure | undefined;
  #missing: number | undefined;

  constructor(expected: ChainExpectation = {}) {
    this.#expected = expected;
    this.#requestId = expected.requestId;
  }

  /**
   * Takes the next entry. `line` is its text as it was read: anything but the canonical form is refused, because two
   * readers of a line with doubled members could see two different facts.
   */
  next(entry: EvidenceEntry, line?: string): void {
    if (this.#failure !== undefined) {
      this.#lookForMissing(entry);
      return;
    }
    const reason = this.#judge(entry, line);
    if (reason !== undefined) {
      if (reason === 'gap') this.#missing = this.#count + 1;
      this.fail(reason, entry.seq);
      return;
    }
    this.#requestId = entry.requestId;
    this.#prevHash = entry.hash;
    this.#count += 1;
  }

  /** Records that nothing readable stands at the present position. Only the first failure counts. */
  fail(reason: ChainFailureReason, seq = this.#count + 1, index = this.#count): void {
    this.#failure ??= { ok: false, reason, position: { seq, index } };
  }

  /** True when nothing that follows can change the result any more. */
  get decided(): boolean {
    return this.#failure !== undefined && this.#missing === undefined;
  }

  /** The result, after the last entry. */
  finish(): ChainResult {
    const { entries, head } = this.#expected;
    if (entries !== undefined && this.#count < entries) this.fail('truncated');
    else if (entries !== undefined && this.#count > entries) this.fail('head-mismatch', entries + 1, entries);
    else if (head !== undefined && this.#prevHash !== head)
      this.fail('head-mismatch', this.#count, Math.max(0, this.#count - 1));
    return this.#failure ?? { ok: true, entries: this.#count, head: this.#prevHash };
  }

  #judge(entry: EvidenceEntry, line: string | undefined): ChainFailureReason | undefined {
    if (this.#requestId !== undefined && entry.requestId !== this.#requestId) return 'wrong-request';
    if (!knownTypes.has(entry.type)) return 'unknown-type';
    const seq = this.#count + 1;
    if (entry.seq !== seq) return entry.seq > seq ? 'gap' : 'reordered';
    const hashed = textOf(entry);
    if (hashed === undefined) return 'malformed';
    if (hashOf(hashed) !== entry.hash) return 'hash-mismatch';
    if (entry.prevHash !== this.#prevHash) return 'broken-link';
    return line === undefined || line === wholeText(entry, hashed) ? undefined : 'malformed';
  }

  /** An entry that was missed in its place and comes later was moved, not taken away. */
  #lookForMissing(entry: EvidenceEntry): void {
    if (this.#failure === undefined || entry.seq !== this.#missing) return;
    this.#failure = { ...this.#failure, reason: 'reordered' };
    this.#missing = undefined;
  }
}

function textOf(entry: EvidenceEntry): string | undefined {
  try {
    return hashedText(entry);
  } catch (error) {
    if (error instanceof CanonicalError) return undefined;
    throw error;
  }
}

/** Verifies a chain that is at hand. Positions count from the first entry given, which must be the chain's first. */
export function verifyChain(entries: Iterable<EvidenceEntry>, expected: ChainExpectation = {}): ChainResult {
  const verifier = new ChainVerifier(expected);
  for (const entry of entries) {
    verifier.next(entry);
    if (verifier.decided) break;
  }
  return verifier.finish();
}

const reasonTexts: Readonly<Record<ChainFailureReason, string>> = {
  gap: 'an entry is missing before it',
  reordered: 'the entries are not in their order',
  'hash-mismatch': 'the entry was changed after it was recorded',
  'broken-link': 'the entry does not follow from the one before it',
  'wrong-request': 'the entry belongs to another request',
  truncated: 'the chain ends before it: entries were cut off at the end',
  'head-mismatch': 'the chain does not end in the expected head',
  'unknown-type': 'the type of the entry is not in the vocabulary',
  malformed: 'no entry in canonical form stands there',
};

/** A failure in words, e.g. `entry 3 (seq 3): the entry was changed after it was recorded`. */
export function failureText(failure: ChainFailure): string {
  const { seq, index } = failure.position;
  return `entry ${index + 1} (seq ${seq}): ${reasonTexts[failure.reason]}`;
}
