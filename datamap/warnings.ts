import type { CollectionMap, DataMap, FieldMap } from '../domain/data-map';
import type { Finding, MapPath } from './cross-checks';

/** A text with this word waits for somebody who knows; `habeas datamap draft` writes it. */
export const reviewMark = 'REVIEW';

/** A name that a draft puts where only somebody who knows can put one. */
export const nameToCome = 'to-be-named';

/**
 * What does not make a map wrong, and still should not stay: texts that wait for review, data of which nobody says how long
 * they are kept (GDPR art 15(1)(d), PIPL art 17(1)(3)), and a map that knows no copies.
 */
export function warningsOf(map: Omit<DataMap, 'version'>): readonly Finding[] {
  const collections = map.stores.flatMap((store, storeAt) =>
    store.collections.map((collection, at) => ({
      collection,
      at: ['stores', storeAt, 'collections', at] as MapPath,
    })),
  );
  return [
    ...textsToReview(map, []),
    ...namesToCome(map),
    ...collections.filter(({ collection }) => isOfUnknownTerm(collection)).map(unknownTerm),
    ...(map.copies.length === 0 ? [noCopies] : []),
  ];
}

function namesToCome({ purposes, stores }: Omit<DataMap, 'version'>): readonly Finding[] {
  const finding = (at: MapPath): Finding => ({
    at,
    problem: `"${nameToCome}" is a name to come`,
    repair: 'Put the right one here, and wherever it is used.',
  });
  return [
    ...purposes.flatMap(({ id }, index) => (id === nameToCome ? [finding(['purposes', index, 'id'])] : [])),
    ...stores.flatMap(({ owner }, index) =>
      owner === nameToCome ? [finding(['stores', index, 'owner'])] : [],
    ),
  ];
}

function textsToReview(value: unknown, at: MapPath): readonly Finding[] {
  if (typeof value === 'string')
    return value.includes(reviewMark)
      ? [{ at, problem: 'Waits for review', repair: `Write what is so, without the word ${reviewMark}.` }]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, part]) => textsToReview(part, [...at, key]));
}

function isOfUnknownTerm(collection: CollectionMap): boolean {
  const isPersonal = (field: FieldMap) => field.class !== 'non-sensitive' || field.identity !== undefined;
  const fields = [...collection.fields, ...(collection.elements?.fields ?? [])];
  return collection.retention === undefined && collection.kept === undefined && fields.some(isPersonal);
}

function unknownTerm({ collection, at }: { collection: CollectionMap; at: MapPath }): Finding {
  return {
    at: [...at, 'fields'],
    problem: `Nothing says how long the personal data in "${collection.id}" are kept`,
    repair: 'Add `kept:` with the period or what decides it, or a `retention` where a law demands keeping.',
  };
}

const noCopies: Finding = {
  at: ['stores'],
  problem: 'No copies are named',
  repair:
    'List backups, search indexes, exports and the like under `copies`: letters tell when they are gone.',
};
