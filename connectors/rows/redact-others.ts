import { findPhoneNumbersInText } from 'libphonenumber-js/max';
import { hasRightCheckSign } from '../../datamap/identity-card';
import { normaliseIdentifier } from '../../datamap/normalise';
import type { IdentifierKind } from '../../domain/data-map';
import { normalIdentifier } from '../identifier-form';
import type { Person } from './person';

/** Stands where somebody else's address or number was. */
export const othersMark = '[***]';

/** Text or plain JSON in which others' identifiers are replaced, and how many there were. */
export interface Redacted {
  readonly value: unknown;
  readonly withheld: number;
}

/** A piece of text that is an identifier, from `start` to before `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: IdentifierKind;
}

/**
 * Replaces e-mail addresses, telephone numbers and numbers of identity cards that are not the person's. Whatever looks
 * like one counts: a mark too many can be asked about, an address too many is gone.
 */
export function redactOthers(value: unknown, person: Person): Redacted {
  if (typeof value === 'string') return redactText(value, person);
  if (Array.isArray(value)) {
    const parts = value.map((one: unknown) => redactOthers(one, person));
    return { value: parts.map((part) => part.value), withheld: sum(parts) };
  }
  if (typeof value !== 'object' || value === null) return { value, withheld: 0 };
  const parts = Object.entries(value).map(([name, one]) => [name, redactOthers(one, person)] as const);
  return {
    value: Object.fromEntries(parts.map(([name, part]) => [name, part.value])),
    withheld: sum(parts.map(([, part]) => part)),
  };
}

function sum(parts: readonly Redacted[]): number {
  return parts.reduce((total, part) => total + part.withheld, 0);
}

function redactText(text: string, person: Person): Redacted {
  let shown = '';
  let from = 0;
  let withheld = 0;
  for (const { start, end, kind } of identifiersIn(text)) {
    if (start < from || person.known(kind, text.slice(start, end)) !== undefined) continue;
    shown += text.slice(from, start) + othersMark;
    from = end;
    withheld += 1;
  }
  return { value: shown + text.slice(from), withheld };
}

const address = /[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+/gu;
const card = /(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])/g;
/** Digits that hang together: Chinese texts have no blanks around a number. */
const digits = /(?<!\d)(?:\+|00)?\d[\d-]{5,17}(?!\d)/g;

/** In order of their place; cards before numbers, because a number could be found inside of a card. */
function identifiersIn(text: string): readonly Span[] {
  const spans: Span[] = [
    ...matches(text, address).map((span) => ({ ...span, kind: 'email' as const })),
    ...matches(text, card)
      .filter(({ start, end }) => isCard(text.slice(start, end)))
      .map((span) => ({ ...span, kind: 'idNumber' as const })),
    ...matches(text, digits)
      .filter(({ start, end }) => normaliseIdentifier('phone', text.slice(start, end)) !== undefined)
      .map((span) => ({ ...span, kind: 'phone' as const })),
    ...findPhoneNumbersInText(text, 'CN').map(({ startsAt, endsAt }) => ({
      start: startsAt,
      end: endsAt,
      kind: 'phone' as const,
    })),
  ];
  return spans
    .map((span, order) => ({ span, order }))
    .sort((a, b) => a.span.start - b.span.start || a.order - b.order)
    .map(({ span }) => span);
}

function matches(text: string, pattern: RegExp): readonly Pick<Span, 'start' | 'end'>[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
}

function isCard(text: string): boolean {
  return hasRightCheckSign(normalIdentifier('idNumber', text)) || text.length === 18;
}
