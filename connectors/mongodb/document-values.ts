import { BSON, Binary, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';

/** A BSON value as exact text; `null` for an absent one. Dates in ISO 8601, big numbers with all digits. */
export function documentText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (isExactScalar(value)) return value.toString();
  if (value instanceof Binary) return value.toString('base64');
  return BSON.EJSON.stringify(value, { relaxed: false });
}

/** A BSON value as plain JSON, exact: see {@link documentText} for scalars; lists and objects are walked. */
export function disclosedDocumentValue(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(disclosedDocumentValue);
  if (isPlainObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, disclosedDocumentValue(one)]),
    );
  return documentText(value);
}

/** Values that may stand in a filter. Others (patterns, objects) could be read by the server as operators. */
export function isFilterScalar(value: unknown): boolean {
  return (
    ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ||
    value instanceof Date ||
    isExactScalar(value)
  );
}

/** The BSON values that a text may stand for as a key or number: the text, an ObjectId, an integer. */
export function valuesOfText(text: string): readonly unknown[] {
  return [
    text,
    ...(/^[0-9a-f]{24}$/.test(text) ? [ObjectId.createFromHexString(text)] : []),
    ...(/^(0|-?[1-9]\d{0,14})$/.test(text) ? [Number(text)] : []),
  ];
}

/** A new value in the type of the one that it replaces. Throws RangeError when the text is not of that type. */
export function textInTypeOf(sample: unknown, text: string): unknown {
  const misfit = () => new RangeError('The new value is not of the type that the field holds.');
  if (typeof sample === 'boolean') {
    if (text !== 'true' && text !== 'false') throw misfit();
    return text === 'true';
  }
  if (typeof sample === 'number') {
    if (text.trim() === '' || !Number.isFinite(Number(text))) throw misfit();
    return Number(text);
  }
  if (sample instanceof Date) {
    if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(Date.parse(text))) throw misfit();
    return new Date(text);
  }
  if (sample instanceof Long) return Long.fromStringStrict(text);
  return sample instanceof Decimal128 ? Decimal128.fromString(text) : text;
}

function isExactScalar(value: unknown): value is ObjectId | Long | Decimal128 | Int32 | Double {
  return [ObjectId, Long, Decimal128, Int32, Double].some((type) => value instanceof type);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object)
  );
}
