import type { DataMap, IdentifierKind, PurposeMap } from '../../domain/data-map';
import type { Decision, DecisionException } from '../../domain/decision';
import { decideUse, storage } from '../../domain/decision';
import { PublicError } from '../../domain/errors';
import type { RegisterEntry, RegisterUse } from '../../domain/ports';
import type { Call } from '../call';
import { callerId } from '../call';
import type { Answer } from '../route';
import { signedAnswer } from './decision-answer';

/** The question. */
export interface DecisionQuestion {
  readonly identifier: { readonly kind: IdentifierKind; readonly value: string };
  readonly purpose: string;
  /** Why the use is allowed in spite of a restriction, as the caller claims and answers for it. */
  readonly exception?: DecisionException | undefined;
}

/** Answers "may this person's data be processed for this purpose?" from the register, whatever the stores are doing. */
export async function decide(call: Call<undefined, DecisionQuestion>): Promise<Answer> {
  const { deps, body } = call;
  const value = normalOf(call);
  const purpose = purposeOf(deps.dataMap, body.purpose);
  const entries = await deps.books.register.concerning(body.identifier.kind, value);
  const decision = decideUse(entries, { purpose, exception: body.exception });
  // Before the answer: an exception that cannot be recorded is not granted.
  await deps.books.registerUses.add(usesIn(call, decision));
  const because = decision.forbiddenBy.map(reasonOf);
  const exception = decision.exceptedFrom.length > 0 ? { exception: body.exception } : {};
  const caller = callerId(call.caller);
  const identifier = await deps.books.register.fingerprint(caller, body.identifier.kind, value);
  const answer = { allowed: decision.allowed, purpose: body.purpose, identifier, because, ...exception };
  return { body: await signedAnswer(deps.decisions, caller, call.now, answer) };
}

function normalOf({ deps, body }: Call<undefined, DecisionQuestion>): string {
  const { kind, value } = body.identifier;
  const normal = deps.normaliseIdentifier(kind, value);
  if (normal !== undefined) return normal;
  throw new PublicError('DSR_IDENTIFIER_INVALID', `identifier: the value is no ${kind}.`, [
    { path: 'identifier.value', problem: `Expected the form of ${kind}.` },
  ]);
}

/** A purpose that nobody knows must not be answered with "allowed": a slip of the pen would switch an objection off. */
function purposeOf(map: DataMap, id: string): PurposeMap | undefined {
  const found = map.purposes.find((purpose) => purpose.id === id);
  if (found !== undefined || id === storage) return found;
  const known = [storage, ...map.purposes.map((purpose) => purpose.id)].join(', ');
  throw new PublicError('DSR_BODY_INVALID', `purpose: expected one of ${known}.`, [
    { path: 'purpose', problem: `Expected one of ${known}.` },
  ]);
}

function reasonOf({ kind, requestId, since }: RegisterEntry): object {
  return { kind, requestId, since };
}

/** What is counted of the question: who asked, for what, and which requests stood against it. Never about whom. */
function usesIn(
  { caller, body, now }: Call<undefined, DecisionQuestion>,
  { forbiddenBy, exceptedFrom }: Decision,
): readonly Omit<RegisterUse, 'count'>[] {
  const use = { caller: callerId(caller), purpose: body.purpose, day: now.slice(0, 10) };
  const { exception } = body;
  return [
    ...forbiddenBy.map(({ requestId, kind }) => ({ ...use, requestId, kind, answer: 'refused' as const })),
    ...(exception === undefined
      ? []
      : exceptedFrom.map(({ requestId, kind }) => ({ ...use, requestId, kind, answer: exception }))),
  ];
}
