import type { Candidate, Identifier } from '../../domain/connector';
import type { CollectionMap } from '../../domain/data-map';
import { normalIdentifier } from '../identifier-form';
import { personOf } from './person';
import type { Lookup, RowReader, StoredRow } from './row-store';
import { batchesOf } from './row-store';

/** People in the register who match any identifier; each with all identifiers that the register holds of them. */
export async function findRegisteredPeople(
  reader: RowReader,
  register: CollectionMap,
  identifiers: readonly Identifier[],
): Promise<readonly Candidate[]> {
  const person = personOf(identifiers);
  const found = await findHolders(reader, register, person.identifiers);
  const matching = found.filter((row) => matchedBy(reader, register, row, identifiers).length > 0);
  const held = matching.flatMap((row) => identifiersOn(reader, register, row));
  const holders = await findHolders(reader, register, held);
  return matching.map((row) => {
    const identifiersHeld = identifiersOn(reader, register, row).map((one): Identifier => {
      const isHeldByAnother = holders.some(
        (other) =>
          other.key !== row.key &&
          identifiersOn(reader, register, other).some(
            (its) => its.kind === one.kind && its.value === one.value,
          ),
      );
      return { ...one, sharing: isHeldByAnother ? 'shared' : 'sole' };
    });
    return {
      ...told(reader, register, row),
      matchedBy: matchedBy(reader, register, row, identifiers),
      identifiers: identifiersHeld,
    };
  });
}

/** Fields of the register that hold identifiers: by lookup or by what the map says of the field. */
function identityFields(register: CollectionMap): readonly Lookup[] {
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
  const fields = [...new Set([...lookups.map((lookup) => lookup.field), ...tells])];
  const rows = new Map<string, StoredRow>();
  for (const batch of batchesOf(identifiers))
    for (const row of await reader.findByIdentifiers(register, lookups, batch, fields))
      rows.set(row.key, row);
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function identifiersOn(
  reader: RowReader,
  register: CollectionMap,
  row: StoredRow,
): readonly Pick<Identifier, 'kind' | 'value'>[] {
  const all = identityFields(register).map(({ kind, field }) => ({
    kind,
    value: normalIdentifier(kind, reader.text(row.values[field]) ?? ''),
  }));
  return all.filter(
    (one, at) =>
      one.value !== '' &&
      all.findIndex((other) => other.kind === one.kind && other.value === one.value) === at,
  );
}

function matchedBy(
  reader: RowReader,
  register: CollectionMap,
  row: StoredRow,
  identifiers: readonly Identifier[],
): Candidate['matchedBy'] {
  const person = personOf(identifiers);
  const held = identifiersOn(reader, register, row);
  return [
    ...new Set(
      held.filter((one) => person.recognises(one.kind, one.value) !== undefined).map((one) => one.kind),
    ),
  ];
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
