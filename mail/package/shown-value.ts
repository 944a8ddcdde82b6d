import type { ExactValue, PackageInput } from '../../domain/access-package';
import { dateInWords, momentInWords } from '../local-dates';
import { visibleText } from '../visible-text';
import { packagePhrases } from './field-explanation';

const date = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** A value for reading: dates in words, no hidden characters; exact values are in the data files. */
export function shownValue(
  value: ExactValue,
  { locale, zone }: Pick<PackageInput, 'locale' | 'zone'>,
): string {
  const words = packagePhrases(locale);
  if (value === null || value === '') return words.empty;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return visibleText(JSON.stringify(value));
  if (date.test(value)) return dateInWords(value, locale);
  if (instant.test(value) && !Number.isNaN(Date.parse(value))) return momentInWords(value, zone, locale);
  return value.includes('\n') ? value.split(/\r?\n/).map(visibleText).join('\n') : visibleText(value);
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text that HTML shows as it is. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}
