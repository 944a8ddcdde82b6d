import type { ExactValue } from '../../domain/access-package';

/** Deeper values are cut to their text: a hostile document must not exhaust the stack. */
const deepest = 32;

/**
 * A stored value as JSON that loses nothing: whole numbers beyond 2^53, decimals and ids of drivers as text, instants as
 * UTC text, bytes as base64. Ordinary numbers, texts and booleans stay what they are; `undefined` is null.
 */
export function exactValue(value: unknown, depth = 0): ExactValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
        ? value
        : String(value);
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : exactObject(value, depth);
    default:
      return null;
  }
}

function exactObject(value: object, depth: number): ExactValue {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.map((part) => exactValue(part, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Decimal128, Long, ObjectId and their like: their own text is exact, their members are not for reading.
  if (prototype !== Object.prototype && prototype !== null) return textOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, exactValue(part, depth + 1)]));
}

function textOf(value: object): string {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- classes of drivers define their own text
  return String(value);
}
