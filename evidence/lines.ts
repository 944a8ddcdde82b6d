import { TextDecoder } from 'node:util';
import { PackError } from './pack-error';

/** Longest line that is read, in characters. An entry has some hundred; a pack from a stranger may try anything. */
const longestLine = 4 * 1024 * 1024;

/**
 * Splits UTF-8 text into its lines, holding one chunk and one line at a time. A newline at the very end is no empty
 * line. @throws {@link PackError} on bytes that are no UTF-8 and on a line longer than 4 MB.
 */
export async function* splitLines(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let number = 1;
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decode(decoder, chunk, number);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield line;
      number += 1;
    }
    if (rest.length > longestLine) throw new PackError(number, `longer than ${longestLine} characters.`);
  }
  rest += decode(decoder, undefined, number);
  if (rest !== '') yield rest;
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, line: number): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new PackError(line, 'bytes that are not UTF-8 stand here or soon after.');
  }
}
