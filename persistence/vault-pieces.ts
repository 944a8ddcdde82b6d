/** One piece of a content that is written or read in order. */
export interface Piece {
  /** Valid until the next piece is asked for: the same memory is filled again. */
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** Cuts a content into pieces of exactly `size` bytes; the last one may be shorter, and there is always one. */
export async function* piecesOf(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<Piece> {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const bytes of content) {
    for (let at = 0; at < bytes.length;) {
      // Only now is it known that the full piece was not the last.
      if (filled === size) {
        yield { bytes: buffer, last: false };
        filled = 0;
      }
      const taken = Math.min(size - filled, bytes.length - at);
      buffer.set(bytes.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
    }
  }
  yield { bytes: buffer.subarray(0, filled), last: true };
}
