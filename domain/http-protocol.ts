import type { IdentifierKind } from './data-map';

/** Place of a value in a JSON body: an RFC 6901 pointer such as `/result/items`; empty for the whole body. */
export type JsonPointer = string;

/** A JSON value whose texts may hold placeholders such as `{email}`. */
export type BodyTemplate =
  string | number | boolean | null | readonly BodyTemplate[] | { readonly [member: string]: BodyTemplate };

/**
 * What an HTTP status means. `gone`: it was here and is not any more; `neverExisted`: it was never here. Both prove nothing
 * unless the store's canary is found by the same search. `conflict`: the value is no longer the old one.
 */
export const httpAnswerWords = [
  'ok',
  'gone',
  'neverExisted',
  'noAccess',
  'wrongAddress',
  'unreachable',
  'refused',
  'conflict',
] as const;
/** See {@link httpAnswerWords}. */
export type HttpAnswerWord = (typeof httpAnswerWords)[number];

/** One request. A text with a placeholder that has no value is left out of query and body. */
export interface HttpRequestMap {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base of the connection; values are percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: BodyTemplate;
  /** What single statuses mean, by their number; for others see `answerWordOf`. */
  readonly answers: Readonly<Record<string, HttpAnswerWord>>;
}

/** How further pages are asked for: by a cursor in the answer, by number until a page is empty, or by a `Link` header. */
export type HttpPages =
  | { readonly by: 'cursor'; readonly next: JsonPointer }
  | { readonly by: 'page'; readonly first: number }
  | { readonly by: 'link' };

/** How the processor is searched: by one identifier at a time, the first kind of {@link by} of which the person has any. */
export interface HttpSearchMap extends HttpRequestMap {
  readonly by: readonly IdentifierKind[];
  /** Where the list of records is. */
  readonly records: JsonPointer;
  readonly pages?: HttpPages;
  /** Most pages of one search; more is a hostile answer. Default 20. */
  readonly mostPages: number;
  /** Most records of one search; more is a hostile answer. Default 100. */
  readonly mostRecords: number;
}

/** An order to erase. With `{key}` in it there is one per record, otherwise one per identifier. */
export interface HttpEraseMap extends HttpRequestMap {
  /** Where the processor's number of the order is; needed for `status`. */
  readonly receipt?: JsonPointer;
}

/** How an answer says how far an order is. */
export interface HttpStateMap {
  readonly state: JsonPointer;
  /** Words that stand for each state; any other is a hostile answer. */
  readonly pending: readonly string[];
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** Number of erased records: must be as many as planned. */
  readonly count?: JsonPointer;
  /** Text that the processor certifies: its SHA-256 becomes part of the proof. */
  readonly certificate?: JsonPointer;
}

/** How the processor is asked how far an order is. */
export interface HttpStatusMap extends HttpRequestMap, HttpStateMap {
  /** Where the answer names the order: must be the one that was asked for. */
  readonly receipt?: JsonPointer;
  /** Shortest time between two questions about one order, in seconds. Default 0. */
  readonly everySeconds: number;
}

/** How we prove who we are. All secrets stand in the connection. */
export type HttpAuth =
  | { readonly kind: 'bearer' | 'basic' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'oauth2'; readonly scope?: string; readonly sends: 'basic' | 'post' };

/**
 * How a processor with an HTTP interface is spoken to, as its documentation says. A right without a request of its own is
 * a task for staff. `status` or `callback` when erasure is answered later; neither when it is answered at once.
 */
export interface HttpProtocol {
  readonly auth: HttpAuth;
  /** Header that makes a repeated order have one effect. Default `idempotency-key`. */
  readonly idempotencyHeader: string;
  /** HMAC-SHA-256, hexadecimal, over `<seconds since 1970>.<body>`, and the header with those seconds. */
  readonly signature?: { readonly header: string; readonly timestampHeader: string };
  readonly search: HttpSearchMap;
  readonly erase?: HttpEraseMap;
  readonly correct?: HttpRequestMap;
  readonly suppress?: HttpRequestMap;
  readonly restrict?: HttpRequestMap;
  readonly lift?: HttpRequestMap;
  readonly status?: HttpStatusMap;
  readonly callback?: HttpStateMap;
}

/** What a status means: as declared, else by the HTTP standard. A 404 that nobody declared is a wrong address. */
export function answerWordOf({ answers }: Pick<HttpRequestMap, 'answers'>, status: number): HttpAnswerWord {
  const declared = answers[String(status)];
  if (declared !== undefined) return declared;
  if (status >= 200 && status < 300) return 'ok';
  if (status === 401 || status === 403) return 'noAccess';
  if (status === 404) return 'wrongAddress';
  if (status === 409) return 'conflict';
  if (status === 408 || status === 429 || status >= 500) return 'unreachable';
  return 'refused';
}
