import { domainToASCII } from 'node:url';
import type { IdentifierKind } from '../domain/data-map';
import { cardOfEighteen, hasRightCheckSign, looksLikeIdentityCard } from './identity-card';
import { defaultPhoneRegion, phoneNumberOf } from './phone-number';

/**
 * The normal form in which identifiers of a kind are compared, or `undefined` when `value` is none of that kind.
 *
 * - `email`: composed Unicode (NFC), lower case by rules that know no locale, domain in ASCII.
 * - `phone`: E.164. Numbers without a country code are taken to be of `phoneRegion` (ISO 3166-1, default `CN`).
 * - `customerNumber`: trimmed, upper case.
 * - `idNumber`: letters and digits in upper case, without blanks and hyphens. A Chinese identity number has 18 signs with
 *   the right check sign; one of 15 digits is completed. Other documents stay as they are.
 * - `accountId`, `deviceId`: trimmed, composed Unicode, case kept.
 *
 * Idempotent: a normal form is its own normal form.
 */
export function normaliseIdentifier(
  kind: IdentifierKind,
  value: string,
  phoneRegion: string = defaultPhoneRegion,
): string | undefined {
  switch (kind) {
    case 'email':
      return normaliseEmail(value);
    case 'phone':
      return normalisePhone(value, phoneRegion);
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

function normalisePhone(value: string, region: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  // NFKC: Chinese input methods type full-width digits and plus signs.
  const typed = value.normalize('NFKC').trim();
  return /^\+?[\d\s().\-\u2010-\u2015]+$/u.test(typed) ? phoneNumberOf(typed, region) : undefined;
}

function normaliseCustomerNumber(value: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  const normal = value.normalize('NFKC').trim().toUpperCase();
  return /^[A-Z0-9][A-Z0-9-]{0,63}$/.test(normal) ? normal : undefined;
}

function normaliseIdNumber(value: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  const normal = cardOfEighteen(value.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase());
  if (looksLikeIdentityCard(normal) && !hasRightCheckSign(normal)) return undefined;
  return /^[A-Z0-9]{4,32}$/.test(normal) ? normal : undefined;
}

function normaliseOpaqueId(value: string): string | undefined {
  if (value.length > maxInputLength) return undefined;
  const normal = value.normalize('NFC').trim();
  return /^[^\s\p{C}]{1,200}$/u.test(normal) ? normal : undefined;
}
