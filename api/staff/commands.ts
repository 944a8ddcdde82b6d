import { PublicError } from '../../domain/errors';
import type { Call } from '../call';
import { viewOf } from '../call';
import { command } from '../people/steps';
import type { Answer } from '../route';

type Post<Body> = Call<undefined, Body>;

/** One approval, bound to the hash of what was shown. */
export function approve(call: Post<{ hash: string }>): Promise<Answer> {
  return command(call, { name: 'approve', hash: call.body.hash });
}

/** Sends the proposal back. */
export function reject(call: Post<{ hash: string; reasonCode: string }>): Promise<Answer> {
  const { hash, reasonCode } = call.body;
  return command(call, { name: 'reject', hash, reasonCode });
}

/** Proposes to refuse the request. */
export function refuse(call: Post<{ ground: string }>): Promise<Answer> {
  return command(call, { name: 'refuse', ground: call.body.ground });
}

/** The body of an objection's decision. */
export interface ObjectionDecision {
  readonly decision: 'stands' | 'lifted';
  readonly ground: string;
  readonly balance: string;
}

/**
 * Decides an objection. The balance is about the person, so it goes to the vault under its own keyed hash, and only that
 * hash to the engine: a decision that is refused afterwards overwrites nobody else's text.
 */
export async function decideObjection(call: Post<ObjectionDecision>): Promise<Answer> {
  const { vault } = call.deps.books;
  const { requestId } = viewOf(call);
  const { decision, ground, balance } = call.body;
  const balanceHash = await vault.commitment(requestId, { decision, ground, balance });
  await vault.put(requestId, `balance/${balanceHash}`, { decision, ground, balance });
  return command(call, { name: 'decideObjection', decision, ground, balanceHash });
}

/** Begins to lift the restriction of a closed request: the person is warned first. */
export async function liftRestriction(call: Post<object>): Promise<Answer> {
  const { requestId, right, phase, outcome } = viewOf(call);
  const entry = await call.deps.books.register.find(requestId);
  const inForce = right === 'restriction' && phase === 'closed' && entry?.status === 'active';
  if (!inForce)
    throw new PublicError(
      'DSR_LIFT_NOT_POSSIBLE',
      `Expected a closed restriction in force; this is ${right}, ${phase}${outcome === undefined ? '' : `, ${outcome}`}.`,
    );
  await call.deps.gateway.liftRestriction(requestId, call.actor);
  return { body: { status: 'warningThePerson' } };
}
