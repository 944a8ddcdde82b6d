import { trusted } from 'mongoose';
import { PublicError } from '../domain/errors';
import type { Page } from '../domain/ports';
import { boundedLimit } from './plain-values';

/** What every listed document has: its id, and the instant by which it is sorted. */
interface Listed {
  readonly _id: string;
  readonly orderAt: Date;
}

const idPattern = /^[\w/%@:.-]{1,256}$/;
const latestMs = 8.64e15;

/**
 * Filter and limit of one page after a cursor, in the order (orderAt, _id): `-1` newest first, `1` soonest first.
 * One document more than the page is read, to know whether another page follows.
 * @throws PublicError DSR_PAGE_CURSOR_INVALID
 */
export function keysetPage(
  cursor: string | undefined,
  limit: number,
  direction: 1 | -1,
): { filter: object; sort: { orderAt: 1 | -1; _id: 1 | -1 }; limit: number } {
  const sort = { orderAt: direction, _id: direction } as const;
  const readLimit = boundedLimit(limit) + 1;
  if (cursor === undefined) return { filter: {}, sort, limit: readLimit };
  const { orderAt, _id } = decodeCursor(cursor);
  const [beyond, orEqual] = direction === 1 ? ['$gt', '$gte'] : ['$lt', '$lte'];
  const filter = {
    // The first condition lets the index start in the right place; the second deals with equal instants.
    orderAt: trusted({ [orEqual]: orderAt }),
    $or: [{ orderAt: trusted({ [beyond]: orderAt }) }, { _id: trusted({ [beyond]: _id }) }],
  };
  return { filter, sort, limit: readLimit };
}

/** The page out of what {@link keysetPage}'s query returned. */
export function pageOf<D extends Listed, T>(
  found: readonly D[],
  limit: number,
  toItem: (document: D) => T,
): Page<T> {
  const shown = found.slice(0, boundedLimit(limit));
  const last = shown.at(-1);
  const items = shown.map(toItem);
  return found.length > shown.length && last !== undefined ? { items, next: encodeCursor(last) } : { items };
}

function encodeCursor({ orderAt, _id }: Listed): string {
  return Buffer.from(JSON.stringify([orderAt.getTime(), _id]), 'utf8').toString('base64url');
}

function decodeCursor(cursor: string): Listed {
  const [ms, id, ...others] = parse(cursor);
  if (typeof ms !== 'number' || !Number.isInteger(ms) || Math.abs(ms) > latestMs) throw invalid();
  if (typeof id !== 'string' || !idPattern.test(id) || others.length > 0) throw invalid();
  return { orderAt: new Date(ms), _id: id };
}

function parse(cursor: unknown): readonly unknown[] {
  try {
    if (typeof cursor !== 'string') throw invalid();
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    throw invalid();
  }
}

function invalid(): PublicError {
  return new PublicError('DSR_PAGE_CURSOR_INVALID');
}
