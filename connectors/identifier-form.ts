import { domainToASCII, domainToUnicode } from 'node:url';
import type { IdentifierKind } from '../domain/data-map';

const chineseMobile = /^1[3-9]\d{9}$/;

/**
 * The form in which what a store holds is compared with an identifier; '' for text that holds none. Lenient where intake
 * is strict (`datamap/normalise.ts`), and equal to it for every identifier that intake accepts.
 * Email: trimmed, composed Unicode (NFC), lower case, domain in ASCII. Phone: E.164; Chinese numbers without a country
 * code get `+86`, other numbers without one are nobody's. Customer number: trimmed, NFKC, upper case. Identity number: the
 * same without blanks and hyphens. Account and device ids: trimmed, NFC, case kept.
 */
export function normalIdentifier(kind: IdentifierKind, text: string): string {
  switch (kind) {
    case 'email':
      return normalEmail(text);
    case 'phone':
      return normalPhone(text.normalize('NFKC'));
    case 'customerNumber':
      return text.normalize('NFKC').trim().toUpperCase();
    case 'idNumber':
      return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
    case 'accountId':
    case 'deviceId':
      return text.normalize('NFC').trim();
  }
}

function normalEmail(text: string): string {
  const lower = text.normalize('NFC').trim().toLowerCase().normalize('NFC');
  const at = lower.lastIndexOf('@');
  const domain = lower.slice(at + 1);
  return at < 0 ? lower : lower.slice(0, at + 1) + (domainToASCII(domain) || domain);
}

function normalPhone(text: string): string {
  const digits = text.replace(/\D/g, '');
  if (text.trim().startsWith('+')) return digits === '' ? '' : `+${digits}`;
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  if (chineseMobile.test(digits)) return `+86${digits}`;
  if (/^861[3-9]\d{9}$/.test(digits)) return `+${digits}`;
  return /^0[1-9]\d{8,10}$/.test(digits) ? `+86${digits.slice(1)}` : '';
}

/** The digit strings under which a store may hold a phone number in normal form: with and without country code. */
export function phoneDigitForms(normal: string): readonly string[] {
  const digits = normal.slice(1);
  const national = digits.startsWith('86') ? digits.slice(2) : undefined;
  return [digits, `00${digits}`, ...(national === undefined ? [] : [national, `0${national}`])];
}

/** An email in normal form with its domain in ASCII and, where that differs, in Unicode. */
export function emailDomainForms(normal: string): readonly string[] {
  const at = normal.lastIndexOf('@');
  const unicode = normal.slice(0, at + 1) + domainToUnicode(normal.slice(at + 1)).normalize('NFC');
  return at < 0 ? [normal] : [...new Set([normal, unicode])];
}

/** How many letters beyond ASCII are tried in both cases; each doubles the number of forms. */
const mostTriedLetters = 4;

/**
 * Lower-case forms of a normal email for databases whose `lower()` knows ASCII only (locale C): every letter beyond
 * ASCII also in upper case. Databases with a Unicode locale match the first form.
 */
export function emailCaseForms(normal: string): readonly string[] {
  return emailDomainForms(normal).flatMap(caseForms);
}

function caseForms(text: string): readonly string[] {
  const letters = Array.from(text);
  const special = letters.flatMap((letter, at) =>
    letter > '\u007f' && letter.toUpperCase() !== letter ? [at] : [],
  );
  if (special.length > mostTriedLetters)
    return [text, letters.map((letter) => (letter > '\u007f' ? letter.toUpperCase() : letter)).join('')];
  return Array.from({ length: 2 ** special.length }, (_, choice) =>
    letters
      .map((letter, at) => {
        const bit = special.indexOf(at);
        return bit >= 0 && (choice >> bit) % 2 === 1 ? letter.toUpperCase() : letter;
      })
      .join(''),
  );
}
