import type { Locale } from '../../domain/data-map';
import { PublicError } from '../../domain/errors';
import { parseRequestId } from '../../domain/ids';
import type { IntakeClaims, RequestView } from '../../domain/ports';
import { goalOfClock } from '../../domain/regime';
import type { ReviewKind } from '../../domain/right';
import type { RuleBook } from '../../domain/rule-book';
import { findRegime } from '../../domain/rule-book';
import type { ApiDeps } from '../deps';
import { readClaims } from '../vault-slots';

/**
 * The request that an intake says it is about: one whose e-mail address is the one given here, which the mailed code then
 * proves. Unknown numbers and those of others look the same, and nothing is said of the request: neither how it stands nor
 * how it ended may show before the proof (SECURITY.md S1).
 * @throws PublicError DSR_ABOUT_UNKNOWN
 */
export async function findAbout(
  { books }: Pick<ApiDeps, 'books'>,
  about: string,
  identifiers: IntakeClaims['identifiers'],
): Promise<RequestView> {
  const requestId = parseRequestId(about);
  const view = requestId === undefined ? undefined : await books.requests.find(requestId);
  const claims = view === undefined ? undefined : await readClaims(books.vault, view.requestId);
  const address = emailOf(claims?.identifiers ?? []);
  if (view === undefined || address === undefined || address !== emailOf(identifiers))
    throw new PublicError('DSR_ABOUT_UNKNOWN', undefined, [
      { path: 'about', problem: 'Expected the number of a request made with the same e-mail address.' },
    ]);
  return view;
}

function emailOf(identifiers: IntakeClaims['identifiers']): string | undefined {
  return identifiers.find(({ kind }) => kind === 'email')?.value;
}

/**
 * Refuses a complaint or an appeal that no regime gives a period to answer in. The answer says which regimes do, and where
 * the person can turn instead.
 * @throws PublicError DSR_REVIEW_NOT_KNOWN
 */
export function demandReviewClock(
  rules: RuleBook,
  kind: ReviewKind,
  regimes: readonly string[],
  locale: Locale,
): void {
  const knowing = [...rules.regimes.keys()].filter((id) => knowsReview(rules, id, kind));
  if (regimes.some((id) => knowing.includes(id))) return;
  const remedies = regimes.flatMap((id) => findRegime(rules, id).remedies.map(({ text }) => text[locale]));
  throw new PublicError(
    'DSR_REVIEW_NOT_KNOWN',
    `${regimes.join(', ')}: no period to answer the ${kind}. Regimes with one: ${knowing.join(', ')}. Instead: ${[...new Set(remedies)].join('; ')}`,
    [{ path: 'regimes', problem: `None of these knows the ${kind}.` }],
  );
}

function knowsReview(rules: RuleBook, id: string, kind: ReviewKind): boolean {
  return findRegime(rules, id).clocks.some(
    (clock) => goalOfClock[clock.kind] === 'answer' && clock.rights.includes(kind),
  );
}
