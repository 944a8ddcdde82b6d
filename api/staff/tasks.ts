import type { TaskCompletion } from '../../contracts/http/staff';
import { PublicError } from '../../domain/errors';
import { parseRequestId } from '../../domain/ids';
import type { Task } from '../../domain/ports';
import type { Command, TaskKind } from '../../domain/request';
import type { Call } from '../call';
import { taskOf, viewOf } from '../call';
import { command } from '../people/steps';
import type { Answer } from '../route';
import { readCandidates } from '../vault-slots';
import { noteView } from './note-view';
import { settleApart } from './settle-apart';

const defaultLimit = 25;

/** Filters of the list. */
export interface TaskListQuery {
  readonly status?: Task['status'] | undefined;
  readonly kind?: TaskKind | undefined;
  readonly requestId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** A page of tasks, soonest to begin first; the open ones unless asked otherwise. */
export async function listTasks(call: Call<TaskListQuery>): Promise<Answer> {
  const { status, kind, cursor, limit, requestId: wanted } = call.query;
  const requestId = wanted === undefined ? undefined : parseRequestId(wanted);
  if (wanted !== undefined && requestId === undefined) return { body: { items: [] } };
  const filter = {
    status: status ?? 'open',
    ...(kind === undefined ? {} : { kind }),
    ...(requestId === undefined ? {} : { requestId }),
  } as const;
  return { body: await call.deps.books.tasks.page(filter, cursor, limit ?? defaultLimit) };
}

/** One task; for those who may decide, with the people to choose from, which is recorded. */
export async function showTask(call: Call): Promise<Answer> {
  const task = taskOf(call);
  const mayChoose = call.caller.kind === 'staff' && call.caller.role !== 'auditor';
  if (task.kind !== 'resolveIdentity' || task.status !== 'open' || !mayChoose) return { body: task };
  await noteView(call, 'candidates', 'identityCheck');
  const candidates = await readCandidates(call.deps.books.vault, task.requestId);
  const options = candidates.map(({ name, birthDate, matchedBy, identifiers }, index) => ({
    choice: String(index),
    name,
    birthDate,
    matchedBy,
    identifiers,
  }));
  return { body: { ...task, options } };
}

/** Completes a task in the form of its kind. */
export async function completeTask(call: Call<undefined, TaskCompletion>): Promise<Answer> {
  const task = taskOf(call);
  if (task.status !== 'open') throw new PublicError('DSR_TASK_UNKNOWN');
  const isApart = task.kind === 'undeliverable' || viewOf(call).phase === 'closed';
  if (isApart && 'result' in call.body) return settleApart(call, task, call.body.result);
  return command(call, completionOf(task, call.body));
}

function completionOf(task: Task, body: TaskCompletion): Command {
  const { taskId, kind } = task;
  switch (kind) {
    case 'resolveIdentity':
      if (!('choice' in body)) break;
      if (body.choice !== 'none' && Number(body.choice) >= (task.choices ?? 0))
        throw new PublicError('DSR_BODY_INVALID', 'choice: expected none or the number of a choice shown.', [
          { path: 'choice', problem: `Expected none or a number below ${task.choices ?? 0}.` },
        ]);
      return { name: 'resolveIdentity', taskId, choice: body.choice };
    case 'recordGuardian':
      if (!('proofCode' in body)) break;
      return { name: 'recordGuardian', taskId, proofCode: body.proofCode };
    case 'paperArchive':
    case 'storeTrouble':
      if (!('result' in body)) break;
      return { name: 'completeTask', taskId, result: body.result, witnesses: body.witnesses };
    case 'decide':
    case 'undeliverable':
    case 'reopen':
      break;
  }
  throw new PublicError('DSR_TASK_WRONG_KIND', `A task of kind ${kind} does not end with this body.`);
}
