import type { TaskCompletion } from '../../contracts/http/staff';
import type { AssignedRows } from '../../domain/connector';
import { PublicError } from '../../domain/errors';
import { joinRows } from '../../domain/identity-graph';
import { parseRequestId } from '../../domain/ids';
import type { Task } from '../../domain/ports';
import type { Command, TaskKind, TaskResult } from '../../domain/request';
import type { Call } from '../call';
import { taskOf, viewOf } from '../call';
import { command } from '../people/steps';
import type { Answer } from '../route';
import { readCandidates, readDoubtfulRecords, writeRecordAnswers } from '../vault-slots';
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

/** One task; for those who may decide, with the people or records that it is about, which is recorded. */
export async function showTask(call: Call): Promise<Answer> {
  const task = taskOf(call);
  const mayChoose = call.caller.kind === 'staff' && call.caller.role !== 'auditor';
  if (task.status !== 'open' || !mayChoose) return { body: task };
  if (task.kind === 'resolveIdentity') return showPeople(call, task);
  return task.kind === 'assignRecords' ? showRecords(call, task) : { body: task };
}

async function showPeople(call: Call, task: Task): Promise<Answer> {
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

async function showRecords(call: Call, task: Task): Promise<Answer> {
  await noteView(call, 'records', 'identityCheck');
  const { vault } = call.deps.books;
  const { question, records } = await readDoubtfulRecords(vault, task.requestId, task.storeId ?? '');
  const shown = records.map(({ collection, rule, values }, index) => ({
    record: String(index),
    collection,
    rule,
    values,
  }));
  return { body: { ...task, question, records: shown } };
}

/** Results that nobody can know of a file that is somewhere else. */
const saysWhatIsThere: readonly TaskResult[] = ['done', 'nothingFound'];

/** Completes a task in the form of its kind. */
export async function completeTask(call: Call<undefined, TaskCompletion>): Promise<Answer> {
  const task = taskOf(call);
  if (task.status !== 'open') throw new PublicError('DSR_TASK_UNKNOWN');
  if (task.borrowed !== undefined && 'result' in call.body && saysWhatIsThere.includes(call.body.result))
    throw new PublicError('DSR_FILE_BORROWED');
  const isApart = task.kind === 'undeliverable' || viewOf(call).phase === 'closed';
  if (isApart && 'result' in call.body) return settleApart(call, task, call.body.result);
  if (task.kind === 'assignRecords' && 'records' in call.body)
    return command(call, await assignmentOf(call, task, call.body));
  if (task.kind === 'accountCheck' && 'consequences' in call.body)
    return command(call, await consequencesOf(call, task, call.body.consequences));
  return command(call, completionOf(task, call.body));
}

/**
 * Staff's answers, one for each record. Which records they are is personal, so the answers go to the vault and only their
 * keyed hash to the engine.
 */
async function assignmentOf(
  call: Call<undefined, TaskCompletion>,
  { taskId, requestId, storeId = '' }: Task,
  body: Extract<TaskCompletion, { records: unknown }>,
): Promise<Command> {
  const { vault } = call.deps.books;
  const { question, records } = await readDoubtfulRecords(vault, requestId, storeId);
  if (body.question !== question)
    throw new PublicError(
      'DSR_PLAN_STALE',
      'The records are no longer those that were shown: read the task again.',
    );
  const answers = records.map((record, index) => {
    const given = body.records.filter((one) => one.record === String(index));
    return { record, whose: given.length === 1 ? given[0]?.whose : undefined };
  });
  if (body.records.length !== records.length || answers.some(({ whose }) => whose === undefined))
    throw new PublicError('DSR_BODY_INVALID', 'records: expected one answer for each record shown.', [
      { path: 'records', problem: `Expected ${records.length} answers, one for each record shown.` },
    ]);
  const rowsThat = (wanted: 'theirs' | 'notTheirs') =>
    answers
      .filter(({ whose }) => whose === wanted)
      .reduce<AssignedRows>((rows, { record }) => joinRows(rows, { [record.collection]: [record.key] }), {});
  const rows = { theirs: rowsThat('theirs'), notTheirs: rowsThat('notTheirs') };
  return { name: 'assignRecords', taskId, answersHash: await writeRecordAnswers(vault, requestId, rows) };
}

/** The words are about the person, so they go to the vault under their own keyed hash, and only that hash to the engine. */
async function consequencesOf(
  call: Call<undefined, TaskCompletion>,
  { taskId, requestId }: Task,
  consequences: string,
): Promise<Command> {
  const { vault } = call.deps.books;
  const hash = await vault.commitment(requestId, { consequences });
  await vault.put(requestId, `consequences/${hash}`, consequences);
  return { name: 'tellConsequences', taskId, hash };
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
    case 'processorAnswer':
    case 'storeTrouble':
      if (!('result' in body)) break;
      return { name: 'completeTask', taskId, ...body };
    case 'accountCheck':
    case 'assignRecords':
    case 'decide':
    case 'undeliverable':
    case 'reopen':
      break;
  }
  throw new PublicError('DSR_TASK_WRONG_KIND', `A task of kind ${kind} does not end with this body.`);
}
