import type { Document, Filter } from 'mongodb';
import type { Identifier } from '../../domain/connector';
import { emailDomainForms, idNumberForms, normalIdentifier, phoneDigitForms } from '../identifier-form';
import type { Lookup } from '../rows/row-store';
import { valuesOfText } from './document-values';
import { escapedPattern } from '../escaped-pattern';

/**
 * A filter for documents that may hold one of the identifiers in one of the fields, in whatever form it was written:
 * upper case, decomposed Unicode, with or without country code. `undefined` when no field is of a kind that is asked for.
 * Built from scalars and from patterns of escaped letters only.
 */
export function identifierFilter(
  lookups: readonly Lookup[],
  identifiers: readonly Pick<Identifier, 'kind' | 'value'>[],
): Filter<Document> | undefined {
  const conditions = lookups.flatMap(({ kind, field }) =>
    identifiers
      .filter((identifier) => identifier.kind === kind && normalIdentifier(kind, identifier.value) !== '')
      .map((identifier) => ({
        [field]: { $in: storedForms(kind, normalIdentifier(kind, identifier.value)) },
      })),
  );
  return conditions.length === 0 ? undefined : { $or: conditions };
}

function storedForms(kind: Identifier['kind'], normal: string): readonly unknown[] {
  switch (kind) {
    case 'email':
      return emailDomainForms(normal).map(anyCase);
    case 'phone':
      return phoneDigitForms(normal).flatMap((digits) => [digitsPattern(digits), ...valuesOfText(digits)]);
    case 'accountId':
    case 'deviceId':
      return valuesOfText(normal);
    case 'idNumber':
      return idNumberForms(normal).flatMap((form) => [spacedPattern(form), ...valuesOfText(form)]);
    case 'customerNumber':
      return [anyCase(normal), ...valuesOfText(normal)];
  }
}

function anyCase(text: string): RegExp {
  return new RegExp(`^\\s*${Array.from(text).map(letterForms).join('')}\\s*$`);
}

/** One letter in both cases, composed and decomposed: servers differ in what "ignore case" means beyond ASCII. */
function letterForms(letter: string): string {
  const cases = [letter, letter.toUpperCase(), letter.toLowerCase()];
  const forms = new Set(cases.flatMap((one) => [one, one.normalize('NFD')]).map(escapedPattern));
  return forms.size === 1 ? escapedPattern(letter) : `(?:${[...forms].join('|')})`;
}

/** Signs of an identity number in both cases, with blanks and hyphens between them. */
function spacedPattern(text: string): RegExp {
  return new RegExp(`^\\s*${Array.from(text).map(letterForms).join('[\\s-]*')}\\s*$`);
}

/** Digits with anything but digits around and between them. */
function digitsPattern(digits: string): RegExp {
  return new RegExp(`^[^0-9]*${Array.from(digits).join('[^0-9]*')}[^0-9]*$`);
}
