import type { StoreMap } from '../../domain/data-map';
import { failWith } from './processor-failure';

/** Largest answer that is read, in bytes. */
const maxAnswerBytes = 1_048_576;
/** Deepest nesting that is parsed. */
const maxDepth = 16;
/** Most values in one answer. */
const maxValues = 100_000;

/**
 * Reads an answer as JSON, within caps on bytes, depth and count, whatever it claims to be: it is somebody else's machine.
 * Numbers that JavaScript cannot hold exactly come as their text. An empty answer is `undefined`.
 * Throws `hostileAnswer`.
 */
export async function answerJson(store: StoreMap, response: Response): Promise<unknown> {
  const text = await textOf(store, response);
  if (text === '') return undefined;
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:[a-z0-9.+-]+\+)?json$/.test(type))
    throw failWith(store)('hostileAnswer', 'answered with something that is not JSON');
  checkShape(store, text);
  try {
    const parsed = JSON.parse(text) as unknown;
    const exact = withExactNumbers(text);
    return exact === text ? parsed : (JSON.parse(exact) as unknown);
  } catch {
    throw failWith(store)('hostileAnswer', 'answered with broken JSON');
  }
}

/** Reads up to the cap and no further. */
async function textOf(store: StoreMap, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes)
      throw failWith(store)('hostileAnswer', `answered with more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}

/** Depth and number of values, in one pass and without recursion: it must cost nothing however hostile the text is. */
function checkShape(store: StoreMap, text: string): void {
  let depth = 0;
  let values = 1;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isInText) {
      if (letter === '\\') at += 1;
      else if (letter === '"') isInText = false;
    } else if (letter === '"') isInText = true;
    else if (letter === '[' || letter === '{') depth += 1;
    else if (letter === ']' || letter === '}') depth -= 1;
    else if (letter === ',') values += 1;
    if (depth > maxDepth) throw failWith(store)('hostileAnswer', 'answered with JSON nested too deep');
    if (values > maxValues) throw failWith(store)('hostileAnswer', 'answered with too many values');
  }
}

/** JSON in which numbers that would lose digits stand as texts. The text given has been parsed before. */
function withExactNumbers(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : JSON.stringify(token),
  );
}
