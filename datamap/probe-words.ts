/** `error`: work on the store would fail or miss something; `warning`: it works, and could be better. */
export type ProbeWeight = 'error' | 'warning';

/** A disagreement between map and store in words. */
export interface ProbeWords {
  readonly problem: string;
  readonly repair: string;
  readonly weight: ProbeWeight;
}

type Words = readonly [problem: string, repair: string, weight?: 'warning'];

/** By code of a probe; `%` is the name of the field, collection, store or variable. */
const words: Readonly<Record<string, Words>> = {
  noConnection: ['The variable % is not set', 'Set it to the connection of this store.'],
  noTable: [
    'The store has no table or collection of % as named in `source`',
    'Correct the name, or remove the collection.',
  ],
  noField: ['The store has no field %', 'Correct the name, or remove the field.'],
  noElements: ['A table has no elements: %', 'Remove `elements`.'],
  keyNotUnique: [
    'The key of % is not unique: a deletion by it could meet other people',
    'Name a unique field as `key`.',
  ],
  maskNeedsText: ['% is no text and cannot be masked or hashed', 'Choose another `erasure`.'],
  nullNotAllowed: ['% may not be empty', 'Choose another `erasure` than null.'],
  typeMisfit: ['The type of % does not fit its `erasure`', 'Choose another `erasure`.'],
  markerNotBoolean: [
    'The restriction marker % is no boolean',
    'Name a boolean column, or leave the marker to the register.',
  ],
  noTransactions: [
    'The storage of % cannot undo what was begun',
    'Use InnoDB: a deletion must be all or nothing.',
  ],
  notReadable: ['The account may not read %', 'Grant it, or take the collection out.'],
  notWritable: ['The account may not change %', 'Grant it: deletions and corrections would be refused.'],
  canaryMissing: ['The canary is not found in %', 'Check address and access; put the invented record there.'],
  linkNotIndexed: [
    'No index begins with %, which links rows',
    'Add one: each search reads the whole table.',
    'warning',
  ],
  lookupNotIndexed: [
    'No index serves the search by %',
    'Add one (docs/connectors.md): each search reads the whole table.',
    'warning',
  ],
  unmappedTable: [
    'Table % refers to mapped rows and is in no map',
    'Map it; its rows stay, and may forbid a deletion.',
    'warning',
  ],
  unmappedField: [
    'Field % looks personal and is in no map',
    'Map it: it is neither shown nor erased.',
    'warning',
  ],
  unreachable: ['Store % cannot be reached', 'Check that it runs, and its address.'],
  stalled: ['Store % did not answer in time', 'Try again; raise `timeoutMs` when it is always so slow.'],
  noAccess: ['Store % does not let us in', 'Check user, password and rights.'],
  wrongAddress: ['Store % has no such database, table or path', 'Check the connection and `source`.'],
  refused: ['Store % refuses to answer', 'See docs/connectors.md for what it must allow.'],
  hostileAnswer: [
    'Store % answers something that does not fit',
    'Check that the address is that of the right system.',
  ],
  failed: ['Store % could not be asked', 'Check the form of the connection (docs/connectors.md).'],
};

/** Words for a code. A code without words of its own is shown as it is, as an error. */
export function probeWords(code: string, name: string): ProbeWords {
  const [problem, repair, weight = 'error'] = words[code] ?? [
    'The store reports ' + code + ' for %',
    'See docs/connectors.md.',
  ];
  return { problem: problem.replace('%', `"${name}"`), repair, weight };
}

/** Codes with words. */
export const probeCodes: readonly string[] = Object.keys(words);
