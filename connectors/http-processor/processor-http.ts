import { StoreFailure } from '../../domain/connector';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import type { CallLimits } from '../call-limits';

/** Largest answer that is read, in bytes. */
const maxAnswerBytes = 1_048_576;
/** Deepest nesting that is parsed. */
const maxDepth = 16;

/** A processor's answer: its status and its JSON body, which nobody has checked yet. */
export interface ProcessorAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request to a processor. */
interface ProcessorRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/** Sends one request within the limits of a call. Answers of 4xx that are the processor's own come back as answers. */
export type SendToProcessor = (limits: CallLimits, request: ProcessorRequest) => Promise<ProcessorAnswer>;

/**
 * A sender for a connection of the form `http://:API-KEY@host:port/base`. The key travels as bearer token only.
 * Throws `wrongAddress` for another form.
 */
export function createProcessorSender(store: StoreMap, connection: string): SendToProcessor {
  const fail = failWith(store);
  if (!URL.canParse(connection)) throw fail('wrongAddress', 'has a connection that is no URL');
  const url = new URL(connection);
  const apiKey = decodeURIComponent(url.password);
  if (!/^https?:$/.test(url.protocol) || apiKey === '')
    throw fail('wrongAddress', 'needs a connection such as https://:API-KEY@host/base');
  const base = url.origin + url.pathname.replace(/\/$/, '');
  return async (limits, request) => {
    const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query).toString()}`;
    const answer = limits.within(exchange(store, base + request.path + query, apiKey, limits, request));
    return answer.catch((error: unknown) => {
      throw networkFailure(store, error);
    });
  };
}

async function exchange(
  store: StoreMap,
  address: string,
  apiKey: string,
  { signal }: CallLimits,
  request: ProcessorRequest,
): Promise<ProcessorAnswer> {
  const fail = failWith(store);
  const response = await fetch(address, {
    method: request.method,
    signal,
    // A redirect could carry the key and a person's number to somebody else.
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${apiKey}`,
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
      ...(request.idempotencyKey !== undefined && { 'idempotency-key': request.idempotencyKey }),
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
  const { status } = response;
  const refuse = async (kind: StoreFailureKind, what: string) => {
    await response.body?.cancel().catch(() => undefined);
    return fail(kind, what);
  };
  if (status >= 300 && status < 400) throw await refuse('hostileAnswer', 'answered with a redirect');
  if (status === 401 || status === 403) throw await refuse('noAccess', 'does not accept our key');
  if (status === 404) throw await refuse('wrongAddress', 'has no such address (404)');
  if (status === 408 || status === 504) throw await refuse('stalled', `did not answer in time (${status})`);
  if (status === 429 || status >= 500) throw await refuse('unreachable', `is out of order (${status})`);
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:[a-z0-9.+-]+\+)?json$/.test(type))
    throw await refuse('hostileAnswer', 'answered with something that is not JSON');
  return { status, body: parsedJson(store, await textOf(store, response)) };
}

/** Reads up to the cap and no further, whatever the length that the answer claims. */
async function textOf(store: StoreMap, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes)
      throw failWith(store)('hostileAnswer', `answered with more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}

function parsedJson(store: StoreMap, text: string): unknown {
  if (depthOf(text) > maxDepth) throw failWith(store)('hostileAnswer', 'answered with JSON nested too deep');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw failWith(store)('hostileAnswer', 'answered with broken JSON');
  }
}

/** Deepest nesting of brackets outside of strings, counted without recursion. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Makes failures that name the store and nothing else. */
export function failWith(store: StoreMap): (kind: StoreFailureKind, what: string) => StoreFailure {
  return (kind, what) => new StoreFailure(kind, `Store ${store.id} (processor) ${what}.`);
}

/** `fetch` throws a TypeError with a cause for every fault of the network, from DNS to a cut answer. */
function networkFailure(store: StoreMap, error: unknown): unknown {
  const { name, cause } = (error ?? {}) as {
    readonly name?: unknown;
    readonly cause?: { readonly code?: unknown };
  };
  if (name !== 'TypeError' || cause === undefined) return error;
  return /TIMEOUT|TIMEDOUT/.test(String(cause.code))
    ? failWith(store)('stalled', 'did not answer in time')
    : failWith(store)('unreachable', 'cannot be reached');
}
