import type { Identifier } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { normaliseIdentifier } from '../../datamap/normalise';
import { normalIdentifier } from '../identifier-form';
import type { StoredRow } from './row-store';
import type { RowSearch } from './row-search';
import { foundIn } from './row-search';
import { periodOn } from './whose-row';

/** Most identifiers that one search tells; the next wave tells the rest. */
const mostTold = 1_000;

/**
 * Identifiers in rows that are certainly and solely the person's, and that nobody knew. Customer numbers are told by the
 * register of people alone; a field in which others may be (`redaction`) tells nothing.
 */
export function toldIdentifiers(search: RowSearch): readonly Identifier[] {
  const told = new Map<string, Identifier>();
  for (const collection of search.reader.store.collections.filter(({ whose }) => whose === 'sole'))
    for (const row of foundIn(search, collection).owned.values())
      for (const one of identifiersOn(search, collection, row))
        if (told.size < mostTold) told.set(`${one.kind} ${one.value}`, one);
  return [...told.values()];
}

function identifiersOn(search: RowSearch, collection: CollectionMap, row: StoredRow): readonly Identifier[] {
  const { reader, person } = search;
  return collection.fields.flatMap(({ name, identity: kind, redaction }): Identifier[] => {
    if (kind === undefined || kind === 'customerNumber' || redaction !== undefined) return [];
    const text = reader.text(row.values[name]) ?? '';
    const value = normalIdentifier(kind, text);
    // Stores hold `unknown`, `-` and `***` where an address should be: by such a word everybody would be found.
    if (person.known(kind, text) !== undefined || normaliseIdentifier(kind, value) !== value) return [];
    const lookup = collection.lookups.find((one) => one.kind === kind && one.field === name);
    return [{ kind, value, sharing: 'sole', ...(lookup && periodOn(reader, lookup, row)) }];
  });
}
