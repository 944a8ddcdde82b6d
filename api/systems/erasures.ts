import type { IdentifierKind } from '../../domain/data-map';
import { PublicError } from '../../domain/errors';
import type { Call } from '../call';
import type { Answer } from '../route';

/** Identifiers that somebody is about to import. */
export interface ErasureQuestion {
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string }[];
}

/**
 * Which identifiers belonged to somebody whose deletion was proven, and since when. It says neither who asked for it nor
 * where the data were: what a system must know before it imports is all that it learns.
 */
export async function checkErasures(call: Call<undefined, ErasureQuestion>): Promise<Answer> {
  const { deps, body } = call;
  const identifiers = body.identifiers.map(({ kind, value }, index) => {
    const normal = deps.normaliseIdentifier(kind, value);
    if (normal !== undefined) return { kind, value: normal };
    const path = `identifiers.${index}.value`;
    throw new PublicError('DSR_IDENTIFIER_INVALID', `${path}: the value is no ${kind}.`, [
      { path, problem: `Expected the form of ${kind}.` },
    ]);
  });
  const erasures = await deps.books.deletions.erasures(identifiers);
  const items = erasures.map((erasure) =>
    erasure === undefined ? { erased: false } : { erased: true, since: erasure.erasedAt },
  );
  return { body: { items } };
}
