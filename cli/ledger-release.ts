import { releaseFromLedger } from '../activities/release-from-ledger';
import { normaliseIdentifier } from '../datamap/normalise';
import type { IdentifierKind } from '../domain/data-map';
import { openLedger } from '../worker/ledger-main';
import { refusedStatus } from './usage-error';

/** Exit status when the ledger does not know the identifier. */
const unknownStatus = 3;
/** No identifier is longer. */
const longestInput = 4_096;

/** `habeas ledger release`: the identifier comes from `input`. */
export async function releaseIdentifier(
  options: { readonly kind: IdentifierKind; readonly staff: string; readonly reason: string },
  input: AsyncIterable<Buffer | string> = process.stdin,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const { kind, staff: staffId, reason } = options;
  try {
    const value = normaliseIdentifier(kind, await readText(input));
    if (value === undefined) throw new Error(`Standard input holds no ${kind}.`);
    const books = await openLedger(env);
    try {
      const at = new Date().toISOString();
      const requests = await releaseFromLedger(books, {
        identifier: { kind, value },
        staffId,
        reason,
        at,
      });
      if (requests.length === 0) {
        console.error('The ledger does not know this identifier: nothing to release.');
        process.exitCode = unknownStatus;
      } else console.log(`Released; it had been deleted by ${requests.join(', ')}.`);
    } finally {
      await books.close();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Failed for an unknown reason.');
    process.exitCode = refusedStatus;
  }
}

async function readText(input: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += chunk.toString();
    if (text.length > longestInput) throw new Error('Standard input is longer than any identifier.');
  }
  return text.trim();
}
