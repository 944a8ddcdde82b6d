import type { WaitingReason } from '../../domain/request';
import type { Call } from '../call';
import type { Answer } from '../route';

const defaultLimit = 25;

/** Filters of the list. */
export interface WorkListQuery {
  readonly waiting?: WaitingReason | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** A page of open requests, in the order in which their work is best begun. */
export async function listWork(call: Call<WorkListQuery>): Promise<Answer> {
  const { waiting, cursor, limit } = call.query;
  const filter = waiting === undefined ? {} : { waiting };
  return { body: await call.deps.books.work.page(filter, cursor, limit ?? defaultLimit) };
}
