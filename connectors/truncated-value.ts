/** A date, or an instant or local time that begins with one, as stores tell it; also written without hyphens. */
const dateForm = /^(\d{4})(-?)(\d{2})\2(\d{2})(?:([T ])\d{2}:\d{2}[^]*?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const midnight = /[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** What a date is truncated to. */
type DatePart = 'year' | 'month';

/** The first day of the date's year or month, in the form of the text, at midnight where it has a time; `null` for no date. */
export function truncatedDate(text: string, to: DatePart): string | null {
  const [whole, year = '', hyphen = '', month = '', , separator, zone = ''] = dateForm.exec(text) ?? [];
  if (whole === undefined) return null;
  const day = [year, to === 'month' ? month : '01', '01'].join(hyphen);
  return separator === undefined ? day : `${day}${separator}00:00:00${zone}`;
}

/** True when a date says no more than its year or month. */
export function isTruncatedDate(text: string, to: DatePart): boolean {
  const [whole, , , month, day, separator] = dateForm.exec(text) ?? [];
  if (whole === undefined || day !== '01' || (to === 'year' && month !== '01')) return false;
  return separator === undefined || midnight.test(text);
}

const number = String.raw`-?\d{1,3}(?:\.\d*)?(?:[eE]-\d{1,2})?`;
/** One coordinate or several: `31.2304`, `31.2304,121.4737`, `POINT(121.4737 31.2304)`. */
const geoForm = new RegExp(`^(?:POINT ?)?\\(?${number}(?:[\\s,;]+${number})*\\)?$`);
const eachNumber = new RegExp(number, 'g');

/** Coordinates cut (not rounded) to so many decimals, in the form of the text; `null` for what are no coordinates. */
export function truncatedGeo(text: string, decimals: number): string | null {
  return geoForm.test(text) ? text.replace(eachNumber, (one) => cut(one, decimals)) : null;
}

/** True when coordinates have no decimals but zeros beyond so many. */
export function isTruncatedGeo(text: string, decimals: number): boolean {
  if (!geoForm.test(text)) return false;
  return (text.match(eachNumber) ?? []).every((one) => isSameScalar(one, cut(one, decimals)));
}

function cut(text: string, decimals: number): string {
  // Tiny fractions come in powers of ten; written out they have zeros wherever a coordinate is cut.
  const plain = /e/i.test(text) ? Number(text).toFixed(20) : text;
  const [whole = '0', fraction = ''] = plain.split('.');
  const kept = fraction.slice(0, decimals);
  const result = kept === '' ? whole : `${whole}.${kept}`;
  return Number(result) === 0 ? result.replace('-', '') : result;
}

const decimalForm = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/;

/** True when two texts are the same value as a store writes it: decimals with or without zeros at the end, dates at midnight. */
export function isSameScalar(a: string, b: string): boolean {
  return a === b || (scalarForm(a) === scalarForm(b) && scalarForm(a) !== undefined);
}

function scalarForm(text: string): string | undefined {
  const decimal = decimalForm.exec(text);
  if (decimal !== null) {
    const [, sign = '', whole = '', fraction = ''] = decimal;
    const value = fraction === '' ? whole : `${whole}.${fraction}`;
    return /[1-9]/.test(value) ? sign + value : value;
  }
  return dateForm.test(text) ? text.replace(midnight, '') : undefined;
}
