import type { Candidate } from './connector';
import type { IdentifierKind } from './data-map';

/** What the requester says of the person, identifiers in normal form. Personal data. */
export interface SubjectClaims {
  readonly name?: string;
  /** `YYYY-MM-DD` */
  readonly birthDate?: string;
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string }[];
}

/** Why nobody may be chosen without staff. */
export type AmbiguityReason =
  /** One identifier is one person's and another is another's, or the customer number is not the person's. */
  | 'contradictoryIdentifiers'
  /** Several people own the identifiers, and name and birth date do not leave exactly one. */
  | 'sharedIdentifier'
  /** The identifiers lead to one person whose name or birth date is another. */
  | 'claimsDiffer'
  /** The identifiers lead to nobody but people who had them once: somebody else may have them now. */
  | 'expiredIdentifier'
  /** One person fits, but nothing says that the address whose control was proven is theirs. */
  | 'addressNotKnown';

/** Who in the register the request is about; `sharedKinds` are the kinds of identifier the person shares with others. */
export type SubjectResolution =
  | {
      readonly status: 'one';
      readonly candidate: Candidate;
      readonly sharedKinds: readonly IdentifierKind[];
    }
  | { readonly status: 'none' }
  | { readonly status: 'ambiguous'; readonly count: number; readonly reason: AmbiguityReason };

/**
 * Chooses the person among those in the register who match a claimed identifier, or says that staff must.
 *
 * - May an identifier that the register does not know stand beside one that it knows? Yes: addresses and numbers change.
 *   A customer number never changes, so there a difference contradicts.
 * - May a name choose? Only among people who all own the claimed identifiers, and only when each of the others is known
 *   to be called something else. It never chooses on its own.
 * - May an identifier that somebody had once choose? Never: telephone numbers are given to others.
 * - May a name refuse? Yes: an old telephone number leads to its new owner, and only the name tells.
 */
export function resolveSubject(candidates: readonly Candidate[], claims: SubjectClaims): SubjectResolution {
  const ownerSets = claims.identifiers
    .map((claim) => candidates.filter((candidate) => owns(candidate, claim)))
    .filter((owners) => owners.length > 0);
  const ambiguous = (reason: AmbiguityReason): SubjectResolution => ({
    status: 'ambiguous',
    count: candidates.length,
    reason,
  });
  if (ownerSets.length === 0)
    return candidates.some(({ expired = [] }) => expired.length > 0)
      ? ambiguous('expiredIdentifier')
      : { status: 'none' };

  const ownersOfAll = candidates.filter((candidate) =>
    ownerSets.every((owners) => owners.includes(candidate)),
  );
  const possible = ownersOfAll.filter((candidate) => !contradictsNumber(candidate, claims));
  if (possible.length === 0) return ambiguous('contradictoryIdentifiers');

  const chosen = possible.length === 1 ? possible[0] : onlyFit(possible, claims);
  if (chosen === undefined) return ambiguous('sharedIdentifier');
  if (claimsAreOfAnother(chosen, candidates, claims, ownerSets.length)) return ambiguous('claimsDiffer');
  return { status: 'one', candidate: chosen, sharedKinds: sharedKinds(chosen, candidates) };
}

/**
 * A name in the form in which two names are compared: compatibility-composed, lower case, without spaces and middle
 * dots. `李 娜` equals `李娜`; `José` typed in either Unicode form equals itself, and never `Jose`.
 */
export function normaliseName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\s\u00b7\u30fb]+/gu, '');
}

/**
 * True when somebody born on `birthDate` has not completed `years` years on `today` (both `YYYY-MM-DD`).
 * Who was born on 29 February completes a year of life on 1 March of common years.
 * @throws RangeError when a date has another form.
 */
export function isUnderAge(birthDate: string, today: string, years: number): boolean {
  const born = /^(\d{4})(-\d{2}-\d{2})$/.exec(birthDate);
  if (born === null) throw new RangeError('The birth date is not of the form YYYY-MM-DD.');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today)) throw new RangeError('Today is not of the form YYYY-MM-DD.');
  const comesOfAge = `${String(Number(born[1]) + years).padStart(4, '0')}${born[2] ?? ''}`;
  return today < comesOfAge;
}

function owns(candidate: Candidate, claim: SubjectClaims['identifiers'][number]): boolean {
  return candidate.identifiers.some(
    (own) => own.kind === claim.kind && own.value === claim.value && isHeldStill(own),
  );
}

function isHeldStill({ until }: { readonly until?: string }): boolean {
  return until === undefined;
}

function contradictsNumber(candidate: Candidate, claims: SubjectClaims): boolean {
  const hasNumber = candidate.identifiers.some((own) => own.kind === 'customerNumber');
  return (
    hasNumber &&
    claims.identifiers.some((claim) => claim.kind === 'customerNumber' && !owns(candidate, claim))
  );
}

type Fit = 'fits' | 'differs' | 'unknown';

/** How name and birth date of the claims stand to what the register knows of the candidate. */
function fitOf(candidate: Candidate, claims: SubjectClaims): Fit {
  const fits = [
    compare(claims.name, candidate.name, normaliseName),
    compare(claims.birthDate, candidate.birthDate, (date) => date),
  ];
  if (fits.includes('differs')) return 'differs';
  return fits.includes('fits') ? 'fits' : 'unknown';
}

function compare(
  claimed: string | undefined,
  known: string | undefined,
  normal: (text: string) => string,
): Fit {
  if (claimed === undefined || known === undefined) return 'unknown';
  return normal(claimed) === normal(known) ? 'fits' : 'differs';
}

/** The one who fits while all others are known to differ; a candidate of unknown name could be meant too. */
function onlyFit(possible: readonly Candidate[], claims: SubjectClaims): Candidate | undefined {
  const notExcluded = possible.filter((candidate) => fitOf(candidate, claims) !== 'differs');
  const [only, ...others] = notExcluded;
  return only !== undefined && others.length === 0 && fitOf(only, claims) === 'fits' ? only : undefined;
}

/**
 * Name or birth date differ: who asks for the correction of a name may show two identifiers of the same person instead,
 * unless what was claimed fits somebody else who matched.
 */
function claimsAreOfAnother(
  chosen: Candidate,
  candidates: readonly Candidate[],
  claims: SubjectClaims,
  matchedIdentifiers: number,
): boolean {
  if (fitOf(chosen, claims) !== 'differs') return false;
  if (matchedIdentifiers < 2) return true;
  return candidates.some((other) => other !== chosen && fitOf(other, claims) === 'fits');
}

function sharedKinds(chosen: Candidate, candidates: readonly Candidate[]): readonly IdentifierKind[] {
  const shared = chosen.identifiers.filter(
    (own) => own.sharing === 'shared' || candidates.some((other) => other !== chosen && owns(other, own)),
  );
  return [...new Set(shared.map((own) => own.kind))];
}
