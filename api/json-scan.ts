import { PublicError } from '../domain/errors';

const maxDepth = 10;
const maxKeys = 200;
/** Names with which JavaScript objects reach their prototypes. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A token of JSON: a string, or one of the characters that open, close and separate. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

interface Level {
  /** Names seen so far; undefined in an array. */
  readonly keys: Set<string> | undefined;
}

/**
 * Parses a body, and refuses what JSON.parse would let pass in silence: a name given twice (parsers disagree on which one
 * counts), names of prototypes, nesting and numbers of fields beyond any honest body.
 * @throws PublicError DSR_BODY_UNREADABLE, DSR_BODY_TOO_DEEP, DSR_BODY_INVALID
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PublicError('DSR_BODY_UNREADABLE');
  }
  scan(text);
  return value;
}

/** Walks the tokens of a text that is known to be JSON. */
function scan(text: string): void {
  const levels: Level[] = [];
  let count = 0;
  let lastString = '';
  for (const [found] of text.matchAll(token)) {
    if (found.startsWith('"')) lastString = found;
    else if (found === '{' || found === '[') {
      levels.push({ keys: found === '{' ? new Set() : undefined });
      if (levels.length > maxDepth) throw tooDeep();
    } else if (found === '}' || found === ']') levels.pop();
    else if (found === ':') {
      count += 1;
      if (count > maxKeys) throw tooDeep();
      checkKey(levels.at(-1)?.keys, lastString);
    }
  }
}

function checkKey(seen: Set<string> | undefined, literal: string): void {
  // Decoded, since "\u0061" and "a" are the same name.
  const key = JSON.parse(literal) as string;
  // The name itself is not echoed: it is the caller's, and may be anything.
  if (forbiddenKeys.has(key)) throw refused('A field has a name that is reserved.');
  if (seen?.has(key) === true) throw refused('A field is given twice in the same object.');
  seen?.add(key);
}

function refused(problem: string): PublicError {
  return new PublicError('DSR_BODY_INVALID', problem, [{ path: '', problem }]);
}

function tooDeep(): PublicError {
  return new PublicError(
    'DSR_BODY_TOO_DEEP',
    `Expected at most ${maxDepth} levels and ${maxKeys} fields; send less at once.`,
  );
}
