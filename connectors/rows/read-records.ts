import type { DisclosedRecord, Identifier, Located, StoreCall } from '../../domain/connector';
import { collectionOf, StoreFailure } from '../../domain/connector';
import type { CollectionMap, FieldMap } from '../../domain/data-map';
import { elementsOf, isOwnInOwnDocument, valueAt } from './elements';
import { locateRows } from './locate-rows';
import type { Person } from './person';
import { redactOthers } from './redact-others';
import type { Redacted } from './redact-others';
import type { RowReader, StoredRow } from './row-store';
import { batchesOf } from './row-store';

/** Rows held in memory at once. */
const rowsAtOnce = 100;

/** Runs one piece of reading in a session of its own, so that a slow consumer holds no connection. */
export type InSession = <T>(work: (reader: RowReader) => Promise<T>) => Promise<T>;

/** How a record is the person's: wholly; together with others; or somebody else's, in which the person wrote. */
type Holding = 'own' | 'shared' | 'written';

/**
 * Streams the mapped fields of located rows, without what in them is other people's. First looks again whose they are: a row that has come to belong to
 * somebody else since it was located must not be disclosed, so the call fails with `drift`.
 */
export async function* readRecords(
  inSession: InSession,
  call: Pick<StoreCall, 'heartbeat'>,
  located: Located,
  identifiers: readonly Identifier[],
): AsyncIterable<DisclosedRecord> {
  const { located: current, person } = await inSession((reader) =>
    locateRows(reader, identifiers, located.assigned),
  );
  let done = 0;
  for (const found of located.collections) {
    const now = current.collections.find((one) => one.collection === found.collection);
    for (const [holding, keys, theirs] of [
      ['own', found.keys, now?.keys ?? []],
      ['shared', found.sharedKeys ?? [], [...(now?.keys ?? []), ...(now?.sharedKeys ?? [])]],
      [
        'written',
        Object.keys(found.elements ?? {}),
        [...(now?.keys ?? []), ...Object.keys(now?.elements ?? {})],
      ],
    ] as const)
      for (const batch of batchesOf(keys, rowsAtOnce)) {
        const whose = { holding, theirs: new Set(theirs), person };
        yield* await inSession((reader) => disclosedBatch(reader, found.collection, batch, whose));
        done += batch.length;
        call.heartbeat?.({ done });
      }
  }
}

/** How the records of a batch are the person's, and the keys that still are. */
interface Whose {
  readonly holding: Holding;
  readonly theirs: ReadonlySet<string>;
  readonly person: Person;
}

async function disclosedBatch(
  reader: RowReader,
  collectionId: string,
  keys: readonly string[],
  whose: Whose,
): Promise<readonly DisclosedRecord[]> {
  const collection = collectionOf(reader.store, collectionId);
  const ownFields = whose.holding === 'written' ? [] : collection.fields.map((field) => field.name);
  const rows = await reader.readRows(collection, keys, [
    ...ownFields,
    ...(collection.elements === undefined ? [] : [collection.elements.path]),
  ]);
  return rows.map((row) => {
    if (!whose.theirs.has(row.key))
      throw new StoreFailure(
        'drift',
        `A record of ${reader.store.id}/${collection.id} no longer belongs to the person: locate again.`,
        collection.id,
      );
    return disclosedRecord(reader, collection, row, whose);
  });
}

function disclosedRecord(
  reader: RowReader,
  collection: CollectionMap,
  row: StoredRow,
  whose: Whose,
): DisclosedRecord {
  const { holding, person } = whose;
  const all = elementsOf(reader, collection, row, person);
  // Staff who answer the person speak to the person; what they write in somebody else's document does not.
  const shownElements = all.filter((element) =>
    holding === 'own' ? isOwnInOwnDocument(element) || element.author === 'staff' : element.author === 'own',
  );
  const fields = holding === 'written' ? [] : collection.fields;
  const values = fields.map(
    (field) => [field.name, shownValue(reader, field, row.values[field.name], whose)] as const,
  );
  const map = collection.elements;
  const elements = shownElements.map(({ raw }) =>
    (map?.fields ?? []).map(
      (field) => [field.name, shownValue(reader, field, valueAt(raw, field.name), whose)] as const,
    ),
  );
  const withheld = [...values, ...elements.flat()].reduce((sum, [, shown]) => sum + shown.withheld, 0);
  return {
    collection: collection.id,
    key: row.key,
    values: {
      ...shownParts(values),
      ...(map !== undefined && { [map.path]: elements.map(shownParts) }),
    },
    withheld: all.length - shownElements.length + withheld,
  };
}

/** A value as it is shown, or nothing and the count of it. */
type Shown = Redacted | { readonly withheld: number };

function shownParts(parts: readonly (readonly [string, Shown])[]): Record<string, unknown> {
  return Object.fromEntries(
    parts.flatMap(([name, shown]) => ('value' in shown ? [[name, shown.value] as const] : [])),
  );
}

/** Absent values hide nobody: only what is there is counted as withheld. */
function shownValue(reader: RowReader, field: FieldMap, raw: unknown, { holding, person }: Whose): Shown {
  const text = reader.text(raw);
  const isHidden =
    field.redaction === 'withhold' || (holding === 'shared' && mayNameAnother(field, text, person));
  if (isHidden) return { withheld: text === null ? 0 : 1 };
  const value = reader.disclosed(raw);
  return field.redaction === 'others' ? redactOthers(value, person) : { value, withheld: 0 };
}

/** In a row of several people an identifier is somebody's, and a name or birth date could be anybody's of them. */
function mayNameAnother({ identity, tells }: FieldMap, text: string | null, person: Person): boolean {
  if (identity !== undefined) return text !== null && person.known(identity, text) === undefined;
  return tells !== undefined;
}
