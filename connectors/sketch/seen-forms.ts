import type { SeenForms } from '../../domain/store-sketch';

/** Values looked at per field. */
export const valuesLookedAt = 50;

const email = /^[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}$/u;
const phone = /^\+?[\d\s().-]{7,20}$/;
/** A date or a plain number is no telephone number, though its signs would fit. */
const noPhone = /^(?:\d{4}-\d{2}-\d{2}.*|\d{1,3}(?:\.\d+)+|-?\d*\.\d+|\d{1,6})$/;
const chineseIdCard = /^\d{17}[\dXx]$/;

/** Counts the forms among values and forgets the values. */
export function seenForms(values: readonly unknown[]): SeenForms {
  const texts = values.filter((value) => typeof value === 'string' && value !== '').map(String);
  const count = (fits: (text: string) => boolean) => texts.filter(fits).length;
  return {
    values: texts.length,
    email: count((text) => email.test(text)),
    phone: count(isPhone),
    idNumber: count((text) => chineseIdCard.test(text)),
  };
}

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return phone.test(text) && digits >= 7 && digits <= 15 && !noPhone.test(text) && !chineseIdCard.test(text);
}
