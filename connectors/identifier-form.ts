import { domainToASCII, domainToUnicode } from 'node:url';
import { cardOfEighteen, identityCardForms } from '../datamap/identity-card';
import { callingCodeOf, defaultPhoneRegion, phoneNumberOf } from '../datamap/phone-number';
import type { IdentifierKind } from '../domain/data-map';

/** One for the whole process: what stores hold must be read like what intake accepted. */
let phoneRegion = defaultPhoneRegion;

/** Says where telephone numbers without a country code are (ISO 3166-1, `DSR_PHONE_REGION`); once, at the start. */
export function setPhoneRegion(region: string): void {
  phoneRegion = region;
}

/**
 * The form in which what a store holds is compared with an identifier; '' for text that holds none. Lenient where intake
 * is strict (`datamap/normalise.ts`), and equal to it for every identifier that intake accepts.
 * Email: trimmed, composed Unicode (NFC), lower case, domain in ASCII. Phone: E.164; numbers without a country
 * code are of the configured region, and nobody's when there is no such number. Customer number: trimmed, NFKC, upper
 * case. Identity number: the same without blanks and hyphens, Chinese ones of 15 digits completed to 18. Account and device ids: trimmed, NFC, case kept.
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
      return cardOfEighteen(text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase());
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

/** Most stored numbers are in this form already; parsing a million rows anew would cost half a minute. */
const normalChineseMobile = /^\+861[3-9]\d{9}$/;

function normalPhone(text: string): string {
  if (normalChineseMobile.test(text)) return text;
  const known = phoneNumberOf(text, phoneRegion) ?? phoneNumberOf(text.replace(/[^+\d]/g, ''), phoneRegion);
  if (known !== undefined) return known;
  // A number that its country does not know is still equal to itself.
  const digits = text.replace(/\D/g, '');
  if (text.trim().startsWith('+')) return digits === '' ? '' : `+${digits}`;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : '';
}

/**
 * The digit strings under which a store may hold a phone number in normal form: with country code, and without it for
 * numbers of the configured region. `+44 (0)20 …` is how many people write the trunk prefix.
 */
export function phoneDigitForms(normal: string): readonly string[] {
  const digits = normal.slice(1);
  const code = callingCodeOf(normal);
  const national = digits.slice(code.length);
  const forms = [digits, `00${digits}`];
  if (code === '') return forms;
  if (phoneNumberOf(national, phoneRegion) === normal) forms.push(national);
  if (phoneNumberOf(`0${national}`, phoneRegion) === normal) forms.push(`0${national}`);
  if (code !== '86' && phoneNumberOf(`+${code}0${national}`, phoneRegion) === normal)
    forms.push(`${code}0${national}`);
  return forms;
}

/** The forms of an identity number in normal form under which a store may hold it, without blanks, in upper case. */
export { identityCardForms as idNumberForms };

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
