import type { Identifier, Located, LocatedCollection } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { collectionOf } from '../../domain/connector';
import { normalIdentifier } from '../identifier-form';
import { elementsOf } from './elements';
import type { Person } from './person';
import { personOf } from './person';
import type { RowReader, StoredRow } from './row-store';
import { batchesOf, ownershipFields } from './row-store';

type RowsByKey = Map<string, StoredRow>;

/** The state of one search: what is the person's so far, and what may be. */
interface Search {
  readonly reader: RowReader;
  person: Person;
  readonly owned: Map<string, RowsByKey>;
  readonly doubtful: Map<string, RowsByKey>;
  /** Documents in which the person wrote, whoever owns them. */
  readonly writtenIn: Map<string, RowsByKey>;
}

/** What a search found, and the person with the customer numbers that the register added. */
export interface Finding {
  readonly located: Located;
  readonly person: Person;
}

/**
 * Finds what is the person's: rows by sole identifiers, then rows that link to them, transitively. The register of
 * people comes first, because it tells the customer numbers by which other rows are known to be somebody else's.
 * A row known only by a shared identifier is counted, never returned.
 */
export async function locateRows(reader: RowReader, identifiers: readonly Identifier[]): Promise<Finding> {
  const byCollection = <T>() => new Map(reader.store.collections.map(({ id }) => [id, new Map<string, T>()]));
  const search: Search = {
    reader,
    person: personOf(identifiers),
    owned: byCollection<StoredRow>(),
    doubtful: byCollection<StoredRow>(),
    writtenIn: byCollection<StoredRow>(),
  };
  const registersFirst = [...reader.store.collections].sort(
    (a, b) => Number(b.subjects) - Number(a.subjects),
  );
  for (const collection of registersFirst) {
    await lookUp(search, collection);
    if (collection.subjects) adoptNumbers(search, collection);
  }
  await followLinks(search);
  const found = reader.store.collections.map((collection) => summary(search, collection));
  const collections = found.filter(
    (one) => one.keys.length + one.ambiguous > 0 || one.elements !== undefined,
  );
  return { located: { collections }, person: search.person };
}

async function lookUp(search: Search, collection: CollectionMap): Promise<void> {
  const { reader, person } = search;
  const fields = ownershipFields(reader.store, collection);
  const find = (lookups: CollectionMap['lookups']) =>
    lookups.length === 0 || person.identifiers.length === 0
      ? []
      : reader.findByIdentifiers(collection, lookups, person.identifiers, fields);
  for (const row of await find(collection.lookups)) classify(search, collection, row);
  const { elements } = collection;
  if (elements === undefined) return;
  const author = { kind: elements.owner.kind, field: `${elements.path}.${elements.owner.field}` };
  for (const row of await find([author])) rowsOf(search.writtenIn, collection).set(row.key, row);
}

function classify(search: Search, collection: CollectionMap, row: StoredRow): void {
  const { reader, person } = search;
  const matches = collection.lookups.map(({ kind, field }) =>
    person.recognises(kind, reader.text(row.values[field])),
  );
  if (matches.every((match) => match === undefined)) return;
  if (isAnothers(search, collection, row)) return;
  // Without a number of the person's own, a row that carries one belongs to a customer who may have changed address.
  const unknownNumber =
    !collection.subjects && person.numbers.size === 0 && numbersOn(search, collection, row).length > 0;
  const sure = matches.includes('sole') && !unknownNumber;
  rowsOf(sure ? search.owned : search.doubtful, collection).set(row.key, row);
}

/** True when the row carries the number of, or links in the register to, somebody who is not the person. */
function isAnothers(search: Search, collection: CollectionMap, row: StoredRow): boolean {
  const { reader, person } = search;
  const numbers = numbersOn(search, collection, row);
  if (person.numbers.size > 0 && numbers.some((number) => !person.numbers.has(number))) return true;
  const registerLinks = collection.links
    .map((link) => ({ link, register: collectionOf(reader.store, link.to) }))
    .filter(({ link, register }) => register.subjects && reader.text(row.values[link.field]) !== null);
  const pointsToPerson = registerLinks.some(({ link, register }) =>
    [...rowsOf(search.owned, register).values()].some(
      (owner) => reader.text(owner.values[link.toField]) === reader.text(row.values[link.field]),
    ),
  );
  return registerLinks.length > 0 && !pointsToPerson;
}

function numbersOn(search: Search, collection: CollectionMap, row: StoredRow): readonly string[] {
  return collection.lookups
    .filter(({ kind }) => kind === 'customerNumber')
    .map(({ kind, field }) => normalIdentifier(kind, search.reader.text(row.values[field]) ?? ''))
    .filter((number) => number !== '');
}

/** The register knows the person's number even when they did not give it. */
function adoptNumbers(search: Search, register: CollectionMap): void {
  const numbers = [...rowsOf(search.owned, register).values()].flatMap((row) =>
    numbersOn(search, register, row),
  );
  const adopted = numbers.map((value) => ({ kind: 'customerNumber', value, sharing: 'sole' }) as const);
  search.person = personOf([...search.person.identifiers, ...adopted]);
}

/** Breadth first until nothing new is found; each row is followed once, so cycles end. */
async function followLinks(search: Search): Promise<void> {
  const { collections } = search.reader.store;
  let fresh = new Map([...search.owned].map(([id, rows]) => [id, [...rows.values()]]));
  while ([...fresh.values()].some((rows) => rows.length > 0)) {
    const next = new Map<string, StoredRow[]>();
    for (const collection of collections) {
      const found: StoredRow[] = [];
      for (const link of collection.links)
        found.push(...(await linkedRows(search, collection, link, fresh.get(link.to) ?? [])));
      next.set(collection.id, found);
    }
    fresh = next;
  }
}

async function linkedRows(
  search: Search,
  collection: CollectionMap,
  link: CollectionMap['links'][number],
  owners: readonly StoredRow[],
): Promise<readonly StoredRow[]> {
  const { reader } = search;
  const owned = rowsOf(search.owned, collection);
  const values = owners.map((row) => row.values[link.toField]).filter((value) => reader.text(value) !== null);
  const fields = ownershipFields(reader.store, collection);
  const found: StoredRow[] = [];
  for (const batch of batchesOf(values))
    for (const row of await reader.findByValues(collection, link.field, batch, fields)) {
      if (owned.has(row.key) || isAnothers(search, collection, row)) continue;
      owned.set(row.key, row);
      found.push(row);
    }
  return found;
}

function summary(search: Search, collection: CollectionMap): LocatedCollection {
  const owned = rowsOf(search.owned, collection);
  const doubtful = new Set(
    [...rowsOf(search.doubtful, collection).values()]
      .filter((row) => !owned.has(row.key) && !isAnothers(search, collection, row))
      .map((row) => row.key),
  );
  const elements: [string, readonly string[]][] = [];
  for (const row of rowsOf(search.writtenIn, collection).values()) {
    if (owned.has(row.key)) continue;
    const written = elementsOf(search.reader, collection, row, search.person);
    const own = written.filter((element) => element.author === 'own').map((element) => element.key);
    if (own.length > 0) elements.push([row.key, own.sort()]);
    else if (written.some((one) => one.author === 'doubtful') && !isAnothers(search, collection, row))
      doubtful.add(row.key);
  }
  return {
    collection: collection.id,
    keys: [...owned.keys()].sort(),
    ...(elements.length > 0 && { elements: Object.fromEntries(elements.sort(byKey)) }),
    ambiguous: doubtful.size,
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function rowsOf(map: Map<string, RowsByKey>, collection: CollectionMap): RowsByKey {
  const rows = map.get(collection.id);
  if (rows === undefined) throw new Error(`No search was begun for collection ${collection.id}.`);
  return rows;
}
