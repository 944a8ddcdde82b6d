import { createHmac } from 'node:crypto';
import type { CollectionMap, FieldMap } from '../domain/data-map';
import { normalIdentifier } from './identifier-form';

/** What stands in a field with erasure `mask` once it is erased. */
export const maskedText = '***';

const hmacMark = 'hmac_';
const hmacForm = /^hmac_[A-Za-z0-9_-]{22}$/;

/** Where a value was erased: equal values in the same field give equal hashes, in other fields others. */
export interface ErasedPlace {
  readonly storeId: string;
  readonly collection: string;
  readonly field: FieldMap;
}

/** The keyed hash that replaces a value: 128 bits of HMAC-SHA-256 in 27 characters. Identifiers are normalised first. */
export function erasedHash(key: Uint8Array, place: ErasedPlace, text: string): string {
  const { identity, name } = place.field;
  const value = identity === undefined ? text : normalIdentifier(identity, text);
  const hash = createHmac('sha256', key)
    .update(['habeas/erasure/v1', place.storeId, place.collection, name, value].join('\u0000'))
    .digest();
  return hmacMark + hash.subarray(0, 16).toString('base64url');
}

/** Fields of a collection that change when one of its rows is masked. */
export function erasableFields(collection: CollectionMap): readonly FieldMap[] {
  return collection.fields.filter((field) => field.erasure !== 'keep');
}

/** True when a field's value, in text form, is what its erasure leaves behind. An absent value is always erased. */
export function isErased(field: FieldMap, text: string | null): boolean {
  if (text === null || field.erasure === 'keep') return true;
  if (field.erasure === 'mask') return text === maskedText;
  return field.erasure === 'hmac' && hmacForm.test(text);
}
