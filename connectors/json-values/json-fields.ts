import { valueAt } from '../rows/elements';
import { ExactNumber, printJson } from './exact-json';

/** A value of a document as exact text; `null` for an absent one. Bytes in base64. */
export function jsonText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof ExactNumber) return value.digits;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return printJson(value);
}

/** A value of a document as plain JSON, exact: numbers that JavaScript would change are texts. */
export function disclosedJson(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(disclosedJson);
  if (isPlain(value))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, disclosedJson(one)]));
  return jsonText(value);
}

/** All values at a dotted path, through arrays as well. */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path));
  const direct = valueAt(value, path);
  if (direct !== undefined) return [direct];
  const [first = '', ...rest] = path.split('.');
  const next = valueAt(value, first);
  return rest.length === 0 || next === undefined ? [] : valuesAt(next, rest.join('.'));
}

/**
 * A copy of the document with another value at the path; missing objects on the way are made.
 * `undefined` when something that is no object stands in the way.
 */
export function withValueAt(document: unknown, path: string, value: unknown): unknown {
  if (!isPlain(document)) return undefined;
  const [first = '', ...rest] = path.split('.');
  const inner =
    rest.length === 0
      ? value
      : withValueAt(
          (Object.hasOwn(document, first) ? document[first] : undefined) ?? {},
          rest.join('.'),
          value,
        );
  return inner === undefined ? undefined : { ...document, [first]: inner };
}

/** A text in the type of the value that it replaces; `undefined` when it is not of that type. */
export function textAs(sample: unknown, text: string): unknown {
  if (typeof sample === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : undefined;
  if (typeof sample !== 'number' && !(sample instanceof ExactNumber)) return text;
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  return String(Number(text)) === text ? Number(text) : new ExactNumber(text);
}

/** True when a value is the one that the text means, compared in the value's own type. */
export function isSameText(value: unknown, text: string | null): boolean {
  const own = jsonText(value);
  if (own === text || own === null || text === null) return own === text;
  const isNumber = typeof value === 'number' || value instanceof ExactNumber;
  return isNumber && textAs(value, text) !== undefined && plainDigits(own) === plainDigits(text);
}

/** A decimal without exponent in its shortest form; others as they are. */
function plainDigits(text: string): string {
  return text.includes('.') && !/[eE]/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber) &&
    !(value instanceof Uint8Array)
  );
}
