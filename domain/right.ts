/** The five rights that the engine carries out, as canonical codes (product.md, "Words"). */
export const rights = ['access', 'correction', 'deletion', 'restriction', 'objection'] as const;
/** One of the five rights. */
export type Right = (typeof rights)[number];

/** What people ask for because of an answer, or for want of one: nothing is done to data, a decision is looked at again. */
export const reviewKinds = ['complaint', 'appeal'] as const;
/** `complaint`: to the controller, about anything it did or left undone; `appeal`: against a refusal. */
export type ReviewKind = (typeof reviewKinds)[number];

/** Everything that a request can be for. */
export const requestKinds = [...rights, ...reviewKinds] as const;
/** See {@link requestKinds}. */
export type RequestKind = (typeof requestKinds)[number];

/** True for a complaint or an appeal. */
export function isReview(kind: RequestKind): kind is ReviewKind {
  return reviewKinds.some((review) => review === kind);
}

/**
 * The right that is carried out on data stores.
 * @throws Error for a complaint or an appeal: they have no stores, and who asks has made a mistake.
 */
export function rightOnStores(kind: RequestKind): Right {
  if (isReview(kind)) throw new Error(`There is no work on data stores for a request of the kind ${kind}.`);
  return kind;
}

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

/** The same for everything that a request can be for. */
export function parseRequestKind(word: string): RequestKind | undefined {
  return reviewKinds.find((kind) => kind === word) ?? parseRight(word);
}
