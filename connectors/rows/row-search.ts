import type { AssignedRows, Identifier } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import type { DoubtRule } from '../../domain/identity-graph';
import type { Person } from './person';
import { personOf } from './person';
import type { RowReader, StoredRow } from './row-store';
import { ownershipFields } from './row-store';

/** Rows by their key. */
export type RowsByKey = Map<string, StoredRow>;

/** What was found in one collection so far. A row is in one of the first three at most when the search has ended. */
export interface Found {
  readonly owned: RowsByKey;
  /** The person's and others' at once. */
  readonly shared: RowsByKey;
  /** Perhaps the person's, with the rule that makes it a question. */
  readonly doubtful: Map<string, { readonly row: StoredRow; readonly rule: DoubtRule }>;
  /** Others' by the map, although they lead to the person. */
  readonly others: RowsByKey;
  /** Documents in which the person wrote, whoever owns them. */
  readonly writtenIn: RowsByKey;
}

/** The state of one search: what is the person's so far, and what may be. */
export interface RowSearch {
  readonly reader: RowReader;
  readonly assigned: AssignedRows;
  person: Person;
  readonly found: ReadonlyMap<string, Found>;
}

/** A search that has found nothing yet. */
export function newSearch(
  reader: RowReader,
  identifiers: readonly Identifier[],
  assigned: AssignedRows,
): RowSearch {
  const nothing = (): Found => ({
    owned: new Map(),
    shared: new Map(),
    doubtful: new Map(),
    others: new Map(),
    writtenIn: new Map(),
  });
  const found = new Map(reader.store.collections.map(({ id }) => [id, nothing()]));
  return { reader, assigned, person: personOf(identifiers), found };
}

/** What was found in the collection. */
export function foundIn(search: RowSearch, { id }: Pick<CollectionMap, 'id'>): Found {
  const found = search.found.get(id);
  if (found === undefined) throw new Error(`No search was begun for collection ${id}.`);
  return found;
}

/** True when staff said that the row is the person's. */
export function isAssigned(search: RowSearch, { id }: Pick<CollectionMap, 'id'>, key: string): boolean {
  return search.assigned[id]?.includes(key) === true;
}

/** Fields that say whose a row is, what hangs on it, since when and until when, and whom else it names. */
export function searchFields({ reader }: RowSearch, collection: CollectionMap): readonly string[] {
  const periods = collection.lookups.flatMap(({ from, until }) => [from, until]);
  const named = collection.fields.filter(({ identity }) => identity !== undefined).map(({ name }) => name);
  const all = [...ownershipFields(reader.store, collection), ...periods, ...named];
  return [...new Set(all.filter((field) => field !== undefined))];
}
