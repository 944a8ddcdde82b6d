import type { CollectionMap, DataMap, ElementMap, FieldMap, StoreMap } from '../domain/data-map';
import { findDeletionCircle } from './deletion-order';

/** A map before it has a version. */
type Unversioned = Omit<DataMap, 'version'>;
/** Where something stands in the map: keys and indexes from the root. */
export type MapPath = readonly (string | number)[];
/** A mistake at a place in the map. */
export interface Finding {
  readonly at: MapPath;
  readonly problem: string;
  readonly repair: string;
}
type Report = (at: MapPath, problem: string, repair: string) => void;

/** Checks that the parts of a map fit together: every name that is used is there, and every row can be found. */
export function crossCheck(map: Unversioned): readonly Finding[] {
  const findings: Finding[] = [];
  const report: Report = (at, problem, repair) => findings.push({ at, problem, repair });
  checkNames(map, report);
  checkSubjects(map, report);
  map.stores.forEach((store, index) => checkStore(map, store, ['stores', index], report));
  return findings;
}

function checkNames(map: Unversioned, report: Report): void {
  checkUnique(
    map.purposes.map(({ id }) => id),
    ['purposes'],
    'id',
    report,
  );
  checkUnique(
    map.processors.map(({ id }) => id),
    ['processors'],
    'id',
    report,
  );
  checkUnique(
    map.stores.map(({ id }) => id),
    ['stores'],
    'id',
    report,
  );
  map.processors.forEach((processor, index) => {
    checkPurposes(map, processor.purposes, ['processors', index, 'purposes'], report);
  });
  if (Object.keys(map.controller.complaints).length === 0) {
    report(
      ['controller', 'complaints'],
      'No complaint route',
      'Name at least one, under the id of its regime.',
    );
  }
}

function checkUnique(names: readonly string[], list: MapPath, key: string, report: Report): void {
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first !== index) {
      report([...list, index, key], `"${name}" is taken by entry ${first + 1}`, 'Give each entry its own.');
    }
  });
}

function checkSubjects(map: Unversioned, report: Report): void {
  const registers = map.stores.flatMap((store, storeIndex) =>
    store.collections.flatMap((collection, index) =>
      collection.subjects
        ? [{ id: collection.id, at: ['stores', storeIndex, 'collections', index, 'subjects'] }]
        : [],
    ),
  );
  const [first, ...others] = registers;
  if (first === undefined) {
    report(
      ['stores'],
      'No collection is the register of people',
      'Mark the one collection that decides who is who with `subjects: true`.',
    );
  }
  for (const other of others) {
    report(
      other.at,
      `A second register of people beside "${first?.id ?? ''}"`,
      'Leave `subjects: true` at one only.',
    );
  }
}

function checkStore(map: Unversioned, store: StoreMap, at: MapPath, report: Report): void {
  checkUnique(
    store.collections.map(({ id }) => id),
    [...at, 'collections'],
    'id',
    report,
  );
  if (store.connection === '' && store.kind !== 'manual' && store.kind !== 'email-processor') {
    report(
      at,
      `Store "${store.id}" has no connection`,
      'Add `connection:` with the name of a variable DSR_STORE_….',
    );
  }
  if (store.kind === 'http-processor' && !map.processors.some(({ id }) => id === store.owner)) {
    report(
      [...at, 'owner'],
      `"${store.owner}" is no processor of this map`,
      'Name one from the list `processors`.',
    );
  }
  store.collections.forEach((collection, index) => {
    checkCollection(map, store, collection, [...at, 'collections', index], report);
  });
  const circle = findDeletionCircle(store);
  if (circle !== undefined) {
    const index = store.collections.findIndex(({ id }) => id === circle.collections[0]);
    report(
      [...at, 'collections', index, 'links'],
      `Deletion has no order: ${circle.collections.join(' → ')}, and none of ${circle.references.join(', ')} may be null`,
      "Give one of these fields `erasure: 'null'` if its column may be null, mask one of the collections, or leave one link out.",
    );
  }
}

function checkCollection(
  map: Unversioned,
  store: StoreMap,
  collection: CollectionMap,
  at: MapPath,
  report: Report,
): void {
  checkFields(map, collection.fields, [...at, 'fields'], report);
  checkLookups(store, collection, at, report);
  checkLinks(store, collection, at, report);
  if (collection.elements !== undefined) checkElements(map, collection.elements, [...at, 'elements'], report);
  if (collection.retention !== undefined) {
    checkMapped(collection.fields, collection.retention.from, [...at, 'retention', 'from'], report);
  }
  if (collection.objection !== undefined) {
    checkPurpose(map, collection.objection.purpose, [...at, 'objection', 'purpose'], report);
    checkMapped(collection.fields, collection.objection.field, [...at, 'objection', 'field'], report);
  }
  if (collection.erasure === 'mask' && collection.fields.every((field) => field.erasure === 'keep')) {
    report(
      [...at, 'erasure'],
      'Masking would change nothing',
      'Give at least one field an `erasure` besides `keep`.',
    );
  }
}

function checkFields(map: Unversioned, fields: readonly FieldMap[], at: MapPath, report: Report): void {
  checkUnique(
    fields.map(({ name }) => name),
    at,
    'name',
    report,
  );
  fields.forEach((field, index) => {
    if (field.purposes.length === 0) {
      report(
        [...at, index],
        `Field "${field.name}" has no purpose`,
        'Say under `purposes` why it is processed.',
      );
    }
    checkPurposes(map, field.purposes, [...at, index, 'purposes'], report);
    field.recipients.forEach((recipient, position) => {
      if (map.processors.some(({ id }) => id === recipient)) return;
      const place = [...at, index, 'recipients', position];
      report(place, `Unknown processor "${recipient}"`, known('processors', map.processors));
    });
  });
}

function checkLookups(store: StoreMap, collection: CollectionMap, at: MapPath, report: Report): void {
  const { lookups, elements } = collection;
  const isLinked =
    collection.links.some(({ direction }) => direction !== 'up') || isReferred(store, collection);
  if (lookups.length === 0 && (collection.subjects || (!isLinked && elements === undefined))) {
    report(at, `Nothing finds a person in "${collection.id}"`, 'Add `lookups` or `links`.');
  }
  lookups.forEach((lookup, index) => {
    const place = [...at, 'lookups', index, 'field'];
    const field = collection.fields.find(({ name }) => name === lookup.field);
    if (field === undefined) checkMapped(collection.fields, lookup.field, place, report);
    else if (field.identity !== lookup.kind) {
      report(
        place,
        `"${lookup.field}" is not mapped as ${lookup.kind}`,
        `Give it \`identity: ${lookup.kind}\`.`,
      );
    }
  });
}

/** True when rows that refer to this collection lead to it. */
function isReferred(store: StoreMap, { id }: CollectionMap): boolean {
  return store.collections.some(({ links }) =>
    links.some(({ to, direction }) => to === id && direction !== 'down'),
  );
}

function checkLinks(store: StoreMap, collection: CollectionMap, at: MapPath, report: Report): void {
  collection.links.forEach((link, index) => {
    const place = [...at, 'links', index];
    checkMapped(collection.fields, link.field, [...place, 'field'], report);
    const target = store.collections.find(({ id }) => id === link.to);
    if (target === undefined) {
      const repair = `${known('collections', store.collections)} A link stays within its store.`;
      report([...place, 'to'], `Unknown collection "${link.to}"`, repair);
    } else checkMapped(target.fields, link.toField, [...place, 'toField'], report);
  });
}

function checkElements(map: Unversioned, elements: ElementMap, at: MapPath, report: Report): void {
  checkFields(map, elements.fields, [...at, 'fields'], report);
  checkMapped(elements.fields, elements.key, [...at, 'key'], report);
  checkMapped(elements.fields, elements.owner.field, [...at, 'owner', 'field'], report);
}

function checkMapped(fields: readonly FieldMap[], name: string, at: MapPath, report: Report): void {
  if (fields.some((field) => field.name === name)) return;
  report(
    at,
    `Field "${name}" is not mapped`,
    `Map it under \`fields\`, or name one of: ${list(fields, 'name')}.`,
  );
}

function checkPurposes(map: Unversioned, purposes: readonly string[], at: MapPath, report: Report): void {
  purposes.forEach((purpose, index) => checkPurpose(map, purpose, [...at, index], report));
}

function checkPurpose(map: Unversioned, purpose: string, at: MapPath, report: Report): void {
  if (map.purposes.some(({ id }) => id === purpose)) return;
  report(at, `Unknown purpose "${purpose}"`, known('purposes', map.purposes));
}

function known(what: string, entries: readonly { readonly id: string }[]): string {
  return entries.length === 0 ? `Add it to \`${what}\`.` : `Known ${what}: ${list(entries, 'id')}.`;
}

function list<K extends string>(entries: readonly Readonly<Record<K, string>>[], key: K): string {
  return entries.map((entry) => entry[key]).join(', ');
}
