import type { CollectionMap, ElementMap } from '../../domain/data-map';
import { normalIdentifier } from '../identifier-form';
import type { Person } from './person';
import type { RowReader, StoredRow } from './row-store';

/** One element of an array in a document. Personal data. */
export interface StoredElement {
  readonly key: string;
  /** `own`: the person wrote it; `doubtful`: known by a shared identifier only; `staff`: without an owner. */
  readonly author: 'own' | 'doubtful' | 'other' | 'staff';
  readonly raw: unknown;
}

/** The value at a dotted path in a plain object; `undefined` when there is none. Own properties only. */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** The elements of a row with their authors; none when the collection has no elements. */
export function elementsOf(
  reader: Pick<RowReader, 'text'>,
  collection: CollectionMap,
  row: StoredRow,
  person: Person,
): readonly StoredElement[] {
  const map = collection.elements;
  if (map === undefined) return [];
  const list = row.values[map.path];
  if (!Array.isArray(list)) return [];
  return list.map((raw: unknown) => ({
    key: reader.text(valueAt(raw, map.key)) ?? '',
    author: authorOf(map, reader.text(valueAt(raw, map.owner.field)), person),
    raw,
  }));
}

function authorOf(map: ElementMap, owner: string | null, person: Person): StoredElement['author'] {
  if (owner === null || normalIdentifier(map.owner.kind, owner) === '') return 'staff';
  const sharing = person.recognises(map.owner.kind, owner);
  if (sharing === undefined) return 'other';
  return sharing === 'sole' ? 'own' : 'doubtful';
}

/**
 * True for elements that the person wrote in a document of their own. There a shared address is the person's: the
 * document itself was found by an identifier that nobody else has, and its conversation runs through that address.
 */
export function isOwnInOwnDocument(element: StoredElement): boolean {
  return element.author === 'own' || element.author === 'doubtful';
}
