import type { CollectionMap, DataMap, FieldMap, StoreMap } from '../domain/data-map';
import type { Finding, MapPath } from './cross-checks';
import { checkNamePatterns } from './name-pattern-checks';

/** Checks of single members that depend on their neighbours: strategies, retention per field, copies, canaries. */
export function checkDetails(map: Omit<DataMap, 'version'>): readonly Finding[] {
  return [
    ...map.stores.flatMap((store, index) => checkStore(map, store, ['stores', index])),
    ...checkCopies(map),
  ];
}

function checkStore(map: Omit<DataMap, 'version'>, store: StoreMap, at: MapPath): readonly Finding[] {
  return [
    ...checkCanary(store, at),
    ...checkMailbox(map, store, at),
    ...checkNamePatterns(store, at),
    ...store.collections.flatMap((collection, index) =>
      checkCollection(collection, [...at, 'collections', index]),
    ),
  ];
}

/** A canary that no look-up could find would be reported missing for ever. */
function checkCanary({ canary, collections }: StoreMap, at: MapPath): readonly Finding[] {
  if (canary === undefined) return [];
  const kinds = [...new Set(collections.flatMap(({ lookups }) => lookups.map(({ kind }) => kind)))];
  if (kinds.includes(canary.kind)) return [];
  const problem = `Nothing in this store is looked up by ${canary.kind}`;
  return [{ at: [...at, 'canary', 'kind'], problem, repair: `Expected one of: ${kinds.join(', ')}.` }];
}

function checkMailbox(
  map: Omit<DataMap, 'version'>,
  { kind, owner }: StoreMap,
  at: MapPath,
): readonly Finding[] {
  if (kind !== 'email-processor') return [];
  const processor = map.processors.find(({ id }) => id === owner);
  if (processor === undefined)
    return [
      {
        at: [...at, 'owner'],
        problem: `"${owner}" is no processor of this map`,
        repair: 'Name one from the list `processors`.',
      },
    ];
  if (processor.contact !== undefined) return [];
  const problem = `Processor "${owner}" has no mailbox`;
  return [{ at: [...at, 'owner'], problem, repair: 'Give it a `contact:`; requests are mailed there.' }];
}

function checkCollection(collection: CollectionMap, at: MapPath): readonly Finding[] {
  const { fields, elements, retention } = collection;
  return [
    ...fields.flatMap((field, index) => checkErasure(field, [...at, 'fields', index])),
    ...(elements?.fields ?? []).flatMap((field, index) =>
      checkErasure(field, [...at, 'elements', 'fields', index]),
    ),
    ...(retention?.fields ?? []).flatMap((name, index) =>
      fields.some((field) => field.name === name)
        ? []
        : [notMapped(name, [...at, 'retention', 'fields', index])],
    ),
    ...checkShared(collection, at),
  ];
}

function notMapped(name: string, at: MapPath): Finding {
  return { at, problem: `Field "${name}" is not mapped`, repair: 'Map it under `fields`.' };
}

/** What each strategy needs besides its name. */
const parameters = {
  fixed: { fits: /^/, expected: 'the text that stands there afterwards' },
  truncateDate: { fits: /^(?:year|month)$/, expected: 'year or month' },
  truncateGeo: { fits: /^[0-6]$/, expected: 'the decimals that stay, 0 to 6, in quotes' },
} as const;

function checkErasure({ name, erasure, erasureTo }: FieldMap, at: MapPath): readonly Finding[] {
  if (erasure !== 'fixed' && erasure !== 'truncateDate' && erasure !== 'truncateGeo') {
    if (erasureTo === undefined) return [];
    const problem = `\`erasureTo\` has no meaning for the erasure ${erasure} of "${name}"`;
    return [{ at: [...at, 'erasureTo'], problem, repair: 'Remove it, or choose another erasure.' }];
  }
  const { fits, expected } = parameters[erasure];
  if (erasureTo !== undefined && fits.test(erasureTo)) return [];
  const problem = `Erasure ${erasure} of "${name}" does not say to what`;
  return [{ at: [...at, 'erasure'], problem, repair: `Add \`erasureTo:\` with ${expected}.` }];
}

/** A row of several people is never deleted: what in it is the person's must be erasable by itself. */
function checkShared({ id, whose, fields, lookups }: CollectionMap, at: MapPath): readonly Finding[] {
  if (whose !== 'shared') return [];
  const own = fields.filter(({ identity }) => identity !== undefined);
  const kept = own.filter(({ erasure }) => erasure === 'keep');
  if (lookups.length === 0)
    return [
      {
        at: [...at, 'whose'],
        problem: `Nothing tells whose part of a row in "${id}" is`,
        repair: 'Give it `lookups`: the fields that name each person.',
      },
    ];
  return kept.map(({ name }) => ({
    at: [...at, 'fields', fields.findIndex((field) => field.name === name)],
    problem: `"${name}" names the person in a row of several, and nothing erases it`,
    repair: 'Give it an `erasure`: such rows are never deleted.',
  }));
}

function checkCopies({ copies, stores }: Omit<DataMap, 'version'>): readonly Finding[] {
  return copies.flatMap((copy, index): readonly Finding[] => {
    const at: MapPath = ['copies', index];
    const first = copies.findIndex(({ id }) => id === copy.id);
    const twice: readonly Finding[] =
      first === index
        ? []
        : [
            {
              at: [...at, 'id'],
              problem: `"${copy.id}" is taken by entry ${first + 1}`,
              repair: 'Give each entry its own.',
            },
          ];
    const unknown = copy.of.flatMap((storeId, position): readonly Finding[] =>
      stores.some(({ id }) => id === storeId)
        ? []
        : [
            {
              at: [...at, 'of', position],
              problem: `Unknown store "${storeId}"`,
              repair: `Known stores: ${stores.map(({ id }) => id).join(', ')}.`,
            },
          ],
    );
    return [...twice, ...unknown];
  });
}
