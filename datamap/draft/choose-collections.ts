import type { CollectionSketch, FieldSketch, StoreSketch } from '../../domain/store-sketch';
import type { LikelyField } from './likely-fields';
import { likelyField, wordsOf } from './likely-fields';

/** How a drafted collection is reached from a person. */
export interface DraftedCollection {
  readonly sketch: CollectionSketch;
  readonly role: 'register' | 'linked' | 'otherPeople';
  readonly likely: ReadonlyMap<string, LikelyField>;
  /** Single-field references to other drafted collections. */
  readonly links: readonly {
    readonly field: string;
    readonly to: string;
    readonly toField: string;
    /** True when no foreign key says so, and its name does. */
    readonly isGuess: boolean;
  }[];
}

/** What a store's sketch leads to. */
export interface Choice {
  readonly drafted: readonly DraftedCollection[];
  /** Looks personal, and nothing leads there from a person: the source with the fields that look so. */
  readonly unreached: readonly {
    readonly source: string;
    readonly fields: readonly string[];
    readonly why: string;
  }[];
  /** Nothing in it looks personal, and no person is linked to it. */
  readonly leftOut: readonly string[];
}

/**
 * Chooses the register of people, whatever refers to it (its rows are about people), and other collections with identifiers
 * of people. What people's rows refer to is left to somebody's decision: a row there may be many people's, or a thing's, and
 * a draft must never lead to its deletion.
 */
export function chooseCollections(sketch: StoreSketch): Choice {
  const looked = sketch.collections.map((collection) => ({
    collection,
    likely: likelyOf(collection),
    implied: new Set<string>(),
  }));
  const isUsable = ({ collection }: Looked) => keyOf(collection) !== undefined;
  const [register] = looked.filter(isUsable).sort((a, b) => weightOf(b, sketch) - weightOf(a, sketch));
  const all = register === undefined ? looked : looked.map((one) => withImplied(one, register.collection));
  const usable = all.filter(isUsable);
  const roles = new Map<string, DraftedCollection['role']>();
  if (register !== undefined && identitiesIn(register.likely) > 0) {
    roles.set(register.collection.source, 'register');
    reachDown(usable, roles);
  }
  for (const { collection, likely } of usable)
    if (!roles.has(collection.source) && identitiesIn(likely) > 0)
      roles.set(collection.source, 'otherPeople');
  const drafted = usable.flatMap(({ collection, likely, implied }): DraftedCollection[] => {
    const role = roles.get(collection.source);
    return role === undefined
      ? []
      : [{ sketch: collection, role, likely, links: linksOf(collection, implied, roles) }];
  });
  const rest = all.filter(({ collection }) => !roles.has(collection.source));
  return {
    drafted: [...drafted].sort((a, b) => Number(b.role === 'register') - Number(a.role === 'register')),
    unreached: rest.flatMap(({ collection, likely }) => unreachedOf(sketch, collection, likely, roles)),
    leftOut: rest
      .filter(({ collection, likely }) => unreachedOf(sketch, collection, likely, roles).length === 0)
      .map(({ collection }) => collection.source),
  };
}

interface Looked {
  readonly collection: CollectionSketch;
  readonly likely: ReadonlyMap<string, LikelyField>;
  /** Fields that look like links to the register, and are no foreign keys. */
  readonly implied: ReadonlySet<string>;
}

/** The one field that names a row: the primary key, or a unique field that is never empty. */
export function keyOf({ key, fields }: CollectionSketch): FieldSketch | undefined {
  if (key.length === 1) return fields.find(({ name }) => name === key[0]) ?? idField(key[0] ?? '');
  return fields.find(({ unique, nullable }) => unique && !nullable);
}

function idField(name: string): FieldSketch {
  return { name, type: 'other', nullable: false, unique: true, indexed: true };
}

function likelyOf(collection: CollectionSketch): ReadonlyMap<string, LikelyField> {
  const found = collection.fields.flatMap((field) => {
    const likely = likelyField(field);
    return likely === undefined ? [] : [[field.name, likely] as const];
  });
  return new Map(found.every(([, { faint }]) => faint === true) ? [] : found);
}

function identitiesIn(likely: ReadonlyMap<string, LikelyField>): number {
  return [...likely.values()].filter(({ identity }) => identity !== undefined).length;
}

const peopleWords =
  /\b(customer|user|person|people|member|client|account|patient|subscriber|student|contact|kehu|yonghu)s?\b/;

/** Many databases have no foreign keys: a column called `customer_id` beside a table of customers is one in all but name. */
function withImplied({ collection, likely }: Looked, register: CollectionSketch): Looked {
  const key = keyOf(register);
  const isRegister = collection.source === register.source;
  if (key === undefined || isRegister) return { collection, likely, implied: new Set() };
  const table = wordsOf(register.source.split('.').at(-1) ?? '').replace(/s$/, '');
  const names = [
    `${table} ${wordsOf(key.name)}`,
    `${table} id`,
    ...(key.name === 'id' ? [] : [wordsOf(key.name)]),
  ];
  const fields = collection.fields.filter(
    ({ name, type }) =>
      names.includes(wordsOf(name)) &&
      (type === key.type || key.type === 'other') &&
      !collection.references.some(({ field }) => field === name),
  );
  const references = fields.map(({ name }) => ({ field: name, to: register.source, toField: key.name }));
  return {
    collection: { ...collection, references: [...collection.references, ...references] },
    likely,
    implied: new Set(fields.map(({ name }) => name)),
  };
}

/** How much a collection looks like the place that decides who is who. */
function weightOf({ collection, likely }: Looked, { collections }: StoreSketch): number {
  if (identitiesIn(likely) === 0) return -1;
  const names = [...likely.values()].filter(({ tells }) => tells !== undefined).length;
  const referrers = collections.filter(
    ({ references, source }) =>
      source !== collection.source && references.some(({ to }) => to === collection.source),
  ).length;
  const named = peopleWords.test(wordsOf(collection.source.split('.').at(-1) ?? '')) ? 6 : 0;
  return identitiesIn(likely) * 3 + names * 2 + referrers + named + Math.log10(1 + (collection.rows ?? 0));
}

/** What refers to a reached collection is reached, in as many steps as it takes. */
function reachDown(usable: readonly Looked[], roles: Map<string, DraftedCollection['role']>): void {
  for (let grown = true; grown;) {
    grown = false;
    for (const { collection } of usable) {
      if (roles.has(collection.source)) continue;
      if (!collection.references.some(({ to }) => roles.has(to))) continue;
      roles.set(collection.source, 'linked');
      grown = true;
    }
  }
}

function linksOf(
  { references }: CollectionSketch,
  implied: ReadonlySet<string>,
  roles: ReadonlyMap<string, DraftedCollection['role']>,
): DraftedCollection['links'] {
  return references.flatMap(({ field, to, toField }) => {
    const role = roles.get(to);
    return role === undefined || role === 'otherPeople'
      ? []
      : [{ field, to, toField, isGuess: implied.has(field) }];
  });
}

function unreachedOf(
  sketch: StoreSketch,
  collection: CollectionSketch,
  likely: ReadonlyMap<string, LikelyField>,
  roles: ReadonlyMap<string, DraftedCollection['role']>,
): Choice['unreached'] {
  const hangsOnPeople = collection.references.some(({ to }) => roles.has(to));
  if (likely.size === 0 && !hangsOnPeople) return [];
  const referrer = sketch.collections.find(
    ({ source, references }) => roles.has(source) && references.some(({ to }) => to === collection.source),
  );
  return [{ source: collection.source, fields: [...likely.keys()], why: whyUnreached(collection, referrer) }];
}

function whyUnreached(collection: CollectionSketch, referrer: CollectionSketch | undefined): string {
  if (keyOf(collection) === undefined)
    return `its key is ${collection.key.join(' and ') || 'missing'}; a data map needs one field that is unique: add such a column, or have staff look after it`;
  const reference = referrer?.references.find(({ to }) => to === collection.source);
  if (referrer === undefined || reference === undefined)
    return 'no identifier stands in it and no link leads there from a person';
  return `${referrer.source}.${reference.field} refers to it; if each row is one person’s, map it and give that link \`direction: up\``;
}
