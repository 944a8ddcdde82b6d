import type { CollectionMap } from '../../domain/data-map';
import { StoreFailure } from '../../domain/connector';
import { disclosedJson, isSameText, jsonText } from '../json-values/json-fields';
import { holdsIdentifier, knownParts } from '../key-names/known-parts';
import { EffectRefused } from '../rows/effect-refused';
import type { RowWriter, StoredRow } from '../rows/row-store';
import { matchingObjects } from './matching-objects';
import type { MatchingObject } from './matching-objects';
import { objectPattern } from './object-form';
import { headOf, isThere, removeObject } from './objects';
import type { S3Session } from './s3-session';

/** The field that stands for the name of the object itself. */
export const keyField = '_key';
/** The field that stands for the content: it is disclosed as an attachment. */
export const contentField = 'content';

/** Questions asked at the same time. */
const atOnce = 8;
const listedFields = [keyField, contentField, 'size', 'lastModified'];

/**
 * Whole objects as rows: the parts of their names, `size`, `lastModified`, `contentType`, `metadata.…`, and `content`, which
 * stands for the file. They are disclosed and deleted; nothing in them can be masked, corrected or marked.
 */
export function createWholeObjects(session: S3Session): RowWriter {
  const { store } = session;
  const rowsOf = async (
    collection: CollectionMap,
    objects: readonly MatchingObject[],
    fields: readonly string[],
  ): Promise<readonly StoredRow[]> => {
    const { parts } = objectPattern(store, collection);
    const needsHead = fields.some((field) => !listedFields.includes(field) && !parts.includes(field));
    return inTurns(objects, async (object) =>
      rowOf(object, fields, needsHead ? await headOf(session, object.key) : undefined),
    );
  };
  const search = async (
    collection: CollectionMap,
    known: ReturnType<typeof knownParts>,
    isMeant: (row: StoredRow) => boolean,
    searched: readonly string[],
    fields: readonly string[],
  ) => {
    const found: StoredRow[] = [];
    for await (const objects of matchingObjects(session, collection, known))
      found.push(...(await rowsOf(collection, objects, [...fields, ...searched])).filter(isMeant));
    return found;
  };
  const readRows = async (collection: CollectionMap, keys: readonly string[], fields: readonly string[]) => {
    const pattern = objectPattern(store, collection);
    const rows = await inTurns(keys, async (key): Promise<readonly StoredRow[]> => {
      const parts = pattern.match(key);
      if (parts === undefined || !(await isThere(session, key))) return [];
      const head = await headOf(session, key);
      const object = { key, parts, size: head?.ContentLength, lastModified: head?.LastModified };
      return [rowOf(object, fields, head)];
    });
    return rows.flat();
  };
  const refuse = () => Promise.reject(new EffectRefused('object:whole'));
  return {
    store,
    findByIdentifiers: (collection, lookups, identifiers, fields) => {
      const holdsOne = holdsIdentifier(lookups, identifiers);
      const known = knownParts(objectPattern(store, collection), lookups, identifiers);
      const isMeant = (row: StoredRow) => holdsOne((field) => [row.values[field]]);
      const searched = lookups.map(({ field }) => field);
      return search(collection, known, isMeant, searched, fields);
    },
    findByValues: (collection, field, values, fields) => {
      const texts = values.flatMap((value) => jsonText(value) ?? []);
      const isPart = objectPattern(store, collection).parts.includes(field);
      const known = isPart ? texts.map((text) => ({ [field]: text })) : undefined;
      const isMeant = (row: StoredRow) => texts.some((text) => isSameText(row.values[field], text));
      return search(collection, known, isMeant, [field], fields);
    },
    readRows,
    keysWithValue: async (collection, field, keys, text) =>
      new Set(
        (await readRows(collection, keys, [field]))
          .filter((row) => isSameText(row.values[field], text))
          .map(({ key }) => key),
      ),
    pages: async function* (collection, fields) {
      for await (const objects of matchingObjects(session, collection, undefined))
        if (objects.length > 0) yield await rowsOf(collection, objects, fields);
    },
    foreignKeys: () => Promise.resolve([]),
    text: jsonText,
    disclosed: disclosedJson,
    lockRows: () => Promise.resolve(),
    guardDeletion: () => Promise.resolve(),
    deleteRows: async (collection, rows) => {
      const pattern = objectPattern(store, collection);
      for (const { key } of rows) {
        // Whose an object is stands in its name: a name that does not fit the map is never deleted.
        if (pattern.match(key) === undefined)
          throw new StoreFailure(
            'drift',
            `${store.id}/${collection.id}: a name does not fit the map.`,
            collection.id,
          );
        await removeObject(session, key);
      }
    },
    setFields: refuse,
    replaceValue: refuse,
    removeElements: refuse,
  };
}

function rowOf(
  { key, parts, size, lastModified }: MatchingObject,
  fields: readonly string[],
  head: Awaited<ReturnType<typeof headOf>>,
): StoredRow {
  const valueOf = (field: string): unknown => {
    if (Object.hasOwn(parts, field)) return parts[field];
    if (field.startsWith('metadata.')) return head?.Metadata?.[field.slice('metadata.'.length)];
    switch (field) {
      case keyField:
        return key;
      case contentField:
        return key.slice(key.lastIndexOf('/') + 1);
      case 'size':
        return size;
      case 'lastModified':
        return lastModified?.toISOString();
      case 'contentType':
        return head?.ContentType;
      default:
        return undefined;
    }
  };
  return { key, values: Object.fromEntries(fields.map((field) => [field, valueOf(field)])) };
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += atOnce)
    results.push(...(await Promise.all(items.slice(from, from + atOnce).map(work))));
  return results;
}
