import type { Identifier } from '../../domain/connector';
import { normalIdentifier } from '../identifier-form';
import { jsonText } from '../json-values/json-fields';
import type { Lookup } from '../rows/row-store';
import { keyForms } from './key-forms';
import type { KeyParts, KeyPattern } from './key-pattern';

/** Identifiers to search by; their sharing does not matter here. */
type Wanted = readonly Pick<Identifier, 'kind' | 'value'>[];

/**
 * The parts by which names can be asked for, one set per form of an identifier; `undefined` when a look-up is by a field,
 * and every record must be seen.
 */
export function knownParts(
  pattern: KeyPattern,
  lookups: readonly Lookup[],
  identifiers: Wanted,
): readonly KeyParts[] | undefined {
  const wanted = lookups.flatMap((lookup) =>
    identifiers
      .filter(({ kind }) => kind === lookup.kind)
      .map((identifier) => ({ field: lookup.field, identifier })),
  );
  if (wanted.some(({ field }) => !pattern.parts.includes(field))) return undefined;
  return wanted.flatMap(({ field, identifier }) => keyForms(identifier).map((form) => ({ [field]: form })));
}

/** True when the parts of a name are among the known ones; all are when nothing is known. */
export function areKnown(parts: KeyParts, known: readonly KeyParts[] | undefined): boolean {
  return (
    known === undefined ||
    known.some((one) => Object.entries(one).every(([name, text]) => parts[name] === text))
  );
}

/** Tells whether one of the identifiers stands in one of the fields of a record, given all values of a field. */
export type HoldsIdentifier = (valuesOf: (field: string) => readonly unknown[]) => boolean;

/** The test for records that hold one of the identifiers in one of the fields, in whatever form it was written. */
export function holdsIdentifier(lookups: readonly Lookup[], identifiers: Wanted): HoldsIdentifier {
  const wanted = lookups.map(({ kind, field }) => ({
    kind,
    field,
    normals: new Set(
      identifiers.filter((one) => one.kind === kind).map(({ value }) => normalIdentifier(kind, value)),
    ),
  }));
  return (valuesOf) =>
    wanted.some(({ kind, field, normals }) =>
      valuesOf(field).some((value) => {
        const normal = normalIdentifier(kind, jsonText(value) ?? '');
        return normal !== '' && normals.has(normal);
      }),
    );
}
