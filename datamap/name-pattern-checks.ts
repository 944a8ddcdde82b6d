import type { CollectionMap, FieldMap, StoreMap } from '../domain/data-map';
import type { Finding, MapPath } from './cross-checks';

/** Endings of sources whose records stand in the objects, line by line. */
const lineEndings = /\.(?:ndjson|jsonl|json|csv)$/i;

/**
 * Checks of stores whose records are found by their names: Redis keys and S3 objects. What stands in a name cannot be
 * changed, and whole objects cannot be changed at all: a map that promises it would only be refused by the store.
 */
export function checkNamePatterns(store: StoreMap, at: MapPath): readonly Finding[] {
  return store.collections.flatMap((collection, index) => {
    const place = [...at, 'collections', index];
    if (store.kind === 'redis' || store.kind === 's3') return checkNames(store, collection, place);
    return [
      ...(/[{*:/]/.test(collection.source)
        ? [
            finding(
              [...place, 'source'],
              'A pattern of names is for Redis and S3',
              'Name one table or collection.',
            ),
          ]
        : []),
      ...(collection.format === undefined
        ? []
        : [finding([...place, 'format'], 'Only collections of S3 have a format', 'Leave it out.')]),
    ];
  });
}

function checkNames(store: StoreMap, collection: CollectionMap, at: MapPath): readonly Finding[] {
  const { source, key, fields } = collection;
  const parts = [...source.matchAll(/\{([^{}]*)\}/gu)].map(([, name]) => name ?? '');
  const isWhole =
    store.kind === 's3' &&
    (collection.format ?? (lineEndings.test(source) ? 'lines' : 'object')) === 'object';
  const twice = parts.find((name, index) => parts.indexOf(name) !== index);
  return [
    ...(twice === undefined
      ? []
      : [
          finding(
            [...at, 'source'],
            `The part "${twice}" stands twice in the pattern`,
            'Give each its own name.',
          ),
        ]),
    ...((store.kind === 'redis' || isWhole) && key !== '_key'
      ? [finding([...at, 'key'], 'Here a record is known by its whole name', 'Write `key: _key`.')]
      : []),
    ...(store.kind === 'redis' && collection.format !== undefined
      ? [finding([...at, 'format'], 'Only collections of S3 have a format', 'Leave it out.')]
      : []),
    ...fields.flatMap((field, index) => checkPart(field, parts, [...at, 'fields', index])),
    ...(isWhole ? checkWhole(collection, at) : []),
  ];
}

function checkPart(field: FieldMap, parts: readonly string[], at: MapPath): readonly Finding[] {
  if (!parts.includes(field.name) || (field.erasure === 'keep' && !field.correctable)) return [];
  const what = field.correctable ? 'correctable' : 'erasure';
  const problem = `"${field.name}" is part of a name, which cannot be changed`;
  return [finding([...at, what], problem, `Leave \`${what}\` out; what carries the name can be deleted.`)];
}

function checkWhole(collection: CollectionMap, at: MapPath): readonly Finding[] {
  const promised = (['restrictionMarker', 'objection', 'elements'] as const).filter(
    (name) => collection[name] !== undefined,
  );
  const correctable = collection.fields.findIndex((field) => field.correctable);
  return [
    ...(collection.erasure === 'mask'
      ? [finding([...at, 'erasure'], 'A whole object cannot be masked', 'Write `erasure: delete`.')]
      : []),
    ...promised.map((name) =>
      finding([...at, name], 'Nothing can be written into a whole object', `Leave \`${name}\` out.`),
    ),
    ...(correctable < 0
      ? []
      : [
          finding(
            [...at, 'fields', correctable, 'correctable'],
            'A whole object cannot be corrected by a machine',
            'Leave `correctable` out, and have staff replace the object.',
          ),
        ]),
  ];
}

function finding(at: MapPath, problem: string, repair: string): Finding {
  return { at, problem, repair };
}
