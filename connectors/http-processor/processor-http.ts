import { createHmac } from 'node:crypto';
import type { StoreFailureKind } from '../../domain/connector';
import type { StoreMap } from '../../domain/data-map';
import { answerWordOf } from '../../domain/http-protocol';
import type { HttpAnswerWord, HttpProtocol, HttpRequestMap } from '../../domain/http-protocol';
import { filledBody, filledQuery, filledText } from '../../domain/http-template';
import type { TemplateValues } from '../../domain/http-template';
import type { CallLimits } from '../call-limits';
import { answerJson } from './answer-json';
import { createAuth } from './processor-auth';
import type { ProcessorAuth } from './processor-auth';
import { processorConnection } from './processor-connection';
import type { ProcessorConnection } from './processor-connection';
import { failWith, networkFailure } from './processor-failure';
import { createPace } from './processor-pace';
import type { ProcessorPace } from './processor-pace';

/** A processor's answer, by what its status means. Its body is JSON that nobody has checked yet, and read for `ok` only. */
export interface ProcessorAnswer {
  readonly word: Extract<HttpAnswerWord, 'ok' | 'gone' | 'neverExisted' | 'conflict' | 'refused'>;
  readonly status: number;
  readonly body: unknown;
  /** Target of the `Link` header with `rel="next"`. */
  readonly next?: string;
}

/** One request of the protocol with its values. Personal data. */
export interface ProcessorRequest {
  readonly map: HttpRequestMap;
  readonly values: TemplateValues;
  readonly idempotencyKey?: string;
  /** A further page, in place of path and query. Only below the base of the connection. */
  readonly address?: string;
}

/** Sends one request within the limits of a call; what nobody can go on with is thrown as `StoreFailure`. */
export type SendToProcessor = (limits: CallLimits, request: ProcessorRequest) => Promise<ProcessorAnswer>;

interface Line {
  readonly store: StoreMap;
  readonly protocol: HttpProtocol;
  readonly connection: ProcessorConnection;
  readonly auth: ProcessorAuth;
  readonly pace: ProcessorPace;
  readonly now: () => string;
}

/** A sender for a processor. Throws `wrongAddress` for a connection that does not fit the protocol. */
export function createProcessorSender(
  store: StoreMap,
  protocol: HttpProtocol,
  connection: string,
  now: () => string,
): SendToProcessor {
  const read = processorConnection(store, protocol, connection);
  const auth = createAuth(store, protocol.auth, read);
  const line: Line = { store, protocol, connection: read, auth, pace: createPace(store), now };
  return async (limits, request) => {
    const answer = limits.within(exchange(line, limits, request));
    return answer.catch((error: unknown) => {
      throw networkFailure(store, error);
    });
  };
}

async function exchange(line: Line, limits: CallLimits, request: ProcessorRequest): Promise<ProcessorAnswer> {
  await line.pace.turn(limits);
  const response = await ask(line, limits, request);
  if (response.status !== 401 || !line.auth.renew()) return readAnswer(line, request, response);
  // A token that was revoked, or a server that forgot it: one new token, then the answer stands.
  await response.body?.cancel().catch(() => undefined);
  return readAnswer(line, request, await ask(line, limits, request));
}

async function ask(line: Line, limits: CallLimits, { map, ...request }: ProcessorRequest): Promise<Response> {
  const filled = map.body === undefined ? undefined : filledBody(map.body, request.values);
  const body = filled === undefined ? undefined : JSON.stringify(filled);
  const { idempotencyHeader } = line.protocol;
  return fetch(addressOf(line, map, request), {
    method: map.method,
    signal: limits.signal,
    // A redirect could carry the key and a person's number to somebody else.
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(request.idempotencyKey !== undefined && { [idempotencyHeader]: request.idempotencyKey }),
      ...signatureOf(line, body ?? ''),
      ...(await line.auth.headers(limits)),
    },
    ...(body !== undefined && { body }),
  });
}

function addressOf(
  { store, connection: { base } }: Line,
  map: HttpRequestMap,
  { values, address }: Omit<ProcessorRequest, 'map'>,
): string {
  const fail = failWith(store);
  if (address !== undefined) {
    const url = URL.canParse(address, `${base}/`) ? new URL(address, `${base}/`).href : '';
    if (!url.startsWith(`${base}/`)) throw fail('hostileAnswer', 'named a next page at another address');
    return url;
  }
  const path = filledText(map.path, values, encodeURIComponent);
  if (path === undefined) throw fail('refused', 'was to be asked with a value that is not known');
  // Dots stay as they are when encoded, and would climb out of the path.
  if (path.split('/').some((part) => part === '.' || part === '..'))
    throw fail('refused', 'was to be asked with a value that leads to another address');
  const query = new URLSearchParams(filledQuery(map.query, values)).toString();
  return base + path + (query === '' ? '' : `?${query}`);
}

function signatureOf({ protocol, connection, now }: Line, body: string): Readonly<Record<string, string>> {
  const { signature } = protocol;
  if (signature === undefined) return {};
  const seconds = Math.floor(Date.parse(now()) / 1_000);
  const mac = createHmac('sha256', connection.signingSecret ?? '');
  return {
    [signature.timestampHeader]: String(seconds),
    [signature.header]: mac.update(`${seconds}.${body}`).digest('hex'),
  };
}

async function readAnswer(
  { store, pace, now }: Line,
  { map }: ProcessorRequest,
  response: Response,
): Promise<ProcessorAnswer> {
  const { status, headers } = response;
  const refuse = async (kind: StoreFailureKind, what: string) => {
    await response.body?.cancel().catch(() => undefined);
    return failWith(store)(kind, what);
  };
  if (status >= 300 && status < 400) throw await refuse('hostileAnswer', 'answered with a redirect');
  if (status === 429 || status === 503) pace.heed(headers.get('retry-after'), now());
  if (status === 408 || status === 504) throw await refuse('stalled', `did not answer in time (${status})`);
  const word = answerWordOf(map, status);
  switch (word) {
    case 'noAccess':
      throw await refuse('noAccess', 'does not accept our key');
    case 'wrongAddress':
      throw await refuse('wrongAddress', `has no such address (${status})`);
    case 'unreachable':
      throw await refuse('unreachable', `is out of order (${status})`);
    case 'ok': {
      const next = nextLink(headers.get('link'));
      return { word, status, body: await answerJson(store, response), ...(next !== undefined && { next }) };
    }
    default:
      await response.body?.cancel().catch(() => undefined);
      return { word, status, body: undefined };
  }
}

/** The target of `rel="next"` in a `Link` header (RFC 8288). */
function nextLink(header: string | null): string | undefined {
  const links = (header ?? '').slice(0, 8_192).matchAll(/<([^<>]*)>([^<]*)/g);
  for (const [, target, parameters = ''] of links)
    if (/;\s*rel="?(?:[^";]*\s)?next(?:\s[^";]*)?"?(?:\s*[;,]|\s*$)/i.test(parameters)) return target;
  return undefined;
}
