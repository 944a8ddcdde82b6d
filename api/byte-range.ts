import { PublicError } from '../domain/errors';

/** A part of a content: from `from` to before `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The part that a Range header asks for, or `undefined` for the whole: without a header, in another unit, or for several
 * parts at once, which RFC 9110 (14.2) lets a server answer with everything.
 * @throws PublicError DSR_RANGE_NOT_SATISFIABLE when the part begins behind the end.
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replace(/\s/g, '') ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return undefined;
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (from >= bytes)
    throw new PublicError(
      'DSR_RANGE_NOT_SATISFIABLE',
      `The package has ${bytes} bytes; this begins behind them.`,
    );
  return { from, to };
}
