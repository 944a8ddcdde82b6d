import type { AssignedRows, Identifier, Located, LocatedCollection } from '../../domain/connector';
import type { CollectionMap, LookupMap } from '../../domain/data-map';
import type { DoubtRule } from '../../domain/identity-graph';
import { elementsOf } from './elements';
import { followLinks } from './follow-links';
import type { Person } from './person';
import { personOf } from './person';
import type { RowReader, StoredRow } from './row-store';
import { batchesOf } from './row-store';
import type { RowSearch } from './row-search';
import { foundIn, isAssigned, newSearch, searchFields } from './row-search';
import { toldIdentifiers } from './told-identifiers';
import { isAnothers, numbersOn, whoseIs } from './whose-row';

/** Most keys of doubtful rows per collection about which staff are asked at once. */
const mostAsked = 100;

/** What a search found, and the person with the customer numbers that the register added. */
export interface Finding {
  readonly located: Located;
  readonly person: Person;
}

/**
 * Finds what is the person's: rows by sole identifiers, then rows that link to them, transitively. The register of
 * people comes first, because it tells the customer numbers by which other rows are known to be somebody else's.
 * A row known only by a shared identifier is a question to staff, and the person's once they assigned it.
 */
export async function locateRows(
  reader: RowReader,
  identifiers: readonly Identifier[],
  assigned: AssignedRows = {},
): Promise<Finding> {
  const search = newSearch(reader, identifiers, assigned);
  const registersFirst = [...reader.store.collections].sort(
    (a, b) => Number(b.subjects) - Number(a.subjects),
  );
  for (const collection of registersFirst) {
    await lookUp(search, collection);
    if (collection.subjects) adoptNumbers(search, collection);
  }
  await followLinks(search);
  const found = reader.store.collections.map((collection) => summary(search, collection));
  const told = toldIdentifiers(search);
  return {
    located: {
      collections: found.filter(isWorthTelling),
      ...(told.length > 0 && { identifiers: told }),
      ...(Object.keys(assigned).length > 0 && { assigned }),
    },
    person: search.person,
  };
}

function isWorthTelling({ keys, ambiguous, elements, sharedKeys, others }: LocatedCollection): boolean {
  const isFound = elements !== undefined || sharedKeys !== undefined || others !== undefined;
  return keys.length + ambiguous > 0 || isFound;
}

async function lookUp(search: RowSearch, collection: CollectionMap): Promise<void> {
  for (const row of await find(search, collection, collection.lookups)) place(search, collection, row);
  const { elements } = collection;
  if (elements === undefined) return;
  const author = { kind: elements.owner.kind, field: `${elements.path}.${elements.owner.field}` };
  for (const row of await find(search, collection, [author]))
    foundIn(search, collection).writtenIn.set(row.key, row);
}

async function find(
  search: RowSearch,
  collection: CollectionMap,
  lookups: readonly LookupMap[],
): Promise<readonly StoredRow[]> {
  const { reader, person } = search;
  const wanted = person.identifiers.filter(({ kind }) => lookups.some((lookup) => lookup.kind === kind));
  const rows: StoredRow[] = [];
  for (const batch of batchesOf(wanted))
    rows.push(
      ...(await reader.findByIdentifiers(collection, lookups, batch, searchFields(search, collection))),
    );
  return rows;
}

/** Puts a row that was found by an identifier where it belongs. */
function place(search: RowSearch, collection: CollectionMap, row: StoredRow): void {
  const verdict = whoseIs(search, collection, row);
  if (verdict === 'another') return;
  const { owned, shared, others, doubtful } = foundIn(search, collection);
  if (collection.whose === 'thirdParty') others.set(row.key, row);
  else if (verdict !== 'person') doubtful.set(row.key, { row, rule: verdict });
  else (collection.whose === 'shared' ? shared : owned).set(row.key, row);
}

/** The register knows the person's number even when they did not give it. */
function adoptNumbers(search: RowSearch, register: CollectionMap): void {
  const numbers = [...foundIn(search, register).owned.values()].flatMap((row) =>
    numbersOn(search, register, row),
  );
  const adopted = numbers.map((value) => ({ kind: 'customerNumber', value, sharing: 'sole' }) as const);
  search.person = personOf([...search.person.identifiers, ...adopted]);
}

function summary(search: RowSearch, collection: CollectionMap): LocatedCollection {
  const { owned, shared, others } = foundIn(search, collection);
  const doubts = doubtsAbout(search, collection);
  const { elements, ambiguous } = writtenParts(search, collection, doubts);
  const asked = [...doubts.keys()].sort().slice(0, mostAsked);
  return {
    collection: collection.id,
    keys: [...owned.keys()].sort(),
    ...(elements.length > 0 && { elements: Object.fromEntries(elements.sort(byKey)) }),
    ...(shared.size > 0 && { sharedKeys: [...shared.keys()].sort() }),
    ambiguous: doubts.size + ambiguous,
    ...(asked.length > 0 && {
      doubtfulKeys: asked,
      doubts: Object.fromEntries(asked.map((key) => [key, doubts.get(key) ?? 'sharedIdentifier'])),
    }),
    ...(others.size > 0 && { others: others.size }),
  };
}

/** Rows that stayed a question when everything of the person was known. */
function doubtsAbout(search: RowSearch, collection: CollectionMap): ReadonlyMap<string, DoubtRule> {
  const { owned, shared, doubtful } = foundIn(search, collection);
  const open = [...doubtful.values()].filter(
    ({ row }) => !owned.has(row.key) && !shared.has(row.key) && !isAnothers(search, collection, row),
  );
  return new Map(open.map(({ row, rule }) => [row.key, rule]));
}

/**
 * The person's elements in documents of others, and how many more documents they may have written in. Whether they did
 * is no question of whose the document is, so staff are not asked; it is counted.
 */
function writtenParts(
  search: RowSearch,
  collection: CollectionMap,
  doubts: ReadonlyMap<string, DoubtRule>,
): { readonly elements: [string, readonly string[]][]; readonly ambiguous: number } {
  const { owned, writtenIn } = foundIn(search, collection);
  const elements: [string, readonly string[]][] = [];
  let ambiguous = 0;
  for (const row of writtenIn.values()) {
    if (owned.has(row.key)) continue;
    const written = elementsOf(search.reader, collection, row, search.person);
    const own = written.filter((element) => element.author === 'own').map((element) => element.key);
    if (own.length > 0) elements.push([row.key, own.sort()]);
    else if (
      !doubts.has(row.key) &&
      !isAssigned(search, collection, row.key) &&
      written.some((one) => one.author === 'doubtful') &&
      !isAnothers(search, collection, row)
    )
      ambiguous += 1;
  }
  return { elements, ambiguous };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
