import type { CollectionMap, FieldMap, Locale, SensitivityClass } from '../../domain/data-map';
import { filled } from '../notices/phrases';
import type { PackageInput } from '../../domain/access-package';
import texts from './phrases.json';

/** Wordings of the package in one language. */
export type PackagePhrases = (typeof texts)['en'];

/** The wordings of a language. Both languages have the same ones, or this does not compile. */
export function packagePhrases(locale: Locale): PackagePhrases {
  const all: Readonly<Record<Locale, PackagePhrases>> = texts;
  return all[locale];
}

/** What the person is told of one field (GDPR art 15(1), PIPL art 17): in their language, without codes. */
export interface FieldExplanation {
  readonly name: string;
  readonly title: string;
  readonly category: string;
  readonly class: SensitivityClass;
  readonly purposes: readonly string[];
  readonly source: string;
  readonly recipients: readonly string[];
}

/** Explains a field by the purposes and processors of the data map. */
export function explainField(
  field: FieldMap,
  name: string,
  { purposes, processors, locale }: Pick<PackageInput, 'purposes' | 'processors' | 'locale'>,
): FieldExplanation {
  const words = packagePhrases(locale);
  const note = (text: string) => (locale === 'en' ? ` (${text})` : `（${text}）`);
  return {
    name,
    title: field.title[locale],
    category: wordFor(words.categories, field.category),
    class: field.class,
    purposes: field.purposes.map((id) => {
      const purpose = purposes.find((candidate) => candidate.id === id);
      return purpose === undefined ? id : `${purpose.title[locale]}${note(purpose.legalGround)}`;
    }),
    source: wordFor(words.sources, field.source),
    recipients: field.recipients.map(
      (id) => processors.find((candidate) => candidate.id === id)?.title[locale] ?? id,
    ),
  };
}

/** How long a collection's rows are kept and why, in one sentence. */
export function retentionText({ retention, fields }: CollectionMap, locale: Locale): string {
  const words = packagePhrases(locale);
  if (retention === undefined) return words.noRetention;
  return filled(words.retentionRule, {
    period: periodInWords(retention.period, locale),
    from: fields.find((field) => field.name === retention.from)?.title[locale] ?? retention.from,
    text: retention.text[locale],
    article: retention.article,
  });
}

/** An ISO 8601 period such as `P1Y6M` in words. */
export function periodInWords(period: string, locale: Locale): string {
  const words = packagePhrases(locale);
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(period);
  const wordings = [words.years, words.months, words.weeks, words.days];
  const parts = wordings.flatMap((wording, index) => {
    const n = match?.[index + 1];
    if (n === undefined) return [];
    return [filled(n === '1' && locale === 'en' ? wording.replace(/s$/, '') : wording, { n })];
  });
  return parts.length === 0 ? period : parts.join(locale === 'en' ? ' ' : '');
}

/** A code's word; a code without one is shown as it is. */
function wordFor(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}
