import { commandAnswer } from '../contracts/http/subject';
import { staffRoles } from '../domain/actor';
import type { StaffRole } from '../domain/actor';
import type { CommandName } from '../domain/request';
import { commandTable } from '../domain/request-table';
import type { Access, Route, RouteRule } from './route';
import { route } from './route';

/** The roles that the transition table admits to any of these commands: the table stays the one source. */
export function rolesFor(...names: readonly CommandName[]): Access {
  const admitted = names.flatMap((name) => [...commandTable[name].actors]);
  const roles: readonly StaffRole[] = staffRoles.filter((role) => admitted.includes(role));
  return { audience: 'staff', roles };
}

/** A command: idempotent, honours If-Match, answers with the state after it. */
export function commandRoute<Body>(
  rule: Pick<RouteRule<undefined, Body>, 'name' | 'path' | 'about' | 'access' | 'handle'> &
    Required<Pick<RouteRule<undefined, Body>, 'body'>>,
): Route {
  const answer = { status: 200, about: 'Done; the state after it.', schema: commandAnswer };
  return route<undefined, Body>({ ...rule, method: 'post', idempotent: true, answer });
}
