import type { StoreRelease } from '../../contracts/http/stores';
import { PublicError } from '../../domain/errors';
import type { Task } from '../../domain/ports';
import { afterRelease } from '../../domain/store-band';
import type { Call } from '../call';
import type { Answer } from '../route';

/** Tasks read at a time. */
const pageSize = 100;

/**
 * Lets deletions in a store go on after somebody has looked at it: plans that were held as too large may be carried out,
 * and the requests that wait for it try again. Released twice, the second time wakes whoever waits still.
 */
export async function releaseStore(call: Call<undefined, StoreRelease>): Promise<Answer> {
  const { deps, body, storeId = '', now, actor } = call;
  if (actor.kind !== 'staff') throw new PublicError('DSR_FORBIDDEN');
  const { storeBands } = deps.books;
  const known = await storeBands.find(storeId);
  if (known === undefined && !deps.dataMap.stores.some(({ id }) => id === storeId))
    throw new PublicError('DSR_NOT_FOUND');
  // Written before anybody tries again: whoever comes first must find the store released.
  const release = { by: actor.id, at: now, reasonCode: body.reasonCode };
  await storeBands.change(storeId, (band) => afterRelease(band, release));
  const waiting = await waitingFor(call, storeId);
  let retried = 0;
  for (const task of waiting) if (await tryAgain(call, task)) retried += 1;
  return { body: { storeId, heldPlans: known?.held.length ?? 0, retried, left: waiting.length - retried } };
}

/** Open tasks of requests that stopped before this store because it was out of the ordinary. */
async function waitingFor(
  { deps }: Call<undefined, StoreRelease>,
  storeId: string,
): Promise<readonly Task[]> {
  const found: Task[] = [];
  let cursor: string | undefined;
  do {
    const page = await deps.books.tasks.page({ status: 'open', kind: 'storeTrouble' }, cursor, pageSize);
    found.push(...page.items.filter((task) => task.storeId === storeId && task.reason === 'bandLeft'));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** False: the request no longer takes the answer, e.g. because it was closed; its task stays with staff. */
async function tryAgain(
  { deps, actor, repeatId }: Call<undefined, StoreRelease>,
  task: Task,
): Promise<boolean> {
  const { taskId, requestId } = task;
  const again = { name: 'completeTask', taskId, result: 'retry', witnesses: [] } as const;
  try {
    await deps.gateway.command(requestId, `${repeatId}.${taskId}`, again, actor);
    return true;
  } catch (error) {
    if (error instanceof PublicError && error.code !== 'DSR_UNAVAILABLE') return false;
    throw error;
  }
}
