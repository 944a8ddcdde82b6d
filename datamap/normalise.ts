import { domainToASCII } from 'node:url';
import type { IdentifierKind } from '../domain/data-map';

/**
 * The normal form in which identifiers of a kind are compared, or `undefined` when `value` is none of that kind.
 *
 * - `email`: composed Unicode (NFC), lower case by rules that know no locale, domain in ASCII.
 * - `phone`: E.164. Eleven digits of a Chinese mobile number, and Chinese landlines with their leading 0, get `+86`.
 * - `customerNumber`: trimmed, upper case.
 * - `idNumber`: letters and digits in upper case, without blanks and hyphens.
 * - `accountId`, `deviceId`: trimmed, composed Unicode, case kept.
 *
 * Idempotent: a normal form is its own normal form.
 */
export function normaliseIdentifier(kind: IdentifierKind, value: string): string | undefined {
  switch (kind) {
    case 'email':
      return normaliseEmail(value);
    case 'phone':
      return normalisePhone(value);
    case 'customerNumber':
      return normaliseCustomerNumber(value);
    case 'idNumber':
      return normaliseIdNumber(value);
    case 'accountId':
    case 'deviceId':
      return normaliseOpaqueId(value);
  }
}

/** Longest address that SMTP can carry (RFC 5321 4.5.3.1.3, less the angle brackets), and longest local part. */
const maxAddressBytes = 254;
const maxLocalBytes = 64;
/** Longer input is refused before any work is done on it. */
const maxInputLength = 1_000;

// Dot-atoms of RFC 5321 widened by the letters, marks and digits of RFC 6531. Quoted local parts are refused: hardly
// anybody has one, and they let a second address hide in the first.
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
// Checked before `domainToASCII`, which also decodes percent signs and cuts off paths and ports as a browser would.
const domainAsTyped = /^[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+$/u;
const asciiLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function normaliseEmail(value: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  const parts = value.trim().normalize('NFC').split('@');
  const [local, domain] = parts;
  if (parts.length !== 2 || local === undefined || domain === undefined) return undefined;
  if (!localPart.test(local) || !domainAsTyped.test(domain)) return undefined;

  const asciiDomain = domainToASCII(domain);
  const labels = asciiDomain.split('.');
  if (labels.length < 2 || !labels.every((label) => asciiLabel.test(label))) return undefined;
  if (/^\d+$/.test(labels.at(-1) ?? '')) return undefined; // an IP address, whatever way it was written

  // Lower-casing can decompose (U+0130), so compose again.
  const normalLocal = local.toLowerCase().normalize('NFC');
  const address = `${normalLocal}@${asciiDomain}`;
  if (Buffer.byteLength(normalLocal) > maxLocalBytes || Buffer.byteLength(address) > maxAddressBytes) {
    return undefined;
  }
  return address;
}

const chineseMobile = /^1[3-9]\d{9}$/;

function normalisePhone(value: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  // NFKC: Chinese input methods type full-width digits and plus signs.
  const typed = value.normalize('NFKC').trim();
  if (!/^\+?[\d\s().\-\u2010-\u2015]+$/u.test(typed)) return undefined;
  const digits = typed.replace(/[\s().\-\u2010-\u2015]/gu, '');
  const international = toInternational(digits);
  if (international === undefined || !/^\+[1-9]\d{6,14}$/.test(international)) return undefined;
  if (international.startsWith('+861') && !isChineseNumberWithOne(international.slice(3))) return undefined;
  return international;
}

function toInternational(digits: string): string | undefined {
  if (digits.startsWith('+')) return digits;
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  if (chineseMobile.test(digits)) return `+86${digits}`;
  if (/^861[3-9]\d{9}$/.test(digits)) return `+${digits}`;
  if (/^0[1-9]\d{8,10}$/.test(digits)) return `+86${digits.slice(1)}`;
  return undefined; // without country code, and not Chinese: nobody can know whose it is
}

/** After +86 a 1 begins a mobile number of eleven digits, or is Beijing's area code 10. */
function isChineseNumberWithOne(national: string): boolean {
  return chineseMobile.test(national) || /^10\d{8}$/.test(national);
}

function normaliseCustomerNumber(value: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  const normal = value.normalize('NFKC').trim().toUpperCase();
  return /^[A-Z0-9][A-Z0-9-]{0,63}$/.test(normal) ? normal : undefined;
}

function normaliseIdNumber(value: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  const normal = value.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  return /^[A-Z0-9]{4,32}$/.test(normal) ? normal : undefined;
}

function normaliseOpaqueId(value: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  const normal = value.normalize('NFC').trim();
  return /^[^\s\p{C}]{1,200}$/u.test(normal) ? normal : undefined;
}
