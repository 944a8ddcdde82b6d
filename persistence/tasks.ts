import type { Connection } from 'mongoose';
import type { TaskId } from '../domain/ids';
import { PersistenceError } from '../domain/port-errors';
import type { Task, TaskBoard } from '../domain/ports';
import { keysetPage, pageOf } from './keyset';
import { instantOf, lastInOrder } from './plain-values';
import { upsertUnlessExcluded } from './repeat-on-duplicate';
import { instant, json, optionalText, strictSchema, text } from './strict-schema';

interface TaskDocument extends Omit<Task, 'taskId'> {
  readonly _id: TaskId;
  /** `startBy`, else `dueAt`, for sorting; a task without either comes last. */
  readonly orderAt: Date;
}

const schema = strictSchema<TaskDocument>({
  _id: text,
  requestId: text,
  kind: text,
  storeId: optionalText,
  openedAt: text,
  dueAt: optionalText,
  startBy: optionalText,
  standing: optionalText,
  orderAt: instant,
  status: text,
  result: optionalText,
  completedBy: optionalText,
  completedAt: optionalText,
  reason: optionalText,
  choices: { type: Number },
  borrowed: json,
});

/** Tasks in the collection `tasks`; the task id is the document's key. */
export function createTaskBoard(connection: Connection): TaskBoard {
  const tasks = connection.model<TaskDocument>('Task', schema, 'tasks');
  return {
    open: async (task) => {
      const { taskId, ...members } = task;
      const orderAt = orderOf(task.startBy ?? task.dueAt);
      // An insert that finds its own earlier one has nothing to do.
      await upsertUnlessExcluded(() => tasks.create({ ...members, _id: taskId, orderAt, status: 'open' }));
    },
    close: async (taskId, status, by, at, result) => {
      const change = {
        status,
        completedBy: by,
        completedAt: at,
        ...(result === undefined ? {} : { result }),
      };
      const { matchedCount } = await tasks.updateOne({ _id: taskId, status: 'open' }, { $set: change });
      // Closed before: the first ending stays.
      if (matchedCount === 0 && (await tasks.exists({ _id: taskId })) === null)
        throw new PersistenceError('missing', 'There is no such task.');
    },
    reorder: async (open, { startBy, standing }) => {
      if (open.length === 0) return;
      const updates = open.map(({ taskId, dueAt }) => {
        const orderAt = orderOf(startBy ?? dueAt);
        return {
          updateOne: {
            filter: { _id: taskId, status: 'open' as const },
            update:
              startBy === undefined
                ? { $set: { orderAt, standing }, $unset: { startBy: 1 as const } }
                : { $set: { orderAt, standing, startBy } },
          },
        };
      });
      await tasks.bulkWrite(updates, { ordered: false });
    },
    lend: async (taskId, borrowed) => {
      const change = borrowed === undefined ? { $unset: { borrowed: 1 as const } } : { $set: { borrowed } };
      await tasks.updateOne({ _id: taskId, status: 'open' }, change);
    },
    find: async (taskId) => {
      const found = await tasks.findOne({ _id: taskId }).lean<TaskDocument>();
      return found === null ? undefined : toTask(found);
    },
    page: async ({ status, kind, requestId }, cursor, limit) => {
      const { filter, sort, limit: readLimit } = keysetPage(cursor, limit, 1);
      const chosen = {
        ...(status === undefined ? {} : { status }),
        ...(kind === undefined ? {} : { kind }),
        ...(requestId === undefined ? {} : { requestId }),
      };
      const found = await tasks
        .find({ ...filter, ...chosen })
        .sort(sort)
        .limit(readLimit)
        .lean<TaskDocument[]>();
      return pageOf(found, limit, toTask);
    },
  };
}

function orderOf(at: string | undefined): Date {
  return at === undefined ? lastInOrder : instantOf(at);
}

function toTask({ _id, orderAt: _orderAt, ...task }: TaskDocument): Task {
  return { taskId: _id, ...task };
}
