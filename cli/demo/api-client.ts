import { randomUUID } from 'node:crypto';

/** A problem that the API answered with (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
}

/** An answer that was not a success. */
export class ProblemAnswer extends Error {
  readonly problem: Problem;
  constructor(method: string, path: string, problem: Problem) {
    super(`${method} ${path} answered ${problem.status} ${problem.code}: ${problem.detail ?? ''}`);
    this.name = 'ProblemAnswer';
    this.problem = problem;
  }
}

/** How one call is made. */
export interface CallOptions {
  readonly body?: unknown;
  readonly token?: string | undefined;
  /** Default: a fresh one for every call that changes something. */
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A plain HTTP client of the public API, as anybody would write one. */
export class ApiClient {
  readonly baseUrl: string;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** The JSON answer of a call that must succeed. Throws {@link ProblemAnswer} otherwise. */
  async call<T = Record<string, unknown>>(
    method: 'GET' | 'POST',
    path: string,
    options: CallOptions = {},
  ): Promise<T> {
    const response = await this.raw(method, path, options);
    const text = await response.text();
    // The shape is the route's own, documented in /openapi.json.
    const body = (text === '' ? {} : JSON.parse(text)) as T;
    if (!response.ok)
      throw new ProblemAnswer(method, path, { ...(body as Problem), status: response.status });
    return body;
  }

  /** The bare answer of a call, whatever it is. */
  raw(method: 'GET' | 'POST', path: string, options: CallOptions = {}): Promise<Response> {
    const { body, token, idempotencyKey = randomUUID(), headers = {} } = options;
    return fetch(this.baseUrl + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(method === 'POST' ? { 'idempotency-key': idempotencyKey } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
