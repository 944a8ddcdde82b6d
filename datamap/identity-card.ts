/** Weights of the first 17 signs (GB 11643, ISO 7064 MOD 11-2), and the check sign for each remainder. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkSigns = '10X98765432';

/** True for text of the form of a Chinese identity number of 18 signs, right or wrong. Upper case expected. */
export function looksLikeIdentityCard(text: string): boolean {
  return /^\d{17}[\dX]$/.test(text);
}

/** True when the last of 18 signs is the check sign of the others: a slip of the pen would lead to somebody else. */
export function hasRightCheckSign(card: string): boolean {
  return looksLikeIdentityCard(card) && card.endsWith(checkSignOf(card.slice(0, 17)));
}

/**
 * A number of the first generation (15 digits, until 1999: two digits of the year, no check sign) as one of 18 signs; any
 * other text as it is. Only text with a province and a date in it is such a number: other documents have 15 digits too.
 */
export function cardOfEighteen(text: string): string {
  if (!/^[1-8]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}$/.test(text)) return text;
  const seventeen = `${text.slice(0, 6)}19${text.slice(6)}`;
  return seventeen + checkSignOf(seventeen);
}

/** The forms under which a store may hold an identity number in normal form: with 18 signs, and with 15 where there were. */
export function identityCardForms(normal: string): readonly string[] {
  const older = normal.slice(0, 6) + normal.slice(8, 17);
  return looksLikeIdentityCard(normal) && cardOfEighteen(older) === normal ? [normal, older] : [normal];
}

function checkSignOf(seventeen: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(seventeen[at]), 0);
  return checkSigns.charAt(sum % 11);
}
