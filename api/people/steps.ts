import { PublicError } from '../../domain/errors';
import type { RequestView } from '../../domain/ports';
import type { Command } from '../../domain/request';
import type { Call } from '../call';
import { viewOf } from '../call';
import type { Answer } from '../route';
import { readPendingChange } from '../vault-slots';

/** Sends a command in the caller's name; the engine's transition table judges it. */
export async function command(call: Call, what: Command): Promise<Answer> {
  const { requestId } = viewOf(call);
  return { body: await call.deps.gateway.command(requestId, call.repeatId, what, call.actor) };
}

/** The person takes the request back. */
export function withdraw(call: Call): Promise<Answer> {
  return command(call, { name: 'withdraw' });
}

/** The exact change that the person must confirm. */
export async function showChange(call: Call): Promise<Answer> {
  const view = viewOf(call);
  if (view.right === 'cancellation') return showConsequences(call, view);
  const pending =
    view.change === undefined ? undefined : await readPendingChange(call.deps.books.vault, view.requestId);
  if (pending === undefined) throw new PublicError('DSR_NOT_FOUND', 'No change awaits your confirmation.');
  const confirmedAt = view.change?.hash === pending.hash ? view.change.confirmedAt : undefined;
  return { body: { ...pending, confirmedAt } };
}

/** What ends with the account: the person confirms that instead of a change. */
async function showConsequences(call: Call, { requestId, change }: RequestView): Promise<Answer> {
  if (change === undefined)
    throw new PublicError('DSR_NOT_FOUND', 'The consequences are not told yet; we write to you.');
  const consequences = await call.deps.books.vault.get(requestId, `consequences/${change.hash}`);
  return { body: { ...change, changes: [], consequences } };
}

/** The person confirms exactly the change, or the consequences, with this hash. */
export function confirmChange(call: Call<undefined, { hash: string }>): Promise<Answer> {
  return command(call, { name: 'confirmChange', hash: call.body.hash });
}
