import type { FeeBody, RegimesBody } from '../../contracts/http/clocks';
import type { FeeResult, RecountCause } from '../../domain/request';
import { factsOf } from '../../domain/request-facts';
import type { Call } from '../call';
import { viewOf } from '../call';
import { countedClocks } from '../counted-clocks';
import { command } from '../people/steps';
import type { Answer } from '../route';
import { historyOf } from './deadlines';

type Post<Body> = Call<undefined, Body>;

/** Declares an extension of one regime; it holds once its notice is delivered. */
export function extend(call: Post<{ regime: string; ground: string }>): Promise<Answer> {
  const { regime, ground } = call.body;
  return command(call, { name: 'extend', regime, ground });
}

/** Stops the clocks that may stop for this reason, and asks the person for what is missing. */
export async function pause(call: Post<{ reason: string; missing?: string | undefined }>): Promise<Answer> {
  const { reason, missing } = call.body;
  if (missing === undefined) return command(call, { name: 'pause', reason });
  return command(call, { name: 'pause', reason, missingHash: await keepText(call, 'question', missing) });
}

/** Lets the clocks run on. */
export function resume(call: Post<object>): Promise<Answer> {
  return command(call, { name: 'resume' });
}

/** Asks the person for a fee. */
export async function demandFee(call: Post<FeeBody>): Promise<Answer> {
  const { regime, ground, amount } = call.body;
  const amountHash = await keepText(call, 'fee', amount);
  return command(call, { name: 'demandFee', regime, ground, amountHash });
}

/** The fee was paid, waived, or its demand taken back. */
export function recordFee(call: Post<{ result: FeeResult }>): Promise<Answer> {
  return command(call, { name: 'recordFee', result: call.body.result });
}

/** Other regimes apply. Each must be loaded, in force, and give the request a period. */
export function changeRegimes(call: Post<RegimesBody>): Promise<Answer> {
  const { regimes, ground } = call.body;
  const view = viewOf(call);
  for (const regime of regimes)
    countedClocks([regime], view.right, factsOf(historyOf(view)), call.deps.clocks);
  return command(call, { name: 'changeRegimes', regimes, ground });
}

/** Counts all clocks again. */
export function recomputeClocks(call: Post<{ cause: RecountCause }>): Promise<Answer> {
  return command(call, { name: 'recomputeClocks', cause: call.body.cause });
}

/**
 * What staff write to the person goes to the vault under its own keyed hash, and only that hash to the engine: a command
 * that is refused afterwards overwrites nobody else's text.
 */
async function keepText(
  call: Pick<Call, 'deps' | 'view'>,
  kind: 'question' | 'fee',
  text: string,
): Promise<string> {
  const { vault } = call.deps.books;
  const { requestId } = viewOf(call);
  const hash = await vault.commitment(requestId, { [kind]: text });
  await vault.put(requestId, `${kind}/${hash}`, text);
  return hash;
}
