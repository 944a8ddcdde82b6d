import type { Locale } from '../../domain/data-map';
import { provenOutcomes } from '../../domain/outcome';
import { dateInWords, dateOfInstant } from '../local-dates';
import type { Claim, Standing, StoreClaims } from './claims';
import type { Phrases } from './phrases';
import { filled, phrases } from './phrases';

/** A store as the templates show it. */
export interface StoreView {
  readonly title: string;
  readonly lines: readonly {
    readonly title: string;
    readonly standing: Standing;
    readonly status: string;
    readonly sentences: readonly string[];
  }[];
  /** How it was proven, or why it is open. Empty when there is nothing to say. */
  readonly footnote: string;
}

/** Puts claims into words. Nothing is worded here that its claim does not say. */
export function storeViews(stores: readonly StoreClaims[], zone: string, locale: Locale): StoreView[] {
  const words = phrases[locale];
  return stores.map((store) => ({
    title: store.title[locale],
    lines: store.claims.map((claim) => ({
      title: claim.title?.[locale] ?? claim.collection ?? words.report.wholeStore,
      standing: claim.standing,
      status: words.standings[claim.standing],
      sentences: sentencesOf(claim, words, locale),
    })),
    footnote: footnoteOf(store, zone, words, locale),
  }));
}

function sentencesOf(claim: Claim, words: Phrases, locale: Locale): string[] {
  const sentences = [filled(wordingOf(claim, words), { count: claim.count ?? 0 })];
  if (claim.ground !== undefined && claim.standing !== 'open')
    sentences.push(
      filled(words.groundIs, { text: claim.ground.text[locale], article: claim.ground.article }),
    );
  else if (claim.standing === 'kept')
    sentences.push(filled(words.groundMissing, { code: claim.groundCode ?? '?' }));
  if (claim.until !== undefined && claim.code === 'retained')
    sentences.push(filled(words.keptUntil, { date: dateInWords(claim.until, locale) }));
  if (claim.until !== undefined && claim.code === 'deferred')
    sentences.push(filled(words.deferredUntil, { date: dateInWords(claim.until, locale) }));
  return sentences;
}

/** The outcome's own wording, except where it would claim what is not proven. */
function wordingOf(claim: Claim, words: Phrases): string {
  const whole = claim.count === undefined;
  if (claim.standing === 'open') {
    if (provenOutcomes.includes(claim.code)) return whole ? words.unprovenWhole : words.unproven;
    if (claim.code === 'notFound') return words.unsearched;
  }
  return (whole ? words.wholeOutcomes[claim.code] : undefined) ?? words.outcomes[claim.code];
}

function footnoteOf(store: StoreClaims, zone: string, words: Phrases, locale: Locale): string {
  const parts: string[] = [];
  if (store.proof !== undefined)
    parts.push(filled(words.proofs[store.proof.kind], { date: dateOfInstant(store.proof.at, zone, locale) }));
  const open = store.claims.some((claim) => claim.standing === 'open');
  if (open && store.reason !== undefined && Object.hasOwn(words.reasons, store.reason))
    parts.push(words.reasons[store.reason] ?? '');
  return parts.join(locale === 'en' ? ' ' : '');
}
