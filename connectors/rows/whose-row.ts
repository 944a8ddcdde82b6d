import { collectionOf } from '../../domain/connector';
import type { Identifier } from '../../domain/connector';
import type { CollectionMap, LookupMap } from '../../domain/data-map';
import type { DoubtRule } from '../../domain/identity-graph';
import { periodsMeet } from '../../domain/identity-graph';
import { normalIdentifier } from '../identifier-form';
import type { RowReader, StoredRow } from './row-store';
import type { RowSearch } from './row-search';
import { foundIn, isAssigned } from './row-search';

/** Whose a row is that was found by an identifier: the person's, somebody else's, or a question under a rule. */
export type Verdict = 'person' | 'another' | DoubtRule;

/** Judges a row by everything on it, not only by what it was found by. */
export function whoseIs(search: RowSearch, collection: CollectionMap, row: StoredRow): Verdict {
  const matches = collection.lookups.map((lookup) => matchOf(search, lookup, row));
  if (matches.every((match) => match === undefined) || isAnothers(search, collection, row)) return 'another';
  // Without a number of the person's own, a row that carries one belongs to a customer who may have changed address.
  const unknownNumber =
    !collection.subjects && search.person.numbers.size === 0 && numbersOn(search, collection, row).length > 0;
  if (matches.includes('sole') && !unknownNumber) return 'person';
  if (isAssigned(search, collection, row.key)) return 'person';
  if (matches.includes('sole')) return 'unknownNumber';
  return matches.includes('shared') ? 'sharedIdentifier' : 'expiredIdentifier';
}

/** What one look-up says of a row. `expired`: at the time of one of the two it was perhaps somebody else's. */
function matchOf(
  { person, reader }: RowSearch,
  lookup: LookupMap,
  row: StoredRow,
): Identifier['sharing'] | 'expired' | undefined {
  const known = person.known(lookup.kind, reader.text(row.values[lookup.field]));
  if (known === undefined) return undefined;
  const period = periodOn(reader, lookup, row);
  const isDated = period.from !== undefined || period.until !== undefined;
  const isLimited = known.from !== undefined || known.until !== undefined;
  // Recycled telephone numbers: what stood in a row before the person had the number, or after, is another owner's.
  if (isDated && isLimited) return periodsMeet(period, known) ? known.sharing : undefined;
  return isLimited || period.until !== undefined ? 'expired' : known.sharing;
}

/** Since when and until when the identifier in the row was its owner's, as `YYYY-MM-DD`; absent ends are open. */
export function periodOn(
  reader: Pick<RowReader, 'text'>,
  { from, until }: LookupMap,
  row: StoredRow,
): Pick<Identifier, 'from' | 'until'> {
  const day = (field: string | undefined) =>
    field === undefined ? undefined : (reader.text(row.values[field]) ?? '').slice(0, 10) || undefined;
  const [start, end] = [day(from), day(until)];
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { until: end }) };
}

/** True when the row carries the number of, or links in the register to, somebody who is not the person. */
export function isAnothers(search: RowSearch, collection: CollectionMap, row: StoredRow): boolean {
  const { reader, person } = search;
  const numbers = numbersOn(search, collection, row);
  const isTheirs = (number: string) => person.numbers.has(number);
  // What several people share names each of them: only where the person is not among them is it others'.
  const namesAnother =
    collection.whose === 'shared' ? numbers.length > 0 && !numbers.some(isTheirs) : !numbers.every(isTheirs);
  if (person.numbers.size > 0 && namesAnother) return true;
  const registerLinks = collection.links
    .map((link) => ({ link, register: collectionOf(reader.store, link.to) }))
    .filter(({ link, register }) => register.subjects && reader.text(row.values[link.field]) !== null);
  const pointsToPerson = registerLinks.some(({ link, register }) =>
    [...foundIn(search, register).owned.values()].some(
      (owner) => reader.text(owner.values[link.toField]) === reader.text(row.values[link.field]),
    ),
  );
  return registerLinks.length > 0 && !pointsToPerson;
}

/** Customer numbers on the row, in normal form. */
export function numbersOn(
  { reader }: RowSearch,
  collection: CollectionMap,
  row: StoredRow,
): readonly string[] {
  return collection.lookups
    .filter(({ kind }) => kind === 'customerNumber')
    .map(({ kind, field }) => normalIdentifier(kind, reader.text(row.values[field]) ?? ''))
    .filter((number) => number !== '');
}
