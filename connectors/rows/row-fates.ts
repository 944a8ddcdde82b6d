import type { AssignedRows, LocatedCollection, StoreCall } from '../../domain/connector';
import { StoreFailure } from '../../domain/connector';
import type { CollectionMap, RetentionRule, StoreMap } from '../../domain/data-map';
import { erasableFields } from '../erased-value';
import { retentionEnd } from '../retention-end';
import type { DeletionOrder, SelfReference } from './deletion-order';
import { leavesFirst } from './deletion-order';
import { elementsOf, isOwnInOwnDocument } from './elements';
import type { Person } from './person';
import type { OwnerSet, Reference, RowReader, StoredRow } from './row-store';
import { batchesOf } from './row-store';

/** Why a row outlives a deletion. Rows without a fate are deleted. */
export interface Fate {
  readonly stays: 'retained' | 'masked' | 'shared';
  /** `YYYY-MM-DD` to which a retained row is kept. */
  readonly until?: string;
  /** Names of the fields that are erased now; none for a row that is kept whole. */
  readonly erased: readonly string[];
}

/** What is known of the person's rows in one collection: keys and fates, never whole rows. Personal data. */
export interface Holding {
  readonly collection: CollectionMap;
  /** Rows of the person alone, in an order in which they can be deleted. */
  readonly keys: readonly string[];
  readonly fates: Map<string, Fate>;
  /** Keys of the person's elements by row: in rows of their own, in shared ones, and in those of others. */
  readonly elements: Readonly<Record<string, readonly string[]>>;
  /** For very many rows that nothing else hangs on: what tells their owner, where few sets do. */
  readonly owners?: readonly OwnerSet[];
}

/** Rows of one collection from which on they are deleted part by part. */
const largeFrom = 20_000;
/** Most different sets of owner fields by which rows are deleted part by part. */
const mostOwners = 50;

/** All that decides what becomes of rows. */
export interface Judging {
  readonly reader: RowReader;
  readonly call: Pick<StoreCall, 'cutOffAt'>;
  readonly person: Person;
  readonly order: DeletionOrder;
  /** Rows that staff assigned: nothing on them says whose they are. */
  readonly assigned: AssignedRows;
  /** Declared and enforced references within the store. */
  readonly references: readonly Reference[];
  /** What staying rows refer to, by collection and field: raw values by their text. */
  readonly needed: Map<string, Map<string, unknown>>;
}

/** Decides for every row that was located what becomes of it, batch by batch. */
export async function judgeRows(
  judging: Judging,
  collection: CollectionMap,
  found: LocatedCollection,
): Promise<Holding> {
  const { reader, person } = judging;
  const fates = new Map<string, Fate>();
  const elements: Record<string, readonly string[]> = { ...found.elements };
  const selves: SelfReference[] = [];
  const self = fixedSelfReference(judging, collection);
  const isShared = collection.whose === 'shared';
  const shared = [...(isShared ? found.keys : []), ...(found.sharedKeys ?? [])];
  const owning = isLarge(judging, collection, found) ? ownerFields(collection) : [];
  const owners = new Map<string, OwnerSet>();
  const fields = [...new Set([...fieldsToJudge(judging, collection, self, shared.length > 0), ...owning])];
  const keys: string[] = [];
  for (const [given, theirs] of [
    [isShared ? [] : found.keys, true],
    [shared, false],
  ] as const)
    for (const batch of batchesOf(given))
      for (const row of await reader.readRows(collection, batch, fields)) {
        const all = elementsOf(reader, collection, row, person);
        const isOwn = theirs ? isOwnInOwnDocument : ({ author }: (typeof all)[number]) => author === 'own';
        const own = all.filter(isOwn).map(({ key }) => key);
        if (own.length > 0) elements[row.key] = own.sort();
        if (theirs) keys.push(row.key);
        if (owning.length > 0 && owners.size <= mostOwners) note(owners, ownerSet(reader, owning, row));
        if (self !== undefined) selves.push(selfReference(reader, self, row));
        const hasOthers = all.some(({ author }) => author === 'other');
        const fate = theirs
          ? ownFate(judging, collection, row, hasOthers)
          : sharedFate(judging, collection, row);
        if (fate !== undefined) keep(judging, collection, fates, row, fate);
      }
  const ordered = self === undefined ? keys : childrenFirst(reader.store, collection, keys, selves);
  const isKnown = owners.size > 0 && owners.size <= mostOwners;
  return { collection, keys: ordered, fates, elements, ...(isKnown && { owners: [...owners.values()] }) };
}

/** Part by part go only rows that nothing refers to: what hangs on them could no longer be found after a half. */
function isLarge(
  { reader, references, assigned }: Judging,
  { id, elements }: CollectionMap,
  { keys }: LocatedCollection,
): boolean {
  const isPlain =
    elements === undefined && assigned[id] === undefined && !references.some(({ to }) => to === id);
  return keys.length >= largeFrom && reader.countOwned !== undefined && isPlain;
}

/** Fields that say whose a row is: by an identifier, its period, or a link. */
function ownerFields({ lookups, links }: CollectionMap): readonly string[] {
  const all = [
    ...lookups.flatMap(({ field, from, until }) => [field, from, until]),
    ...links.map(({ field }) => field),
  ];
  return [...new Set(all.filter((field) => field !== undefined))];
}

function ownerSet(reader: RowReader, fields: readonly string[], { values }: StoredRow): OwnerSet {
  return Object.fromEntries(fields.map((field) => [field, reader.text(values[field])]));
}

function note(owners: Map<string, OwnerSet>, owner: OwnerSet): void {
  owners.set(JSON.stringify(owner), owner);
}

/** Notes that a row stays, and what it refers to: that must stay too, or the reference would break. */
export function keep(
  { reader, references, order, needed }: Judging,
  collection: CollectionMap,
  fates: Map<string, Fate>,
  row: StoredRow,
  fate: Fate,
): void {
  fates.set(row.key, fate);
  for (const reference of references.filter(({ from }) => from === collection.id)) {
    const value = row.values[reference.field];
    const text = reader.text(value);
    if (text === null || losesReference(collection, fate, reference, order)) continue;
    const place = `${reference.to} ${reference.toField}`;
    const values = needed.get(place) ?? new Map<string, unknown>();
    needed.set(place, values.set(text, value));
  }
}

/** A reference that is itself erased binds nobody, unless it closes a circle: then the other side may go before. */
function losesReference(
  collection: CollectionMap,
  { erased }: Fate,
  { field, to }: Reference,
  { unlinked }: DeletionOrder,
): boolean {
  const isCircle = unlinked.some((one) => one.from === collection.id && one.to === to && one.field === field);
  const isNulled = collection.fields.some((one) => one.name === field && one.erasure === 'null');
  return isNulled && erased.includes(field) && !isCircle;
}

/** Only what decides is read: most collections need nothing but keys. */
function fieldsToJudge(
  { references }: Judging,
  collection: CollectionMap,
  self: Reference | undefined,
  hasShared: boolean,
): readonly string[] {
  const { retention, elements, erasure, fields } = collection;
  const mayStay = retention !== undefined || elements !== undefined || erasure === 'mask' || hasShared;
  return [
    ...new Set([
      ...(retention === undefined ? [] : [retention.from]),
      ...(elements === undefined ? [] : [elements.path]),
      ...(self === undefined ? [] : [self.field, self.toField]),
      ...(mayStay ? referencingFields(references, collection) : []),
      ...fields.filter(({ identity }) => hasShared && identity !== undefined).map(({ name }) => name),
    ]),
  ];
}

/** Fields of a collection that refer to another row. */
export function referencingFields(
  references: readonly Reference[],
  { id }: CollectionMap,
): readonly string[] {
  return references.filter(({ from }) => from === id).map(({ field }) => field);
}

function ownFate(
  judging: Judging,
  collection: CollectionMap,
  row: StoredRow,
  hasOthers: boolean,
): Fate | undefined {
  return (
    retainedFate(judging, collection, row) ??
    (collection.erasure === 'mask' || hasOthers ? maskedFate(judging.reader.store, collection) : undefined)
  );
}

/** A row that stays without a duty to keep it: all that has an erasure is erased. */
export function maskedFate(store: StoreMap, collection: CollectionMap): Fate {
  const erased = erasableFields(collection).map(({ name }) => name);
  if (erased.length > 0) return { stays: 'masked', erased };
  throw new StoreFailure(
    'refused',
    `Rows of ${store.id}/${collection.id} must be masked, but no field of it has an erasure.`,
    collection.id,
  );
}

/** A running duty keeps the row: whole, or the fields that it names. */
function retainedFate(
  { reader, call }: Judging,
  collection: CollectionMap,
  row: StoredRow,
): Fate | undefined {
  const { retention } = collection;
  const until = retainedUntil(reader, retention, row, call.cutOffAt);
  if (retention === undefined || until === undefined) return undefined;
  const { fields } = retention;
  const erased = erasableFields(collection)
    .map(({ name }) => name)
    .filter((name) => fields?.includes(name) === false);
  return { stays: 'retained', until, erased };
}

/** The day until which a row must be kept, or `undefined` when no duty runs. A row without a start is kept longest. */
function retainedUntil(
  reader: RowReader,
  rule: RetentionRule | undefined,
  row: StoredRow,
  cutOffAt: string,
): string | undefined {
  if (rule === undefined) return undefined;
  const until = retentionEnd(reader.text(row.values[rule.from]) ?? cutOffAt, rule.period);
  return until >= cutOffAt.slice(0, 10) ? until : undefined;
}

/**
 * A row of several people is never deleted. Erased is what names the person in it, and only where it does: the same field of
 * another row may name somebody else, and a shared address names others too.
 */
function sharedFate(judging: Judging, collection: CollectionMap, row: StoredRow): Fate {
  const { reader, person } = judging;
  const naming = collection.fields.filter(
    ({ name, identity }) =>
      identity !== undefined && person.recognises(identity, reader.text(row.values[name])) === 'sole',
  );
  const kept = naming.find(({ erasure }) => erasure === 'keep');
  if (kept !== undefined)
    throw new StoreFailure(
      'refused',
      `Field ${kept.name} of ${reader.store.id}/${collection.id} names the person in rows that others share, but has no erasure.`,
      collection.id,
    );
  const duty = retainedFate(judging, collection, row);
  const names = naming.map(({ name }) => name);
  if (duty === undefined) return { stays: 'shared', erased: names };
  return { ...duty, erased: names.filter((name) => duty.erased.includes(name)) };
}

/** The reference of a collection to itself that the store lets no row be without. */
function fixedSelfReference({ references }: Judging, { id }: CollectionMap): Reference | undefined {
  return references.find(({ from, to, nullable }) => from === id && to === id && nullable === false);
}

function selfReference(reader: RowReader, { field, toField }: Reference, row: StoredRow): SelfReference {
  return { key: row.key, own: reader.text(row.values[toField]), refersTo: reader.text(row.values[field]) };
}

function childrenFirst(
  store: StoreMap,
  collection: CollectionMap,
  keys: readonly string[],
  selves: readonly SelfReference[],
): readonly string[] {
  const ordered = leavesFirst(selves);
  if (ordered === undefined)
    throw new StoreFailure(
      'refused',
      `Rows of ${store.id}/${collection.id} refer to each other in a circle that may not be null: no order can delete them.`,
      collection.id,
    );
  const own = new Set(keys);
  return ordered.filter((key) => own.has(key));
}
