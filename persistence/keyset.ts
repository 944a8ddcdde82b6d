import { trusted } from 'mongoose';
import { PublicError } from '../domain/errors';
import type { Page } from '../domain/ports';
import { boundedLimit } from './plain-values';

/** Where a document stands in a listing: by the instant by which it is sorted, then by its id. */
interface Place {
  readonly _id: string;
  readonly at: Date;
}

/** What every listed document has: its id, and the instant by which it is sorted. */
type Listed<M extends string> = { readonly _id: string } & Readonly<Record<M, Date>>;

const idPattern = /^[\w/%@:.-]{1,256}$/;
const latestMs = 8.64e15;

/**
 * Filter and limit of one page after a cursor, in the order (member, _id): `-1` newest first, `1` soonest first.
 * One document more than the page is read, to know whether another page follows.
 * @throws PublicError DSR_PAGE_CURSOR_INVALID
 */
export function keysetPage(
  cursor: string | undefined,
  limit: number,
  direction: 1 | -1,
  member = 'orderAt',
): { filter: object; sort: Record<string, 1 | -1>; limit: number } {
  const sort = { [member]: direction, _id: direction };
  const readLimit = boundedLimit(limit) + 1;
  if (cursor === undefined) return { filter: {}, sort, limit: readLimit };
  const { at, _id } = decodeCursor(cursor);
  const [beyond, orEqual] = direction === 1 ? ['$gt', '$gte'] : ['$lt', '$lte'];
  const filter = {
    // The first condition lets the index start in the right place; the second deals with equal instants.
    [member]: trusted({ [orEqual]: at }),
    $or: [{ [member]: trusted({ [beyond]: at }) }, { _id: trusted({ [beyond]: _id }) }],
  };
  return { filter, sort, limit: readLimit };
}

/** The page out of what {@link keysetPage}'s query returned. */
export function pageOf<D extends Listed<'orderAt'>, T>(
  found: readonly D[],
  limit: number,
  toItem: (document: D) => T,
): Page<T> {
  return pageBy('orderAt', found, limit, toItem);
}

/** {@link pageOf}, sorted by another member. */
export function pageBy<M extends string, D extends Listed<M>, T>(
  member: M,
  found: readonly D[],
  limit: number,
  toItem: (document: D) => T,
): Page<T> {
  const shown = found.slice(0, boundedLimit(limit));
  const last = shown.at(-1);
  const items = shown.map(toItem);
  return found.length > shown.length && last !== undefined
    ? { items, next: encodeCursor({ at: last[member], _id: last._id }) }
    : { items };
}

function encodeCursor({ at, _id }: Place): string {
  return Buffer.from(JSON.stringify([at.getTime(), _id]), 'utf8').toString('base64url');
}

function decodeCursor(cursor: string): Place {
  const [ms, id, ...others] = parse(cursor);
  if (typeof ms !== 'number' || !Number.isInteger(ms) || Math.abs(ms) > latestMs) throw invalid();
  if (typeof id !== 'string' || !idPattern.test(id) || others.length > 0) throw invalid();
  return { at: new Date(ms), _id: id };
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
