import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode, PhoneNumberType } from 'libphonenumber-js/max';

/** Numbers that belong to one subscriber; service and emergency numbers are nobody's. */
const personalTypes: readonly PhoneNumberType[] = [
  'MOBILE',
  'FIXED_LINE',
  'FIXED_LINE_OR_MOBILE',
  'PERSONAL_NUMBER',
  'VOIP',
];
const chineseMobile = /^1[3-9]\d{9}$/;

/** Region of numbers without a country code when none is configured. */
export const defaultPhoneRegion = 'CN';

/**
 * A telephone number in E.164, or `undefined` for text that is none: such as `+8613800138001` for `138 0013 8001`. Text in
 * compatibility-composed Unicode (NFKC). `region` (ISO 3166-1) is where numbers without a country code are taken to be.
 * With a country code the length must be possible there; whether the number is allocated is not asked, because the plans
 * of countries change faster than this library. Without one the number must be valid in the region; Chinese mobile numbers and landlines
 * with their area code and its 0 are known without asking.
 */
export function phoneNumberOf(text: string, region: string = defaultPhoneRegion): string | undefined {
  const typed = text.replace(/[\s().\-\u2010-\u2015]/gu, '');
  const international = typed.startsWith('00') ? `+${typed.slice(2)}` : typed;
  const found = international.startsWith('+')
    ? possibleNumber(international)
    : region === 'CN'
      ? chineseForm(typed)
      : nationalNumber(typed, region);
  if (found === undefined || !/^\+[1-9]\d{6,14}$/.test(found)) return undefined;
  return found.startsWith('+861') && !isChineseNumberWithOne(found.slice(3)) ? undefined : found;
}

/** The country calling code of a number in E.164, such as `86`; '' when no country has it. */
export function callingCodeOf(normal: string): string {
  return parsePhoneNumberFromString(normal)?.countryCallingCode ?? '';
}

/** The number that its own normal form is parsed to again, so that a normal form stays one. */
function possibleNumber(international: string): string | undefined {
  const parsed = parsePhoneNumberFromString(international);
  if (parsed?.isPossible() !== true) return undefined;
  const again = parsePhoneNumberFromString(parsed.number);
  return again?.number === parsed.number ? parsed.number : undefined;
}

function nationalNumber(digits: string, region: string): string | undefined {
  const parsed = parsePhoneNumberFromString(digits, region as CountryCode);
  const type = parsed?.isValid() === true ? parsed.getType() : undefined;
  const isPersonal = type !== undefined && personalTypes.includes(type);
  return parsed !== undefined && isPersonal ? possibleNumber(parsed.number) : undefined;
}

/**
 * Forms that people in China write, also for numbers that no plan knows yet. A landline needs its area code with the 0:
 * the library would take seven bare digits for a number of some other town.
 */
function chineseForm(digits: string): string | undefined {
  if (chineseMobile.test(digits)) return `+86${digits}`;
  if (/^861[3-9]\d{9}$/.test(digits)) return `+${digits}`;
  return /^0[1-9]\d{8,10}$/.test(digits) ? `+86${digits.slice(1)}` : undefined;
}

/** After +86 a 1 begins a mobile number of eleven digits, or is Beijing's area code 10. */
function isChineseNumberWithOne(national: string): boolean {
  return chineseMobile.test(national) || /^10\d{8}$/.test(national);
}
