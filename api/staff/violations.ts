import type { Call } from '../call';
import type { Answer } from '../route';

const defaultLimit = 25;

/** Position in the list. */
export interface ViolationListQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** A page of refused attempts, newest first. */
export async function listViolations(call: Call<ViolationListQuery>): Promise<Answer> {
  const { cursor, limit } = call.query;
  return { body: await call.deps.books.accessLog.refused(cursor, limit ?? defaultLimit) };
}
