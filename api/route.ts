import type { z } from 'zod';
import type { StaffRole } from '../domain/actor';
import { staffRoles } from '../domain/actor';
import type { Call } from './call';

/**
 * Who may call a route. `requester`: the token of the intake, or the subject's. `subject`: only the token given after
 * the mailed code. `operations`: a system, or anybody on the machine itself without a proxy between.
 */
export type Access =
  | { readonly audience: 'public' | 'requester' | 'subject' | 'system' | 'operations' }
  | { readonly audience: 'staff'; readonly roles: readonly StaffRole[] };

const audiences = ['public', 'requester', 'subject', 'staff', 'system', 'operations'] as const;

/** What a route answers with when it succeeds. */
export interface AnswerRule {
  readonly status: number;
  readonly about: string;
  /** Schema of the JSON body; members that it does not name are left out of the answer. */
  readonly schema?: z.ZodType;
  /** Media type of a body that is not JSON. */
  readonly media?: string;
  /** Further statuses with the same body, or with none. */
  readonly also?: readonly number[];
}

/** What a handler answers. Exactly one of `body`, `bytes` and `stream`, or none. */
export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly bytes?: Uint8Array | string;
  /** Sent as it comes, in bounded memory. */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** Media type of `bytes` or `stream` where it is not the rule's. */
  readonly media?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One route: what may be called, by whom, with what, and what it does. */
export interface RouteRule<Query = unknown, Body = unknown> {
  /** Stable name: OpenAPI operation, action in the access log, and label of metrics. */
  readonly name: string;
  readonly method: 'get' | 'post';
  /** Path with parameters in braces, as in OpenAPI: `{id}` a request, `{taskId}` a task, `{incidentId}` an incident, `{storeId}` a store, `{token}` a secret. */
  readonly path: string;
  readonly about: string;
  readonly access: Access;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** True: `Idempotency-Key` is required and the first answer is kept. */
  readonly idempotent?: true;
  /** Counts against the stricter limit. */
  readonly costly?: true;
  readonly answer: AnswerRule;
  readonly handle: (call: Call<Query, Body>) => Promise<Answer>;
}

/** A route in the table, whatever its types. The schemas check what the handler is given. */
export type Route = RouteRule<never, never>;

/** Declares a route with the types of its schemas. */
export function route<Query = undefined, Body = undefined>(rule: RouteRule<Query, Body>): Route {
  return rule as unknown as Route;
}

/**
 * Refuses to start with a table that is not safe: a route without a rule, with a role that does not exist, or on which
 * an auditor could change something; two routes of one name or one address.
 * @throws Error that names the route and the mistake.
 */
export function checkRoutes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const rule of routes) {
    const address = `${rule.method} ${rule.path}`;
    const refuse = (what: string): never => {
      throw new Error(`Route ${address}: ${what}. Correct its entry in api/routes.ts.`);
    };
    for (const id of [address, rule.name]) {
      if (seen.has(id)) refuse('is in the table twice');
      seen.add(id);
    }
    checkAccess(rule, refuse);
    const signedIn = rule.access.audience !== 'public' && rule.access.audience !== 'operations';
    if (/\{(?!id\}|taskId\}|incidentId\}|alertId\}|storeId\}|asset\}|token\})/.test(rule.path))
      refuse('has a parameter that nobody checks');
    if (/\{(id|taskId|incidentId|alertId|storeId)\}/.test(rule.path) && !signedIn)
      refuse('shows a case and asks for no token');
  }
}

function checkAccess(rule: Route, refuse: (what: string) => never): void {
  // A caller of another language, or a test, may hand in anything: the types promise, this checks.
  const access = rule.access as Access | undefined;
  if (access === undefined || !audiences.includes(access.audience)) refuse('has no access rule');
  if (access.audience !== 'staff') return;
  const unknown = access.roles.filter((role) => !staffRoles.includes(role));
  if (access.roles.length === 0) refuse('admits no role');
  if (unknown.length > 0) refuse(`admits the unknown role ${unknown.join(', ')}`);
  if (rule.method === 'post' && access.roles.includes('auditor')) refuse('lets an auditor change something');
}

/** The path as Express writes it: `{id}` becomes `:id`. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
