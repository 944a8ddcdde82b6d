import type { AssignedRows, Identifier } from './connector';
import type { DataMap, IdentifierKind, StoreMap } from './data-map';
import { identifierKinds } from './data-map';

/**
 * Why a record is no more than perhaps the person's, so that staff must say.
 * `sharedIdentifier`: it is known by nothing but an identifier that several people have. `unknownNumber`: it carries a
 * customer number, and none of the person's is known. `expiredIdentifier`: the identifier was not the person's, or the
 * row's, all the time, and the dates do not tell. `severalWhereOne`: the map says that one record leads here, and there
 * are several.
 */
export const doubtRules = [
  'sharedIdentifier',
  'unknownNumber',
  'expiredIdentifier',
  'severalWhereOne',
] as const;
/** See {@link doubtRules}. */
export type DoubtRule = (typeof doubtRules)[number];

/** Most waves of look-ups. Each needs an identifier that no earlier one knew, so that a cycle ends by itself before. */
export const mostWaves = 8;

/** What is known of the person after a wave. */
export interface Knowledge {
  readonly identifiers: readonly Identifier[];
  /** Those that the wave added. */
  readonly fresh: readonly Identifier[];
}

/** Puts what stores told to what was known. The first word stands, except that a doubt wins. */
export function learn(known: readonly Identifier[], told: readonly Identifier[]): Knowledge {
  const all = new Map(known.map((one) => [nameOf(one), one]));
  const fresh: Identifier[] = [];
  for (const one of told) {
    const before = all.get(nameOf(one));
    if (before === undefined) fresh.push(one);
    if (before === undefined || (before.sharing === 'sole' && one.sharing === 'shared'))
      all.set(nameOf(one), before === undefined ? one : { ...before, sharing: 'shared' });
  }
  const final = (one: Identifier) => all.get(nameOf(one)) ?? one;
  return { identifiers: [...all.values()], fresh: fresh.map(final).filter(isFirst) };
}

/** How many there are of each kind, for the record: never which. */
export function countedByKind(identifiers: readonly Identifier[]): Readonly<Record<string, number>> {
  const counts = kindsOf(identifiers).map((kind) => [
    kind,
    identifiers.filter((one) => one.kind === kind).length,
  ]);
  return Object.fromEntries(counts) as Record<string, number>;
}

/** The kinds among identifiers, each once, in the order of `identifierKinds`. */
export function kindsOf(identifiers: readonly Identifier[]): readonly IdentifierKind[] {
  return identifierKinds.filter((kind) => identifiers.some((one) => one.kind === kind));
}

/** True when a store could find more by an identifier of one of these kinds. */
export function canFindBy(store: StoreMap, kinds: readonly IdentifierKind[]): boolean {
  return store.collections.some(({ lookups, elements }) => {
    const searched = [...lookups.map(({ kind }) => kind), ...(elements ? [elements.owner.kind] : [])];
    return searched.some((kind) => kinds.includes(kind));
  });
}

/** True when any store of the map is searched by one of these kinds. */
export function canAnyFindBy({ stores }: DataMap, kinds: readonly IdentifierKind[]): boolean {
  return stores.some((store) => canFindBy(store, kinds));
}

/**
 * What a store told, with the register's word on it. What the register knows of somebody else is never the person's alone:
 * telephone numbers and mailboxes pass on, and old rows keep them.
 */
export function withOwners(
  told: readonly Identifier[],
  owners: readonly { readonly key: string; readonly identifiers: readonly Identifier[] }[],
  person: string | undefined,
): readonly Identifier[] {
  return told.map((one) => {
    const isAnothers = owners.some(
      ({ key, identifiers }) => key !== person && identifiers.some((its) => nameOf(its) === nameOf(one)),
    );
    return isAnothers ? { ...one, sharing: 'shared' } : one;
  });
}

/** True when two periods have a day in common; absent ends are open. */
export function periodsMeet(
  a: { readonly from?: string; readonly until?: string },
  b: { readonly from?: string; readonly until?: string },
): boolean {
  const startsInTime = (from: string | undefined, until: string | undefined) =>
    from === undefined || until === undefined || from <= until;
  return startsInTime(a.from, b.until) && startsInTime(b.from, a.until);
}

/** Rows of both, each once. */
export function joinRows(a: AssignedRows, b: AssignedRows): AssignedRows {
  const collections = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    collections.map((id) => [id, [...new Set([...(a[id] ?? []), ...(b[id] ?? [])])].sort()]),
  );
}

/** Rows of the first that are not in the second. */
export function withoutRows(a: AssignedRows, b: AssignedRows): AssignedRows {
  return Object.fromEntries(
    Object.entries(a).map(([id, keys]) => [id, keys.filter((key) => b[id]?.includes(key) !== true)]),
  );
}

function nameOf({ kind, value }: Pick<Identifier, 'kind' | 'value'>): string {
  return `${kind} ${value}`;
}

function isFirst(one: Identifier, at: number, all: readonly Identifier[]): boolean {
  return all.findIndex((other) => nameOf(other) === nameOf(one)) === at;
}
