/** One line of a content. */
export interface TextLine {
  /** Without the line break. */
  readonly text: string;
  /** Bytes from the beginning of the content to behind this line's break. */
  readonly end: number;
}

/** Lines of UTF-8 text that comes in pieces; a last line needs no break. Holds one line in memory. */
export async function* textLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder();
  let rest: Uint8Array[] = [];
  let end = 0;
  for await (const piece of content) {
    let from = 0;
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, from)) {
      const tail = piece.subarray(from, at);
      const line = rest.length === 0 ? tail : joined([...rest, tail]);
      rest = [];
      from = at + 1;
      end += line.length + 1;
      yield { text: decoder.decode(line), end };
    }
    // Copied: the piece's memory is its giver's.
    if (from < piece.length) rest.push(piece.slice(from));
  }
  if (rest.length > 0) {
    const line = joined(rest);
    yield { text: decoder.decode(line), end: end + line.length };
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
