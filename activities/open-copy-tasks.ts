import { engine } from '../domain/actor';
import { copiesOf } from '../domain/copies';
import { taskIdOf } from '../domain/ids';
import type { RequestId } from '../domain/ids';
import { localDateOf } from '../domain/local-time';
import type { StoreOutcome } from '../domain/outcome';
import { rightOnStores } from '../domain/right';
import type { CoreDeps } from './deps';
import { requestContext } from './deps';

/** A copy that only people can clear is a task when the request closes: the letter has promised its last day. */
export async function openCopyTasks(
  deps: CoreDeps,
  requestId: RequestId,
  outcomes: readonly StoreOutcome[],
  at: string,
): Promise<void> {
  if (!outcomes.some(({ collections }) => collections.length > 0)) return;
  const { view, map } = await requestContext(deps.books, requestId);
  if (rightOnStores(view.right) !== 'deletion') return;
  const day = localDateOf(at, deps.settings.clocks.zone, 'closedAt');
  for (const { copyId, clearedBy, until } of copiesOf(map.copies, outcomes, day)) {
    if (clearedBy !== 'hand') continue;
    const taskId = taskIdOf(requestId, 'copy', copyId);
    const [storeId = ''] = map.copies.find(({ id }) => id === copyId)?.of ?? [];
    const facts = { taskId, kind: 'storeTrouble', storeId, reason: 'copyByHand', copyId, until };
    const entry = { key: `copy/${copyId}`, type: 'taskOpened' as const, at, actor: engine, facts };
    await deps.books.evidence.append(requestId, [entry]);
    await deps.books.tasks.open({
      taskId,
      requestId,
      kind: 'storeTrouble',
      storeId,
      openedAt: at,
      reason: 'copyByHand',
      dueAt: `${until}T00:00:00Z`,
    });
  }
}
