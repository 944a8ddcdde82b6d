import type { ErrorCode } from '../domain/errors';
import { errorCatalogue } from '../domain/errors';
import { parseIncidentId, parseRequestId } from '../domain/ids';
import type { Caller } from './call';
import { actorOf } from './call';
import type { ApiDeps } from './deps';
import type { Route } from './route';

/** Refusals that are attempts at something: wrong or missing rights, foreign ids, wrong codes, refused commands. */
const attempts: ReadonlySet<number> = new Set([401, 403, 404, 409, 410, 412]);

/** The form of store ids: what else stands in a path may be anything. */
const storeWord = /^[\w-]{1,80}$/;

/** What happened on a route. */
export interface Attempt {
  readonly rule: Route;
  readonly caller: Caller;
  readonly pathId: string | undefined;
  /** The store in the path, as it came. */
  readonly storeId?: string | undefined;
  readonly now: string;
}

/**
 * Writes down what a signed-in caller is about to be given: every look and change by staff, every change by the person
 * (product.md S13). Fails closed: what cannot be written down is not shown.
 */
export async function noteAllowed(deps: ApiDeps, attempt: Attempt): Promise<void> {
  const { rule, caller } = attempt;
  const isChange = rule.method === 'post';
  const noted =
    caller.kind === 'staff' || (isChange && (caller.kind === 'requester' || caller.kind === 'subject'));
  if (noted) await deps.books.accessLog.write({ ...lineOf(attempt), allowed: true });
}

/** Writes down a refused attempt (product.md S8). The refusal stands whether or not it could be written down. */
export async function noteRefused(deps: ApiDeps, attempt: Attempt, code: ErrorCode): Promise<void> {
  const { status } = errorCatalogue[code];
  if (!attempts.has(status) && !code.startsWith('DSR_CODE_')) return;
  await deps.books.accessLog.write({ ...lineOf(attempt), allowed: false, code }).catch(() => undefined);
}

function lineOf({ rule, caller, pathId, storeId, now }: Attempt) {
  const requestId = pathId === undefined ? undefined : parseRequestId(pathId);
  const incidentId = pathId === undefined ? undefined : parseIncidentId(pathId);
  return {
    at: now,
    actor: actorOf(caller),
    action: rule.name,
    ...(requestId === undefined ? {} : { requestId }),
    ...(incidentId === undefined ? {} : { incidentId }),
    ...(storeId === undefined || !storeWord.test(storeId) ? {} : { storeId }),
  };
}
