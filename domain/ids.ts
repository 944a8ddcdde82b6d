declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** Opaque id of one request, `req_` and 20 characters of lower-case base 32. Never derived from a person. */
export type RequestId = Branded<string, 'RequestId'>;
/** Opaque id of one incident, `inc_` and 20 characters of lower-case base 32. */
export type IncidentId = Branded<string, 'IncidentId'>;
/** Whatever has clocks in the deadline ledger. */
export type CaseId = RequestId | IncidentId;
/** Id of a data store in the data map, e.g. `shop`. */
export type StoreId = string;
/** Id of a task for staff; see {@link taskIdOf}. */
export type TaskId = string;

const requestIdPattern = /^req_[0-9a-hjkmnp-tv-z]{20}$/;

/** True when `text` has the form of a request id; says nothing about whether the request exists. */
export function isRequestId(text: string): text is RequestId {
  return requestIdPattern.test(text);
}

/** Returns `text` as a request id, or `undefined` when it has not the form of one. */
export function parseRequestId(text: string): RequestId | undefined {
  return isRequestId(text) ? text : undefined;
}

const incidentIdPattern = /^inc_[0-9a-hjkmnp-tv-z]{20}$/;

/** True when `text` has the form of an incident id; says nothing about whether the incident exists. */
export function isIncidentId(text: string): text is IncidentId {
  return incidentIdPattern.test(text);
}

/** Returns `text` as an incident id, or `undefined` when it has not the form of one. */
export function parseIncidentId(text: string): IncidentId | undefined {
  return isIncidentId(text) ? text : undefined;
}

/** Returns `text` as the id of a request or an incident, or `undefined` when it has the form of neither. */
export function parseCaseId(text: string): CaseId | undefined {
  return parseRequestId(text) ?? parseIncidentId(text);
}

/**
 * Id of a task: the request's own characters and what tells it from the request's other tasks. The same for the same work,
 * so that a step that runs twice opens one task.
 */
export function taskIdOf(requestId: RequestId, ...parts: readonly (string | number)[]): TaskId {
  return ['task', requestId.slice('req_'.length), ...parts].join('_');
}
