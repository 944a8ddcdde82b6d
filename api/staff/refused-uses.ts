import type { Call } from '../call';
import { viewOf } from '../call';
import type { Answer } from '../route';

const longestList = 1_000;

/** Which systems wanted to use the person's data although this request stood against it, and how often. */
export async function listRefusedUses(call: Call): Promise<Answer> {
  const { requestId } = viewOf(call);
  return { body: { items: await call.deps.books.registerUses.list(requestId, longestList) } };
}
