import type { AssignedRows, Identifier, Located } from '../../domain/connector';
import type { CollectionMap, IdentifierKind, StoreMap } from '../../domain/data-map';
import type { HttpProtocol } from '../../domain/http-protocol';
import { atPointer } from '../../domain/http-state';
import type { CallLimits } from '../call-limits';
import { normalIdentifier } from '../identifier-form';
import { personOf } from '../rows/person';
import { failWith } from './processor-failure';
import type { SendToProcessor } from './processor-http';
import { searchPages } from './search-pages';

/** What work on a processor within one call needs. */
export interface ProcessorDesk {
  readonly store: StoreMap;
  readonly protocol: HttpProtocol;
  readonly send: SendToProcessor;
  readonly limits: CallLimits;
}

/** How the processor is asked about the person: by exactly one identifier. Personal data. */
export interface Address {
  readonly by: IdentifierKind;
  readonly value: string;
}

/** One record of the person as the processor tells it; only mapped fields are read from it. Personal data. */
export interface FoundRecord {
  readonly key: string;
  readonly record: unknown;
  readonly address: Address;
}

/** What a search came to. */
export interface SearchResult {
  readonly found: readonly FoundRecord[];
  /** Keys of records that carry a customer number while the person's own is not known, and that staff did not assign. */
  readonly doubtful: readonly string[];
  /** True when nothing was found, and the store's canary was, by the same request. */
  readonly canaryFound?: true;
}

/** The one collection of a processor, whose lookups name its fields for each kind of identifier. */
export function recordsOf(store: StoreMap): CollectionMap {
  const [collection] = store.collections;
  if (collection === undefined || store.collections.length > 1)
    throw failWith(store)('wrongAddress', 'must have exactly one collection in the data map');
  return collection;
}

/** The person's addresses there: the sole identifiers of the first kind of which they have any; never a shared one. */
export function addressesOf(
  { search }: HttpProtocol,
  identifiers: readonly Identifier[],
): readonly Address[] {
  const known = personOf(identifiers).identifiers.filter(({ sharing }) => sharing === 'sole');
  for (const by of search.by) {
    const addresses = known.filter(({ kind }) => kind === by).map(({ value }) => ({ by, value }));
    if (addresses.length > 0) return addresses;
  }
  return [];
}

/** A value of a record as text; `null` when there is none. `field` is a name or a dotted path. */
export function fieldText(record: unknown, field: string): string | null {
  const value = fieldOf(record, field);
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value of a record as the processor told it. */
export function fieldOf(record: unknown, field: string): unknown {
  const path = field.split('.').map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'));
  return atPointer(record, `/${path.join('/')}`);
}

/**
 * Asks for each address. Nothing found is proof only of a right address and enough access: where the map names somebody
 * invented, the same request must find them. Throws `wrongAddress` when it does not, or when a status is to mean "nothing
 * here" and nobody could be looked for.
 */
export async function searchRecords(
  desk: ProcessorDesk,
  identifiers: readonly Identifier[],
  assigned: AssignedRows = {},
): Promise<SearchResult> {
  const { store, protocol } = desk;
  const theirs = assigned[recordsOf(store).id] ?? [];
  const addresses = addressesOf(protocol, identifiers);
  const found = new Map<string, FoundRecord>();
  const doubtful = new Set<string>();
  const hasNumber = identifiers.some(({ kind }) => kind === 'customerNumber');
  let isAbsent = false;
  for (const address of addresses) {
    const answer = await searchPages(desk, address);
    isAbsent ||= answer.absent;
    for (const record of answer.records) {
      const one = checkedRecord(store, record, address);
      // Without a number of the person's own, a record with one is a customer's who may have changed address.
      const isOpen = !hasNumber && identifierIn(store, record, 'customerNumber') !== '';
      if (!isOpen || theirs.includes(one.key)) found.set(one.key, one);
      else doubtful.add(one.key);
    }
  }
  const keys = { found: [...found.values()], doubtful: [...doubtful].sort() };
  if (addresses.length === 0 || found.size + doubtful.size > 0) return keys;
  if (await findsCanary(desk)) return { ...keys, canaryFound: true };
  if (isAbsent || store.canary !== undefined)
    throw failWith(store)('wrongAddress', 'says that nothing is there, and does not find its own canary');
  return keys;
}

/** True when the invented person is found; false when the map names none. */
export async function findsCanary(desk: ProcessorDesk): Promise<boolean> {
  const { canary } = desk.store;
  if (canary === undefined) return false;
  const address = { by: canary.kind, value: normalIdentifier(canary.kind, canary.value) };
  const { records } = await searchPages(desk, address);
  return records.map((record) => checkedRecord(desk.store, record, address)).length > 0;
}

/** The search in the form of the contract. */
export function locatedRecords(
  store: StoreMap,
  { found, doubtful }: SearchResult,
  assigned?: AssignedRows,
): Located {
  const keys = found.map(({ key }) => key).sort();
  const kept = assigned === undefined ? {} : { assigned };
  if (keys.length + doubtful.length === 0) return { collections: [], ...kept };
  const collection = recordsOf(store).id;
  const asked = doubtful.length === 0 ? {} : { doubtfulKeys: doubtful.slice(0, 100) };
  return { collections: [{ collection, keys, ambiguous: doubtful.length, ...asked }], ...kept };
}

function checkedRecord(store: StoreMap, record: unknown, address: Address): FoundRecord {
  const fail = failWith(store);
  if (identifierIn(store, record, address.by) !== normalIdentifier(address.by, address.value))
    throw fail('hostileAnswer', 'answered with another record than it was asked for');
  const key = fieldText(record, recordsOf(store).key);
  if (key === null || key === '' || key.length > 1_000)
    throw fail('hostileAnswer', `answered with a record without ${recordsOf(store).key}`);
  return { key, record, address };
}

function identifierIn(store: StoreMap, record: unknown, kind: IdentifierKind): string {
  const field = recordsOf(store).lookups.find((lookup) => lookup.kind === kind)?.field;
  const value = field === undefined ? null : fieldText(record, field);
  return value === null ? '' : normalIdentifier(kind, value);
}
