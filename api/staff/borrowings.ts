import { PublicError } from '../../domain/errors';
import type { Task } from '../../domain/ports';
import type { Call } from '../call';
import { taskOf } from '../call';
import type { Answer } from '../route';

/** Who takes a paper file out of the archive, by staff id, and since which local date. */
export interface Borrowing {
  readonly borrower: string;
  readonly since: string;
}

/** A paper file leaves the archive. Until it is back, nobody can say that it was destroyed or that nothing was there. */
export async function borrowFile(call: Call<undefined, Borrowing>): Promise<Answer> {
  const task = openPaper(call);
  const { borrower: by, since } = call.body;
  if (task.borrowed !== undefined && task.borrowed.by !== by) throw new PublicError('DSR_FILE_BORROWED');
  return lend(call, task, { by, since });
}

/** A paper file is back. */
export function returnFile(call: Call): Promise<Answer> {
  return lend(call, openPaper(call), undefined);
}

function openPaper(call: Pick<Call, 'task'>): Task {
  const task = taskOf(call);
  if (task.status !== 'open') throw new PublicError('DSR_TASK_UNKNOWN');
  if (task.kind !== 'paperArchive')
    throw new PublicError('DSR_TASK_WRONG_KIND', `A task of kind ${task.kind} is about no paper file.`);
  return task;
}

async function lend(
  { deps, actor, now, repeatId }: Pick<Call, 'deps' | 'actor' | 'now' | 'repeatId'>,
  task: Task,
  borrowed: Task['borrowed'],
): Promise<Answer> {
  const { taskId, requestId, storeId = '' } = task;
  const entry = {
    key: `file/${taskId}/${repeatId}`,
    type: borrowed === undefined ? ('fileReturned' as const) : ('fileBorrowed' as const),
    at: now,
    actor,
    facts: { taskId, storeId, ...borrowed },
  };
  await deps.books.evidence.append(requestId, [entry]);
  await deps.books.tasks.lend(taskId, borrowed);
  return { body: { ...task, borrowed } };
}
