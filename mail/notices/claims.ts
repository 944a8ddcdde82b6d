import type { LocalText } from '../../domain/data-map';
import type { CollectionOutcome, OutcomeCode, Proof, StoreOutcome } from '../../domain/outcome';
import { provenOutcomes } from '../../domain/outcome';
import type { GroundText, RecipientReport, RefusedPart, StoreReport } from '../../domain/notice';

/**
 * How a letter may speak of something. `done` is the only standing that may be worded as done; `kept`: lawfully not
 * done; `nothing`: searched, nothing found; `open`: not done, or not proven.
 */
export type Standing = 'done' | 'kept' | 'nothing' | 'open';

/** One statement that a letter makes. */
export interface Claim {
  /** Absent: about the store as a whole. */
  readonly collection?: string;
  readonly title?: LocalText;
  readonly code: OutcomeCode;
  readonly standing: Standing;
  readonly count?: number;
  readonly until?: string;
  readonly ground?: GroundText;
  readonly groundCode?: string;
}

/** What a letter says of one store. */
export interface StoreClaims {
  readonly storeId: string;
  readonly title: LocalText;
  readonly claims: readonly Claim[];
  /** Absent when nothing of the store may be worded as proven. */
  readonly proof?: Proof;
  readonly reason?: string;
}

/** What the whole comes to: everything done, a part, nothing there, all lawfully kept, or nothing done yet. */
export type Headline = 'all' | 'part' | 'nothing' | 'kept' | 'notYet';

/** What happened in the stores, as statements that their proofs carry (product.md, "The truth is in facts"). */
export function claimsOf(content: {
  readonly stores: readonly StoreReport[];
  readonly grounds: Readonly<Record<string, GroundText>>;
}): StoreClaims[] {
  return content.stores.map((report) => storeClaims(report, content.grounds));
}

/**
 * The one sentence on top of the letter. Never better than its worst claim, nor than a recipient that has not confirmed
 * (GDPR art 19); and never that all is done when a part is refused.
 */
export function headlineOf(
  stores: readonly StoreClaims[],
  recipients: readonly RecipientReport[] = [],
  refusedPart?: RefusedPart,
): Headline {
  const standings = new Set(stores.flatMap((store) => store.claims.map((claim) => claim.standing)));
  const unconfirmed = recipients.some((recipient) => recipient.answer !== 'confirmed');
  if (standings.has('done'))
    return standings.has('open') || standings.has('kept') || unconfirmed || refusedPart !== undefined
      ? 'part'
      : 'all';
  if (standings.has('open')) return 'notYet';
  return standings.has('kept') ? 'kept' : 'nothing';
}

/** How the letter may speak of one change of a correction: by what its own data set proved. */
export function standingOf(stores: readonly StoreClaims[], storeId: string, collection: string): Standing {
  const store = stores.find((candidate) => candidate.storeId === storeId);
  const claim =
    store?.claims.find((candidate) => candidate.collection === collection) ??
    store?.claims.find((candidate) => candidate.collection === undefined);
  return claim?.standing ?? 'open';
}

function storeClaims(report: StoreReport, grounds: Readonly<Record<string, GroundText>>): StoreClaims {
  const { outcome, title } = report;
  const claims = outcome.collections.map((line) =>
    collectionClaim(outcome, line, report.collections[line.collection], grounds),
  );
  // An open store whose collections all look settled: the letter must still say that it is open.
  const standing = standingUnder(outcome, outcome.code);
  const unsaid = standing === 'open' && !claims.some((claim) => claim.standing === 'open');
  if (claims.length === 0 || unsaid) claims.push({ code: outcome.code, standing });
  const carried = claims.some((claim) => claim.standing !== 'open');
  return {
    storeId: outcome.storeId,
    title,
    claims,
    ...(carried && outcome.proof !== undefined ? { proof: outcome.proof } : {}),
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
  };
}

function collectionClaim(
  outcome: StoreOutcome,
  line: CollectionOutcome,
  title: LocalText | undefined,
  grounds: Readonly<Record<string, GroundText>>,
): Claim {
  const ground =
    line.ground !== undefined && Object.hasOwn(grounds, line.ground) ? grounds[line.ground] : undefined;
  return {
    collection: line.collection,
    code: line.code,
    standing: standingUnder(outcome, line.code),
    count: line.count,
    ...(title === undefined ? {} : { title }),
    ...(line.until === undefined ? {} : { until: line.until }),
    ...(ground === undefined ? {} : { ground }),
    ...(line.ground === undefined ? {} : { groundCode: line.ground }),
  };
}

/** Codes of a store that has not answered for its effect: nothing that it reported before is proven. */
const unanswered: readonly OutcomeCode[] = ['unknown', 'manualPending', 'processorPending'];

function standingUnder(outcome: StoreOutcome, code: OutcomeCode): Standing {
  if (code === 'retained') return 'kept';
  const unproven =
    outcome.proof === undefined || (outcome.proof.remaining ?? 0) > 0 || unanswered.includes(outcome.code);
  if (unproven) return 'open';
  // Kept for now under a duty, marked as restricted, and owed: lawfully not done.
  if (code === 'deferred') return 'kept';
  if (code === 'notFound') return 'nothing';
  return provenOutcomes.includes(code) ? 'done' : 'open';
}
