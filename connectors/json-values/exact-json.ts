import { randomUUID } from 'node:crypto';

/** A number that JavaScript would round or write differently, with all its digits. */
export class ExactNumber {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
  toString(): string {
    return this.digits;
  }
  /** Read back by {@link printJson}. */
  toJSON(): string {
    return numberMark + this.digits;
  }
}

/** Deepest nesting that is read; what is deeper is hostile. */
const mostLevels = 64;

/** Stands before the digits of an exact number while JSON is read or written. Nobody can guess it. */
const numberMark = `number:${randomUUID()}:`;
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gsu;
/** Only such digits can be a number that JavaScript would change. */
const maybeInexact = /\d[.eE]|\d{16}|-0/;
const printedNumber = new RegExp(`"${numberMark}([^"]*)"`, 'g');

/** Reads JSON without losing a digit. Throws SyntaxError for what is no JSON, RangeError for what nests too deep. */
export function parseJson(text: string): unknown {
  assertShallow(text);
  const plain: unknown = JSON.parse(text); // Only what is JSON as it stands may be rewritten below.
  if (!maybeInexact.test(text)) return plain;
  const marked = text.replace(tokens, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(numberMark + token),
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(numberMark)
      ? new ExactNumber(value.slice(numberMark.length))
      : value,
  );
}

/** Writes what {@link parseJson} read, on one line, every number with the digits that it had. */
export function printJson(value: unknown): string {
  return JSON.stringify(value).replace(printedNumber, '$1');
}

function assertShallow(text: string): void {
  if ((text.match(/[{[]/g)?.length ?? 0) <= mostLevels) return;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (isText && sign === '\\') at += 1;
    else if (sign === '"') isText = !isText;
    else if (isText) continue;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth > mostLevels) throw new RangeError(`Expected at most ${mostLevels} levels of JSON.`);
  }
}
