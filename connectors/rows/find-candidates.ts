import type { Candidate, Identifier } from '../../domain/connector';
import type { CollectionMap, LookupMap } from '../../domain/data-map';
import { periodsMeet } from '../../domain/identity-graph';
import { normalIdentifier } from '../identifier-form';
import { personOf } from './person';
import type { RowReader, StoredRow } from './row-store';
import { batchesOf } from './row-store';
import { periodOn } from './whose-row';

/** What the register holds of one person to know them by. */
type Held = Pick<Identifier, 'kind' | 'value' | 'from' | 'until'>;

/**
 * People in the register who match any identifier; each with all identifiers that the register holds of them. Whoever had
 * a number once and has left it is told as such: the number may have been given to the one who asks.
 */
export async function findRegisteredPeople(
  reader: RowReader,
  register: CollectionMap,
  identifiers: readonly Identifier[],
): Promise<readonly Candidate[]> {
  const person = personOf(identifiers);
  const kindsOn = (row: StoredRow, isWanted: (one: Held) => boolean) => [
    ...new Set(
      identifiersOn(reader, register, row)
        .filter((one) => person.known(one.kind, one.value) !== undefined && isWanted(one))
        .map(({ kind }) => kind),
    ),
  ];
  const found = await findHolders(reader, register, person.identifiers);
  const matching = found.filter((row) => kindsOn(row, () => true).length > 0);
  const held = matching.flatMap((row) => identifiersOn(reader, register, row));
  const holders = await findHolders(reader, register, held);
  return matching.map((row) => {
    const isEnded = ({ until }: Held) => until !== undefined;
    const expired = kindsOn(row, isEnded);
    return {
      ...told(reader, register, row),
      matchedBy: kindsOn(row, (one) => !isEnded(one)),
      ...(expired.length > 0 && { expired }),
      identifiers: identifiersOn(reader, register, row).map((one): Identifier => {
        const isHeldByAnother = holders.some(
          (other) => other.key !== row.key && isHeldOn(identifiersOn(reader, register, other), one),
        );
        return { ...one, sharing: isHeldByAnother ? 'shared' : 'sole' };
      }),
    };
  });
}

/** True when one of these is the same identifier at the same time: one after the other is not together. */
function isHeldOn(others: readonly Held[], one: Held): boolean {
  return others.some((its) => its.kind === one.kind && its.value === one.value && periodsMeet(its, one));
}

/** Fields of the register that hold identifiers: by lookup or by what the map says of the field. */
function identityFields(register: CollectionMap): readonly LookupMap[] {
  const mapped = register.fields.flatMap(({ name, identity }) =>
    identity === undefined ? [] : [{ kind: identity, field: name }],
  );
  const all = [...register.lookups, ...mapped];
  return all.filter(
    (one, at) => all.findIndex((other) => other.kind === one.kind && other.field === one.field) === at,
  );
}

async function findHolders(
  reader: RowReader,
  register: CollectionMap,
  identifiers: readonly Pick<Identifier, 'kind' | 'value'>[],
): Promise<readonly StoredRow[]> {
  const lookups = identityFields(register);
  const tells = register.fields.filter((field) => field.tells !== undefined).map((field) => field.name);
  const named = lookups.flatMap(({ field, from, until }) => [field, from, until]);
  const fields = [...new Set([...named, ...tells].filter((field) => field !== undefined))];
  const rows = new Map<string, StoredRow>();
  for (const batch of batchesOf(identifiers))
    for (const row of await reader.findByIdentifiers(register, lookups, batch, fields))
      rows.set(row.key, row);
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function identifiersOn(reader: RowReader, register: CollectionMap, row: StoredRow): readonly Held[] {
  const all = identityFields(register).map((lookup) => ({
    kind: lookup.kind,
    value: normalIdentifier(lookup.kind, reader.text(row.values[lookup.field]) ?? ''),
    ...periodOn(reader, lookup, row),
  }));
  return all.filter(
    (one, at) =>
      one.value !== '' &&
      all.findIndex((other) => other.kind === one.kind && other.value === one.value) === at,
  );
}

function told(
  reader: RowReader,
  register: CollectionMap,
  row: StoredRow,
): Pick<Candidate, 'key' | 'name' | 'birthDate'> {
  const tell = (what: 'name' | 'birthDate') => {
    const field = register.fields.find((one) => one.tells === what);
    return field === undefined ? null : reader.text(row.values[field.name]);
  };
  const name = tell('name');
  const birthDate = tell('birthDate');
  return {
    key: row.key,
    ...(name !== null && { name }),
    ...(birthDate !== null && { birthDate: birthDate.slice(0, 10) }),
  };
}
