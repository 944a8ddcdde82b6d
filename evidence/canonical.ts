import canonicalize from 'canonicalize';

/** A value has no canonical JSON form. */
export class CanonicalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CanonicalError';
  }
}

/**
 * The one JSON text of a value (RFC 8785, JSON Canonicalization Scheme): members sorted by UTF-16 code units, no spaces,
 * numbers as ECMAScript writes them. Members whose value is `undefined` are left out.
 *
 * @throws {@link CanonicalError} on lone surrogates, numbers that are not finite, cycles, and values that are no JSON.
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (error) {
    // The library's messages name the rule and never the value.
    throw new CanonicalError(
      `No canonical JSON: ${error instanceof Error ? error.message : 'unknown reason'}.`,
    );
  }
  if (text === undefined) throw new CanonicalError('No canonical JSON: the value is not a JSON value.');
  return text;
}
