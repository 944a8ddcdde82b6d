import { createHmac } from 'node:crypto';
import type { CollectionMap, FieldErasure, FieldMap } from '../domain/data-map';
import { formatMask } from './format-mask';
import { normalIdentifier } from './identifier-form';
import {
  isSameScalar,
  isTruncatedDate,
  isTruncatedGeo,
  truncatedDate,
  truncatedGeo,
} from './truncated-value';

/** What stands in a field with erasure `mask` once it is erased. */
export const maskedText = '***';

const hmacMark = 'hmac_';
const hmacForm = /^hmac_[A-Za-z0-9_-]{22}$/;
const tokenForm = /^tok_([A-Za-z0-9_-]{16})([A-Za-z0-9_-]{8})$/;

/** One row whose fields are erased, and the secret under which. */
export interface ErasedPlace {
  /** At least 16 bytes. */
  readonly key: Uint8Array;
  readonly storeId: string;
  readonly collection: string;
  /** Primary key of the row, as text. */
  readonly row: string;
}

/** Erasures whose result is a text, so that a column of another type cannot hold it. */
export const textErasures: readonly FieldErasure[] = ['mask', 'hmac', 'formatMask', 'tokenise'];

/** Fields of a collection that change when one of its rows is masked; among those named, where some are. */
export function erasableFields(collection: CollectionMap, among?: readonly string[]): readonly FieldMap[] {
  return collection.fields.filter(
    ({ name, erasure }) => erasure !== 'keep' && (among === undefined || among.includes(name)),
  );
}

/**
 * What replaces a value (its exact text) when its field is erased; `null` for an absent value, and for one that is no date or
 * coordinate where such a one is to be truncated. `request` is what tokens are the same within. Erasing what is erased
 * already gives the same again.
 */
export function erasedText(
  place: ErasedPlace,
  field: FieldMap,
  request: string,
  text: string | null,
): string | null {
  if (text === null || isErased(place, field, text)) return text;
  switch (field.erasure) {
    case 'keep':
      return text;
    case 'null':
      return null;
    case 'mask':
      return maskedText;
    case 'hmac':
      return hmacMark + keyed(place.key, fieldOf(place, field), inNormalForm(field, text)).slice(0, 22);
    case 'fixed':
      return field.erasureTo ?? '';
    case 'formatMask':
      return formatMask(place.key, rowOf(place, field), text);
    case 'tokenise':
      return tokenOf(place.key, request, inNormalForm(field, text));
    case 'truncateDate':
      return truncatedDate(text, field.erasureTo === 'month' ? 'month' : 'year');
    case 'truncateGeo':
      return truncatedGeo(text, Number(field.erasureTo ?? 0));
  }
}

/**
 * True when a stored value, in text form, is what the field's erasure leaves behind. An absent value is always erased.
 *
 * The value proves itself, so that no plan has to remember a million old or new values: a mask in the old form depends on
 * nothing but row and form, both of which are still there, and half of a token is a keyed check of its other half. What merely
 * looks like one is not taken for erased.
 */
export function isErased(place: ErasedPlace, field: FieldMap, text: string | null): boolean {
  if (text === null) return true;
  switch (field.erasure) {
    case 'keep':
      return true;
    case 'null':
      return false;
    case 'mask':
      return text === maskedText;
    case 'hmac':
      return hmacForm.test(text);
    case 'fixed':
      return isSameScalar(text, field.erasureTo ?? '');
    case 'formatMask':
      return formatMask(place.key, rowOf(place, field), text) === text;
    case 'tokenise':
      return isToken(place.key, text);
    case 'truncateDate':
      return isTruncatedDate(text, field.erasureTo === 'month' ? 'month' : 'year');
    case 'truncateGeo':
      return isTruncatedGeo(text, Number(field.erasureTo ?? 0));
  }
}

/** Equal identifiers are equal however they are written. */
function inNormalForm({ identity }: FieldMap, text: string): string {
  return identity === undefined ? text : normalIdentifier(identity, text);
}

function fieldOf({ storeId, collection }: ErasedPlace, { name }: FieldMap): readonly string[] {
  return ['habeas/erasure/v1', storeId, collection, name];
}

function rowOf(place: ErasedPlace, field: FieldMap): readonly string[] {
  return ['habeas/format-mask/v1', ...fieldOf(place, field).slice(1), place.row];
}

/** 96 bits of the value and request, and 48 bits that prove that we made them. */
function tokenOf(key: Uint8Array, request: string, value: string): string {
  const token = keyed(key, ['habeas/token/v1', request], value).slice(0, 16);
  return `tok_${token}${tokenCheck(key, token)}`;
}

function isToken(key: Uint8Array, text: string): boolean {
  const [, token, check] = tokenForm.exec(text) ?? [];
  return token !== undefined && tokenCheck(key, token) === check;
}

function tokenCheck(key: Uint8Array, token: string): string {
  return keyed(key, ['habeas/token-check/v1'], token).slice(0, 8);
}

/** HMAC-SHA-256 in base64url; cut off where fewer bits will do. */
function keyed(key: Uint8Array, purpose: readonly string[], value: string): string {
  return createHmac('sha256', key)
    .update([...purpose, value].join('\u0000'))
    .digest('base64url');
}
