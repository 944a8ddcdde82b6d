import type { CollectionSketch, FieldSketch, StoreSketch } from '../../domain/store-sketch';
import type { Choice, DraftedCollection } from './choose-collections';
import { chooseCollections, keyOf } from './choose-collections';
import { draftField, inQuotes, isNameable } from './draft-field';
import { titleOf, wordsOf } from './likely-fields';

/** What a draft is made for. */
export interface DraftOptions {
  /** Id of the store in the map. */
  readonly storeId: string;
  /** Name of the variable with the connection, `DSR_STORE_…`. */
  readonly connection: string;
}

/** A first data map as YAML. It passes the check with warnings: one for each place that somebody must look at. */
export function draftDataMap(sketch: StoreSketch, options: DraftOptions): string {
  const choice = chooseCollections(sketch);
  const ids = idsOf(choice.drafted);
  const roles = new Map(choice.drafted.map(({ sketch: { source }, role }) => [source, role]));
  const lines = [
    ...head(sketch.kind, options),
    ...choice.drafted.flatMap((collection) => collectionLines(collection, ids, roles)),
    '',
    ...leftOutLines(choice),
    '# REVIEW: name backups, search indexes, exports and other copies; letters tell when they are gone.',
    '# copies:',
    '#   - id: backups',
    '#     kind: backup',
    '#     title: { zh-CN: 备份, en: Backups }',
    `#     of: [${options.storeId}]`,
    '#     residual: P35D',
    '#     clearedBy: expiry',
  ];
  return `${lines.join('\n')}\n`;
}

function head(kind: StoreSketch['kind'], { storeId, connection }: DraftOptions): string[] {
  return [
    '# A first data map, drafted from what the store says of itself. Look at every REVIEW, then run',
    '#   npx habeas datamap check THIS-FILE --live',
    '',
    'controller:',
    '  id: controller',
    '  name: { zh-CN: REVIEW, en: REVIEW your organisation }',
    '  officer: { zh-CN: REVIEW, en: REVIEW your privacy officer }',
    '  contact: REVIEW how to reach the officer',
    '  address: { zh-CN: REVIEW, en: REVIEW your address }',
    '  complaints:',
    '    CN-APP-2019: { zh-CN: REVIEW, en: REVIEW where people may complain }',
    '',
    'purposes: # REVIEW: list why you process data, and name the right one at every field',
    '  - id: to-be-named',
    '    title: { zh-CN: REVIEW, en: REVIEW the purpose in plain words }',
    '    legalGround: REVIEW',
    '',
    'stores:',
    `  - id: ${storeId}`,
    `    kind: ${kind}`,
    `    title: { zh-CN: ${storeId}, en: ${titleOf(storeId)} }`,
    `    connection: ${connection}`,
    '    region: main',
    '    owner: to-be-named # REVIEW: the department that answers for it',
    '    collections:',
  ];
}

/** Ids of collections: the table's name where that is unique, else with its schema. */
function idsOf(drafted: readonly DraftedCollection[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    drafted.map(({ sketch }) => {
      const short = slug(sketch.source.split('.').at(-1) ?? '');
      const id = taken.has(short) ? slug(sketch.source) : short;
      taken.add(id);
      return [sketch.source, id] as const;
    }),
  );
}

function slug(name: string): string {
  const words = wordsOf(name).replace(/[^a-z0-9]+/g, '-');
  const trimmed = words.replace(/^[^a-z]+|-+$/g, '');
  return trimmed === '' ? 'collection' : trimmed;
}

const roleNotes: Readonly<Record<DraftedCollection['role'], string>> = {
  register: 'the register of people: is this where a number means one person?',
  linked: 'found through its link: do all rows that link to a person belong to that person?',
  otherPeople:
    'about other people, or about several at once? As `thirdParty` its rows are nobody’s who asks; say otherwise if they are.',
};

function collectionLines(
  { sketch, role, likely, links }: DraftedCollection,
  ids: ReadonlyMap<string, string>,
  roles: ReadonlyMap<string, DraftedCollection['role']>,
): string[] {
  const key = keyOf(sketch)?.name ?? '';
  const named = sketch.fields.filter(({ name }) => isNameable(name));
  const skipped = sketch.fields.filter(({ name }) => !isNameable(name)).map(({ name }) => name);
  const needed = neededFields(sketch, named, key);
  const lookups = lookupsOf(sketch, role, likely, key);
  return [
    `      - id: ${ids.get(sketch.source) ?? ''} # REVIEW: ${roleNotes[role]}`,
    ...likelyLines(likely),
    `        source: ${sketch.source}`,
    `        title: { zh-CN: ${inQuotes(ids.get(sketch.source) ?? '')}, en: ${inQuotes(titleOf(sketch.source.split('.').at(-1) ?? ''))} }`,
    `        key: ${key}`,
    ...(role === 'register' ? ['        subjects: true'] : []),
    ...(role === 'otherPeople' ? ['        whose: thirdParty'] : []),
    ...sharedLinks(sketch, ids, roles),
    ...(lookups.length === 0 ? [] : ['        lookups:', ...lookups]),
    ...(links.length === 0
      ? []
      : [
          '        links:',
          ...links.map(
            ({ field, to, toField, isGuess }) =>
              `          - { field: ${field}, to: ${ids.get(to) ?? ''}, toField: ${toField} }${isGuess ? ' # REVIEW: no foreign key; guessed by its name' : ''}`,
          ),
        ]),
    '        erasure: delete',
    '        kept: { zh-CN: REVIEW, en: REVIEW how long or by what rule }',
    ...retentionHint(sketch),
    ...(skipped.length === 0
      ? []
      : [`        # Left out, their names do not fit a data map: ${skipped.join(', ')}`]),
    '        fields:',
    ...needed.map((field) => draftField(field, likely.get(field.name), identityOf(field, role, key, likely))),
  ];
}

/** The person's own address may lie in a table of addresses; whether a row there is one person's, no catalogue says. */
function sharedLinks(
  { references }: CollectionSketch,
  ids: ReadonlyMap<string, string>,
  roles: ReadonlyMap<string, DraftedCollection['role']>,
): string[] {
  return references
    .filter(({ to }) => roles.get(to) === 'otherPeople')
    .map(
      ({ field, to, toField }) =>
        `        # REVIEW: ${field} refers to ${to}. If each row there is one person’s, add here to \`links:\` { field: ${field}, to: ${ids.get(to) ?? ''}, toField: ${toField}, direction: up }`,
    );
}

function likelyLines(likely: DraftedCollection['likely']): string[] {
  return likely.size === 0
    ? ['        # REVIEW: no field looks personal; it is here because its rows hang on people']
    : [`        # REVIEW: likely personal: ${[...likely.keys()].join(', ')}; what else?`];
}

/** The key first; columns that mean nothing to a person, such as search vectors, stay out unless something needs them. */
function neededFields(
  { references }: CollectionSketch,
  fields: readonly FieldSketch[],
  key: string,
): readonly FieldSketch[] {
  const isUsed = ({ name, type }: FieldSketch) =>
    name === key || type !== 'other' || references.some(({ field }) => field === name);
  const keyField = fields.find(({ name }) => name === key) ?? {
    name: key,
    type: 'other' as const,
    nullable: false,
    unique: true,
    indexed: true,
  };
  return [keyField, ...fields.filter((field) => field.name !== key && isUsed(field))];
}

/** In the register the key is the customer number, unless another number stands there. */
function identityOf(
  field: FieldSketch,
  role: DraftedCollection['role'],
  key: string,
  likely: DraftedCollection['likely'],
) {
  return role === 'register' && field.name === key ? 'customerNumber' : likely.get(field.name)?.identity;
}

function lookupsOf(
  { fields }: CollectionSketch,
  role: DraftedCollection['role'],
  likely: DraftedCollection['likely'],
  key: string,
): string[] {
  const own = role === 'register' ? [`          - { kind: customerNumber, field: ${key} }`] : [];
  const found = fields.flatMap(({ name, indexed }) => {
    const identity = likely.get(name)?.identity;
    if (identity === undefined || name === key || !isNameable(name)) return [];
    const note = indexed ? '' : ' # REVIEW: no index: looking up reads the whole table';
    return [`          - { kind: ${identity}, field: ${name} }${note}`];
  });
  return [...own, ...found];
}

/** Books and vouchers must mostly be kept; the draft shows where the rule goes, and decides nothing. */
function retentionHint({ source, fields }: CollectionSketch): string[] {
  if (
    !/\b(invoice|payment|order|rental|sale|transaction|billing|receipt|contract|bill)s?\b/.test(
      wordsOf(source),
    )
  )
    return [];
  const from = fields.find(({ type }) => type === 'date' || type === 'instant');
  if (from === undefined) return [];
  return [
    '        # REVIEW: does a law demand that these rows are kept? Then, for example:',
    '        # retention:',
    '        #   ground: CN-TAX-LEDGER',
    '        #   text: { zh-CN: 涉税资料依法保存十年。, en: Tax documents must be kept for ten years. }',
    '        #   article: 税收征收管理法实施细则第二十九条',
    '        #   period: P10Y',
    `        #   from: ${from.name}`,
  ];
}

function leftOutLines({ unreached, leftOut }: Choice): string[] {
  return [
    ...(unreached.length === 0
      ? []
      : ['# REVIEW: these look personal or hang on people, and are not in the map yet:']),
    ...unreached.map(
      ({ source, fields, why }) =>
        `#   ${source}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}: ${why}`,
    ),
    ...(leftOut.length === 0 ? [] : [`# Left out, nothing in them looks personal: ${leftOut.join(', ')}`]),
  ];
}
