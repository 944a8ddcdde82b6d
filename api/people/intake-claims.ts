import type { IntakeBody } from '../../contracts/http/subject';
import type { DataMap, IdentifierKind, Locale } from '../../domain/data-map';
import { PublicError } from '../../domain/errors';
import type { IntakeClaims } from '../../domain/ports';
import type { RequestId } from '../../domain/ids';
import { restsOnConsent } from '../../domain/portable-field';
import { isReview, parseRequestKind, worksAs } from '../../domain/right';
import type { RequestKind } from '../../domain/right';
import type { ApiDeps } from '../deps';
import { demandReviewClock, findAbout } from './intake-about';

type Field = { readonly path: string; readonly problem: string };

/** A checked intake: what is public of it, and what goes to the vault. */
export interface CheckedIntake {
  readonly right: RequestKind;
  readonly regimes: readonly string[];
  /**
   * False for an objection to nothing but direct marketing, which is absolute (PIPL art 24, GDPR art 21(3)), and for what
   * the verified person asks.
   */
  readonly verificationNeeded: boolean;
  readonly claims: IntakeClaims;
  /** The request that a complaint or an appeal is about. */
  readonly about?: RequestId;
  /** Set when the caller has proven to be the person. */
  readonly proven?: true;
}

/**
 * The rules of an intake that no schema can say. None of them looks at anybody's data: the answer is the same whether or
 * not the person exists.
 * @throws PublicError DSR_RIGHT_UNKNOWN, DSR_REGIME_UNKNOWN, DSR_IDENTITY_…, DSR_IDENTIFIER_INVALID, DSR_BODY_INVALID,
 * DSR_ABOUT_UNKNOWN, DSR_REVIEW_NOT_KNOWN
 */
export async function checkIntake(deps: ApiDeps, body: IntakeBody, locale: Locale): Promise<CheckedIntake> {
  const right = parseRequestKind(body.right);
  if (right === undefined)
    throw new PublicError('DSR_RIGHT_UNKNOWN', undefined, [at('right', 'Unknown right.')]);
  const identifiers = checkIdentifiers(deps, body.identifiers);
  const problems = [
    ...changeProblems(deps.dataMap, right, body),
    ...purposeProblems(deps.dataMap, right, body),
    ...aboutProblems(right, body),
    ...formatProblems(right, body),
    ...statementProblems(right, body.statement),
  ];
  if (problems[0] !== undefined)
    throw new PublicError('DSR_BODY_INVALID', `${problems[0].path}: ${problems[0].problem}`, problems);
  const claims: IntakeClaims = {
    name: body.name,
    identifiers,
    ...(body.changes === undefined ? {} : { changes: body.changes.map(definedMembers) }),
    ...(body.purposes === undefined ? {} : { purposes: body.purposes }),
    ...(body.format === undefined ? {} : { format: body.format }),
    ...(body.statement === undefined ? {} : { statement: body.statement }),
  };
  const about = body.about === undefined ? undefined : await findAbout(deps, body.about, identifiers);
  const regimes = checkRegimes(deps, body.regimes ?? about?.regimes);
  if (isReview(right)) demandReviewClock(deps.clocks.rules, right, regimes, locale);
  const verificationNeeded = !isMarketingOnly(deps.dataMap, right, body.purposes);
  return {
    right,
    regimes,
    claims,
    verificationNeeded,
    ...(about === undefined ? {} : { about: about.requestId }),
  };
}

const at = (path: string, problem: string): Field => ({ path, problem });

function definedMembers(change: NonNullable<IntakeBody['changes']>[number]) {
  const { field, newValue, proof } = change;
  return { field, newValue, ...(proof === undefined ? {} : { proof }) };
}

/** The regimes that apply: those wanted, or the controller's own. @throws PublicError DSR_REGIME_UNKNOWN */
export function checkRegimes(deps: ApiDeps, wanted: readonly string[] | undefined): readonly string[] {
  const { defaultRegimes, regimeVersions } = deps.settings;
  const regimes = [...new Set(wanted ?? defaultRegimes)];
  const unknown = regimes.findIndex((id) => !Object.hasOwn(regimeVersions, id));
  if (unknown >= 0)
    throw new PublicError(
      'DSR_REGIME_UNKNOWN',
      `Expected one or more of ${Object.keys(regimeVersions).join(', ')}.`,
      [at(`regimes.${unknown}`, 'This regime is not loaded.')],
    );
  return regimes;
}

function checkIdentifiers(deps: ApiDeps, given: IntakeBody['identifiers']): IntakeClaims['identifiers'] {
  if (given.length === 0)
    throw new PublicError('DSR_IDENTITY_EMPTY', undefined, [
      at('identifiers', 'Give an e-mail address at least.'),
    ]);
  const byKind = new Map<IdentifierKind, string>();
  given.forEach(({ kind, value }, index) => {
    const normal = deps.normaliseIdentifier(kind, value);
    if (normal === undefined)
      throw new PublicError('DSR_IDENTIFIER_INVALID', `identifiers.${index}: the value is no ${kind}.`, [
        at(`identifiers.${index}.value`, `Expected the form of ${kind}.`),
      ]);
    const earlier = byKind.get(kind);
    if (earlier !== undefined && earlier !== normal)
      throw new PublicError('DSR_IDENTITY_CONTRADICTORY', `Two different values of ${kind}; give one.`, [
        at(`identifiers.${index}`, `Another ${kind} was given before.`),
      ]);
    byKind.set(kind, normal);
  });
  if (!byKind.has('email'))
    throw new PublicError(
      'DSR_BODY_INVALID',
      'identifiers: an e-mail address is needed; the code is mailed there.',
      [at('identifiers', 'Add an identifier of the kind email.')],
    );
  return [...byKind].map(([kind, value]) => ({ kind, value }));
}

function changeProblems(map: DataMap, right: RequestKind, body: IntakeBody): Field[] {
  if (right !== 'correction')
    return body.changes === undefined
      ? []
      : [at('changes', `There are no changes in ${right}; remove them.`)];
  if (body.changes === undefined) return [at('changes', 'Say what is to be corrected.')];
  const seen = new Set<string>();
  return body.changes.flatMap(({ field }, index) => {
    const path = `changes.${index}.field`;
    if (seen.has(field)) return [at(path, 'This field is given twice.')];
    seen.add(field);
    return isCorrectable(map, field)
      ? []
      : [at(path, 'The data map knows no such field that can be corrected.')];
  });
}

function isCorrectable(map: DataMap, address: string): boolean {
  const [storeId, collectionId, ...path] = address.split('.');
  const store = map.stores.find((candidate) => candidate.id === storeId);
  const collection = store?.collections.find((candidate) => candidate.id === collectionId);
  const field = collection?.fields.find((candidate) => candidate.name === path.join('.'));
  return field?.correctable === true;
}

function aboutProblems(right: RequestKind, { about }: IntakeBody): Field[] {
  if (!isReview(right))
    return about === undefined ? [] : [at('about', `A request for ${right} is about no other; remove it.`)];
  const isMissing = right === 'appeal' && about === undefined;
  return isMissing ? [at('about', 'Give the number of the request whose refusal you appeal against.')] : [];
}

/** Neither a complaint nor a question about a decision can be looked into without a word of what it is about. */
export function statementProblems(right: RequestKind, statement: string | undefined): Field[] {
  if (statement !== undefined) return [];
  if (right === 'complaint') return [at('statement', 'Say what is wrong.')];
  return right === 'explanation' ? [at('statement', 'Say which decision you want explained.')] : [];
}

function formatProblems(right: RequestKind, { format }: IntakeBody): Field[] {
  return format === undefined || right === 'access'
    ? []
    : [at('format', `There is no choice of a format in ${right}; remove it.`)];
}

function purposeProblems(map: DataMap, right: RequestKind, body: IntakeBody): Field[] {
  if (!worksAs(right, 'objection'))
    return body.purposes === undefined
      ? []
      : [at('purposes', `There are no purposes in ${right}; remove them.`)];
  if (body.purposes === undefined) return [at('purposes', 'Say which purposes it is about.')];
  const known = map.purposes.filter((purpose) => right !== 'withdrawal' || restsOnConsent(purpose));
  const expected = known.map(({ id }) => id).join(', ') || 'none: nothing rests on consent';
  return body.purposes.flatMap((id, index) =>
    known.some((purpose) => purpose.id === id)
      ? []
      : [at(`purposes.${index}`, `Expected one of ${expected}.`)],
  );
}

function isMarketingOnly(map: DataMap, right: RequestKind, purposes: readonly string[] | undefined): boolean {
  if (!worksAs(right, 'objection') || purposes === undefined) return false;
  return purposes.every((id) => map.purposes.some((purpose) => purpose.id === id && purpose.marketing));
}
