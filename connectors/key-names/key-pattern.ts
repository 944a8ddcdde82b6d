import { escapedPattern } from '../escaped-pattern';

/** What a key pattern is made of: text as it stands, a named part, or anything (`*`). */
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'part'; readonly name: string }
  | { readonly kind: 'rest' };

/** Values of named parts. Personal data. */
export type KeyParts = Readonly<Record<string, string>>;

/** The form of the key names of one collection, such as `session:{customerNumber}:*`. */
export interface KeyPattern {
  /** Names of the parts; each is a field of the record. */
  readonly parts: readonly string[];
  /** The parts of a key name; `undefined` when the name does not fit. */
  readonly match: (key: string) => KeyParts | undefined;
  /** The whole key name when the known parts leave nothing open. */
  readonly name: (known: KeyParts) => string | undefined;
  /** The text with which every fitting key name with these parts begins. */
  readonly prefix: (known: KeyParts) => string;
  /** A pattern in the language of Redis that every fitting key name with these parts matches. */
  readonly glob: (known: KeyParts) => string;
}

/**
 * Reads the `source` of a collection that is found by its key names. `{name}` is a part without the delimiter (and without
 * the sign that follows it), `*` is anything, also nothing. RangeError when a name is used twice or a bracket is open.
 */
export function keyPattern(source: string, delimiter: ':' | '/'): KeyPattern {
  const pieces = piecesOf(source);
  const parts = pieces.flatMap((piece) => (piece.kind === 'part' ? [piece.name] : []));
  if (new Set(parts).size < parts.length) throw new RangeError('A key pattern names each of its parts once.');
  const form = new RegExp(`^${pieces.map((_, at) => expression(pieces, at, delimiter)).join('')}$`, 'su');
  const filled = (known: KeyParts) =>
    pieces.map((piece) =>
      piece.kind === 'text' ? piece.text : piece.kind === 'part' ? known[piece.name] : undefined,
    );
  return {
    parts,
    match: (key) => {
      const found = form.exec(key);
      return found === null
        ? undefined
        : Object.fromEntries(parts.map((name, at) => [name, found[at + 1] ?? '']));
    },
    name: (known) => {
      const texts = filled(known);
      return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
    },
    prefix: (known) => {
      const texts = filled(known);
      const open = texts.indexOf(undefined);
      return (open < 0 ? texts : texts.slice(0, open)).join('');
    },
    glob: (known) =>
      filled(known)
        .map((text) => (text === undefined ? '*' : text.replace(/[*?[\]\\^]/g, '\\$&')))
        .join(''),
  };
}

function piecesOf(source: string): readonly Piece[] {
  return (source.match(/\{[^{}]*\}|\*|[^{}*]+|[{}]/gu) ?? []).map((text): Piece => {
    if (text === '*') return { kind: 'rest' };
    if (text === '{' || text === '}' || text === '{}')
      throw new RangeError('Expected named parts of a key pattern in brackets, such as {customerNumber}.');
    return text.startsWith('{') ? { kind: 'part', name: text.slice(1, -1) } : { kind: 'text', text };
  });
}

function expression(pieces: readonly Piece[], at: number, delimiter: string): string {
  const piece = pieces[at];
  if (piece === undefined || piece.kind === 'rest') return '.*';
  if (piece.kind === 'text') return escapedPattern(piece.text);
  const next = pieces[at + 1];
  const end = next?.kind === 'text' ? (Array.from(next.text)[0] ?? '') : '';
  return `([^${escapedPattern(delimiter)}${escapedPattern(end)}]+)`;
}
