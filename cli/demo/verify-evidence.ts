import { parseRequestId } from '../../domain/ids';
import { ChainVerifier, failureText } from '../../evidence/verify';
import { openEvidence } from '../../persistence/create-persistence';

/** Reads a request's chain from the database and verifies it, as `habeas evidence export | verify` does. Throws when broken. */
export async function verifyEvidenceOf(
  env: Readonly<Record<string, string | undefined>>,
  id: string,
): Promise<{ entries: number; head: string }> {
  const requestId = parseRequestId(id);
  if (requestId === undefined) throw new Error(`${id} is not a request id.`);
  const source = await openEvidence({
    uri: env['DSR_MONGODB_URI'] ?? '',
    database: env['DSR_MONGODB_DATABASE'] ?? 'habeas',
  });
  try {
    const verifier = new ChainVerifier({ requestId });
    const head = await source.head(requestId);
    for await (const entry of source.entries(requestId, head?.seq ?? 0)) verifier.next(entry);
    const result = verifier.finish();
    if (!result.ok) throw new Error(failureText(result));
    return result;
  } finally {
    await source.close();
  }
}
