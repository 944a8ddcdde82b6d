import type { Actor, StaffRole } from '../domain/actor';
import { PublicError } from '../domain/errors';
import type { Locale } from '../domain/data-map';
import type { RequestId } from '../domain/ids';
import type { Incident } from '../domain/incident';
import type { Alert, RequestView, Task } from '../domain/ports';
import type { ApiDeps } from './deps';

/** Who calls, as far as the tokens prove it. */
export type Caller =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'requester' | 'subject'; readonly requestId: RequestId }
  | { readonly kind: 'staff'; readonly id: string; readonly role: StaffRole }
  | { readonly kind: 'system'; readonly id: string };

/** What a machine without a token of ours posted to an address that only it knows. */
export interface Posted {
  /** Last part of the address. */
  readonly token: string;
  readonly bytes: Uint8Array;
  /** Header `Habeas-Signature`. */
  readonly signature: string | undefined;
}

/** One call, checked: what its handler works with. */
export interface Call<Query = unknown, Body = unknown> {
  readonly deps: ApiDeps;
  readonly caller: Caller;
  readonly actor: Actor;
  readonly query: Query;
  readonly body: Body;
  /** The request in the path; the caller may see it. */
  readonly view: RequestView | undefined;
  /** The task in the path; the caller may see it. */
  readonly task: Task | undefined;
  /** The incident in the path. */
  readonly incident: Incident | undefined;
  /** The alert in the path. */
  readonly alert: Alert | undefined;
  /** Id of a store in the path, as it came. */
  readonly storeId: string | undefined;
  /** Name of a file in the path. */
  readonly asset: string | undefined;
  /** For routes with `{token}` in their path. */
  readonly posted: Posted | undefined;
  readonly locale: Locale;
  /** UTC instant at which the call arrived. */
  readonly now: string;
  readonly correlationId: string;
  /** The same for each repeat of the same call by the same caller; opaque, so that it may travel to the engine. */
  readonly repeatId: string;
  /**
   * Makes a value once for all repeats of this call: what is drawn or used up (ids, tokens, a mailed code) survives a crash
   * between it and the answer. Kept sealed, as the answers are. Must be JSON.
   */
  readonly remember: <T>(make: () => Promise<T>) => Promise<T>;
  readonly ifNoneMatch: string | undefined;
  /** The header Range. */
  readonly range: string | undefined;
}

/** The id of a system or of staff, as their token names it; `anyone` for a caller without one. */
export function callerId(caller: Caller): string {
  return caller.kind === 'system' || caller.kind === 'staff' ? caller.id : 'anyone';
}

/** The request in the path. @throws PublicError DSR_NOT_FOUND */
export function viewOf(call: Pick<Call, 'view'>): RequestView {
  if (call.view === undefined) throw new PublicError('DSR_NOT_FOUND');
  return call.view;
}

/** The task in the path. @throws PublicError DSR_NOT_FOUND */
export function taskOf(call: Pick<Call, 'task'>): Task {
  if (call.task === undefined) throw new PublicError('DSR_NOT_FOUND');
  return call.task;
}

/** The incident in the path. @throws PublicError DSR_NOT_FOUND */
export function incidentOf(call: Pick<Call, 'incident'>): Incident {
  if (call.incident === undefined) throw new PublicError('DSR_NOT_FOUND');
  return call.incident;
}

/** The alert in the path. @throws PublicError DSR_NOT_FOUND */
export function alertOf(call: Pick<Call, 'alert'>): Alert {
  if (call.alert === undefined) throw new PublicError('DSR_NOT_FOUND');
  return call.alert;
}

/** The caller as the books name it. Somebody without token is the system `anyone`: nothing is known about them. */
export function actorOf(caller: Caller): Actor {
  switch (caller.kind) {
    case 'anyone':
      return { kind: 'system', id: 'anyone' };
    case 'requester':
    case 'subject':
      return { kind: 'subject' };
    case 'staff':
    case 'system':
      return caller;
  }
}
