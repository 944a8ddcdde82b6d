import type { CloseInput } from '../contracts/temporal/messages';
import { earliestClock } from '../domain/clock-state';
import { taskIdOf } from '../domain/ids';
import type { CoreDeps } from './deps';

/**
 * An appeal that was upheld, in whole or in part, obliges: staff have a task to see that what was refused is done. It
 * outlives its request, which is closed, and is due when the appeal had to be answered.
 */
export async function openReopenTask(
  deps: CoreDeps,
  { requestId, outcome, ...end }: CloseInput,
): Promise<void> {
  if (outcome !== 'upheld' && outcome !== 'partlyUpheld') return;
  const view = await deps.books.requests.find(requestId);
  if (view?.right !== 'appeal') return;
  const clock = earliestClock(end.clocks, 'answer');
  await deps.books.tasks.open({
    taskId: taskIdOf(requestId, 'reopen'),
    kind: 'reopen',
    requestId,
    openedAt: end.at,
    ...(clock === undefined ? {} : { dueAt: clock.strictAt }),
  });
}
