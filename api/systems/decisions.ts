import type { DataMap, IdentifierKind } from '../../domain/data-map';
import { PublicError } from '../../domain/errors';
import type { RegisterEntry } from '../../domain/ports';
import type { Call } from '../call';
import type { Answer } from '../route';

/** Keeping data without using them: what a restriction still allows (GDPR art 18(2)). */
const storage = 'storage';

/** The question. */
export interface DecisionQuestion {
  readonly identifier: { readonly kind: IdentifierKind; readonly value: string };
  readonly purpose: string;
}

/** Answers "may this person's data be processed for this purpose?" from the register, whatever the stores are doing. */
export async function decide(call: Call<undefined, DecisionQuestion>): Promise<Answer> {
  const { deps, body } = call;
  const { kind, value } = body.identifier;
  const normal = deps.normaliseIdentifier(kind, value);
  if (normal === undefined)
    throw new PublicError('DSR_IDENTIFIER_INVALID', `identifier: the value is no ${kind}.`, [
      { path: 'identifier.value', problem: `Expected the form of ${kind}.` },
    ]);
  checkPurpose(deps.dataMap, body.purpose);
  const entries = await deps.books.register.concerning(kind, normal);
  const because = entries
    .filter((entry) => forbids(entry, body.purpose))
    .map(({ kind: reason, requestId, since }) => ({ kind: reason, requestId, since }));
  return { body: { allowed: because.length === 0, because } };
}

/** A purpose that nobody knows must not be answered with "allowed": a slip of the pen would switch an objection off. */
function checkPurpose(map: DataMap, purpose: string): void {
  const known = [storage, ...map.purposes.map(({ id }) => id)];
  if (known.includes(purpose)) return;
  throw new PublicError('DSR_BODY_INVALID', `purpose: expected one of ${known.join(', ')}.`, [
    { path: 'purpose', problem: `Expected one of ${known.join(', ')}.` },
  ]);
}

/** True when the entry forbids processing for the purpose. */
export function forbids(entry: RegisterEntry, purpose: string): boolean {
  if (entry.status !== 'active') return false;
  if (entry.kind === 'restriction' || entry.purposes.includes('*')) return purpose !== storage;
  return entry.purposes.includes(purpose);
}
