/** The five rights that the engine carries out, as canonical codes (product.md, "Words"). */
export const rights = ['access', 'correction', 'deletion', 'restriction', 'objection'] as const;
/** One of the five rights. */
export type Right = (typeof rights)[number];

/**
 * Kinds that are carried out on data stores like one of the five rights, and have clocks and words of their own:
 * `portability` hands over what the person provided (GDPR art 20, PIPL art 45(3)); `withdrawal` of consent ends the purposes
 * that rest on it (GDPR art 7(3), PIPL art 15); `cancellation` of an account deletes once its consequences are confirmed
 * (App method art 6).
 */
export const derivedKinds = ['portability', 'withdrawal', 'cancellation'] as const;
/** See {@link derivedKinds}. */
export type DerivedKind = (typeof derivedKinds)[number];

const carriedOutAs: Readonly<Record<DerivedKind, Right>> = {
  portability: 'access',
  withdrawal: 'objection',
  cancellation: 'deletion',
};

/** What people ask for because of an answer, or for want of one: nothing is done to data, a decision is looked at again. */
export const reviewKinds = ['complaint', 'appeal'] as const;
/** `complaint`: to the controller, about anything it did or left undone; `appeal`: against a refusal. */
export type ReviewKind = (typeof reviewKinds)[number];

/**
 * Kinds that people decide without any work on data stores: reviews, and the `explanation` of a decision that was made
 * automatically, with a human who looks at it (PIPL art 24(3), GDPR art 22(3)).
 */
export const kindsWithoutStores = ['explanation', ...reviewKinds] as const;
/** See {@link kindsWithoutStores}. */
export type KindWithoutStores = (typeof kindsWithoutStores)[number];

/** Kinds that are carried out on data stores. */
export const kindsOnStores = [...rights, ...derivedKinds] as const;

/** Everything that a request can be for. */
export const requestKinds = [...kindsOnStores, ...kindsWithoutStores] as const;
/** See {@link requestKinds}. */
export type RequestKind = (typeof requestKinds)[number];

/** True for a complaint or an appeal. */
export function isReview(kind: RequestKind): kind is ReviewKind {
  return reviewKinds.some((review) => review === kind);
}

/** True where people decide and no store is touched. */
export function isWithoutStores(kind: RequestKind): kind is KindWithoutStores {
  return kindsWithoutStores.some((one) => one === kind);
}

/** The right under which a kind is carried out, or whose law applies where its own has no rule; itself for the others. */
export function baseOf<Kind extends string>(kind: Kind): Kind | Right {
  return Object.hasOwn(carriedOutAs, kind) ? carriedOutAs[kind as unknown as DerivedKind] : kind;
}

/** True when the request is carried out on stores like this right. */
export function worksAs(kind: RequestKind, right: Right): boolean {
  return baseOf(kind) === right;
}

/**
 * The right that is carried out on data stores.
 * @throws Error for kinds without stores: who asks has made a mistake.
 */
export function rightOnStores(kind: RequestKind): Right {
  const found = rights.find((right) => worksAs(kind, right));
  if (found === undefined)
    throw new Error(`There is no work on data stores for a request of the kind ${kind}.`);
  return found;
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
  return requestKinds.find((kind) => kind === word) ?? parseRight(word);
}
