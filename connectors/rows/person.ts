import type { Identifier } from '../../domain/connector';
import type { IdentifierKind } from '../../domain/data-map';
import { normalIdentifier } from '../identifier-form';

/** A person as a store can recognise them: by identifiers in normal form. Personal data. */
export interface Person {
  /** How a text in a field of that kind belongs to the person; `undefined` when it does not. */
  readonly recognises: (kind: IdentifierKind, text: string | null) => Identifier['sharing'] | undefined;
  /** The identifier that the text in a field of that kind is, with the period in which it was the person's. */
  readonly known: (kind: IdentifierKind, text: string | null) => Identifier | undefined;
  /** Customer numbers of the person. A row with another number is somebody else's, whatever else it carries. */
  readonly numbers: ReadonlySet<string>;
  readonly identifiers: readonly Identifier[];
}

/** Builds a person from identifiers, which need not be in normal form. Empty ones recognise nothing and are dropped. */
export function personOf(identifiers: readonly Identifier[]): Person {
  const sharing = new Map<string, Identifier>();
  for (const given of identifiers) {
    const identifier = { ...given, value: normalIdentifier(given.kind, given.value) };
    const id = `${identifier.kind} ${identifier.value}`;
    // An identifier given both ways is shared: the doubt wins.
    if (identifier.value !== '' && sharing.get(id)?.sharing !== 'shared') sharing.set(id, identifier);
  }
  const all = [...sharing.values()];
  const known: Person['known'] = (kind, text) =>
    text === null ? undefined : sharing.get(`${kind} ${normalIdentifier(kind, text)}`);
  return {
    identifiers: all,
    numbers: new Set(all.filter((one) => one.kind === 'customerNumber').map((one) => one.value)),
    known,
    recognises: (kind, text) => known(kind, text)?.sharing,
  };
}
