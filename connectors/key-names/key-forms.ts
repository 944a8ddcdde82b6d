import type { Identifier } from '../../domain/connector';
import { emailDomainForms, normalIdentifier, phoneDigitForms } from '../identifier-form';

/**
 * The texts under which an identifier is looked for in key names, which cannot be searched regardless of case: all lower
 * and all upper case, domains in ASCII and Unicode, phone numbers with and without country code. Ids keep their case.
 */
export function keyForms({ kind, value }: Pick<Identifier, 'kind' | 'value'>): readonly string[] {
  const normal = normalIdentifier(kind, value);
  if (normal === '') return [];
  switch (kind) {
    case 'email':
      return emailDomainForms(normal);
    case 'phone':
      return [normal, ...phoneDigitForms(normal)];
    case 'customerNumber':
    case 'idNumber':
      return [...new Set([normal, normal.toLowerCase()])];
    case 'accountId':
    case 'deviceId':
      return [normal];
  }
}
