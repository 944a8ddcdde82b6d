/** The five rights that the engine carries out, as canonical codes (product.md, "Words"). */
export const rights = ['access', 'correction', 'deletion', 'restriction', 'objection'] as const;
/** One of the five rights. */
export type Right = (typeof rights)[number];

/** Words of GDPR and CCPA that callers may use instead of a canonical code; accepted at the API's edge only. */
export const rightAliases: Readonly<Record<string, Right>> = {
  rectification: 'correction',
  correct: 'correction',
  erasure: 'deletion',
  delete: 'deletion',
  know: 'access',
  limit: 'restriction',
};

/** The canonical right for a code or alias, or `undefined` when the word names none of the five. */
export function parseRight(word: string): Right | undefined {
  return (
    rights.find((right) => right === word) ??
    (Object.hasOwn(rightAliases, word) ? rightAliases[word] : undefined)
  );
}
