import type { PackageInput } from '../../domain/access-package';
import { packagedOutcome, storeReport } from '../../domain/told-outcomes';
import type { StoreClaims } from '../notices/claims';
import { claimsOf } from '../notices/claims';
import { filled } from '../notices/phrases';
import { storeViews } from '../notices/report-view';
import { packagePhrases } from './field-explanation';
import type { FinishedPart } from './package-part';

/** What the package says of each store: the same statements, by the same rules, as those of the letter. */
export interface ToldStores {
  readonly claims: readonly StoreClaims[];
  /** True when each store is said to be searched to the end, with all it gave in the package. */
  readonly complete: boolean;
  /** Titles of stores of which something is open: they did not answer, or not all of it is proven. */
  readonly notAnswering: readonly string[];
  /** Titles of stores of which something is lawfully kept back. */
  readonly keptBack: readonly string[];
  /** One sentence or two, for people. */
  readonly sentences: readonly string[];
  /** Per store the statements in words, as the letter words them. */
  readonly statements: readonly (readonly { readonly title: string; readonly text: string }[])[];
}

/** See {@link ToldStores}. */
export function toldStores(input: PackageInput, parts: readonly FinishedPart[]): ToldStores {
  const { locale, zone, grounds } = input;
  const words = packagePhrases(locale);
  const stores = input.stores.map(({ store, outcome, collections }) =>
    storeReport(
      store,
      packagedOutcome(outcome, collections.length === 0 ? undefined : countsOf(parts, store.id)),
    ),
  );
  const claims = claimsOf({ stores, grounds });
  const titlesWith = (standing: 'open' | 'kept') =>
    claims
      .filter((store) => store.claims.some((claim) => claim.standing === standing))
      .map(({ title }) => title[locale]);
  const [notAnswering, keptBack] = [titlesWith('open'), titlesWith('kept')];
  const complete = notAnswering.length === 0 && keptBack.length === 0;
  const list = (wording: string, titles: readonly string[]) =>
    titles.length === 0 ? [] : [filled(wording, { stores: titles.join(words.listJoin) })];
  return {
    claims,
    complete,
    notAnswering,
    keptBack,
    sentences: complete
      ? [words.complete]
      : [...list(words.incomplete, notAnswering), ...list(words.kept, keptBack)],
    statements: storeViews(claims, zone, locale).map(({ lines }) =>
      lines.map(({ title, sentences }) => ({ title, text: sentences.join(locale === 'en' ? ' ' : '') })),
    ),
  };
}

/** Records of a store in the package, by collection. */
export function countsOf(parts: readonly FinishedPart[], storeId: string): Record<string, number> {
  return Object.fromEntries(
    parts.filter((part) => part.storeId === storeId).map(({ collection, records }) => [collection, records]),
  );
}
