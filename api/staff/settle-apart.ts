import { reached } from '../../domain/clock-state';
import type { EvidenceDraft } from '../../domain/evidence';
import type { Task } from '../../domain/ports';
import type { TaskResult } from '../../domain/request';
import { ledgerLines } from '../../domain/request-clocks';
import type { Call } from '../call';
import { viewOf } from '../call';
import type { Answer } from '../route';

/**
 * Completes a task that no workflow waits for: a letter that no mail server took (`done` when the person got it another
 * way), or trouble that came up after the request was closed. Written here for that reason. For a closed request the
 * answer has arrived with `done`, and its clocks are satisfied.
 */
export async function settleApart(call: Call, task: Task, result: TaskResult): Promise<Answer> {
  const { requestId, phase, version, clocks } = viewOf(call);
  const { books } = call.deps;
  const by = call.actor.kind === 'staff' ? call.actor.id : call.actor.kind;
  const entry: EvidenceDraft = {
    key: `task/${task.taskId}/completed`,
    type: 'taskCompleted',
    at: call.now,
    actor: call.actor,
    facts: { taskId: task.taskId, kind: task.kind, result },
  };
  await books.evidence.append(requestId, [entry]);
  // To see that what was refused is done is no delivery of a letter: it satisfies no clock.
  if (phase === 'closed' && result === 'done' && task.kind !== 'reopen') {
    const answered = reached(clocks, ['acknowledgement', 'answer'], call.now);
    await books.deadlines.write(requestId, ledgerLines(requestId, answered));
    await books.requests.attach(requestId, { clocks: answered });
  }
  await books.tasks.close(task.taskId, 'done', by, call.now, result);
  return { body: { version, phase } };
}
