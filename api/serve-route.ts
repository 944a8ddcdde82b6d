import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { errorCatalogue, PublicError } from '../domain/errors';
import { parseIncidentId, parseRequestId } from '../domain/ids';
import type { Incident } from '../domain/incident';
import type { Alert, RequestView, StoredAnswer, Task } from '../domain/ports';
import { emptyBody } from '../contracts/http/primitives';
import { noteAllowed, noteRefused } from './access-book';
import { authenticate, authorise, sha256 } from './authenticate';
import type { Call, Caller, Posted } from './call';
import { actorOf } from './call';
import type { ApiDeps } from './deps';
import { etagMatchesVersion } from './etag';
import { idempotencyKey, once } from './idempotency';
import { localeOf, publicErrorOf } from './problem';
import { jsonOf } from './read-body';
import type { Answer, Route } from './route';
import { validated } from './validate';

/** What is remembered of a call for log and metrics. */
export interface CallTrace {
  readonly correlationId: string;
  readonly startedAt: number;
  rule?: Route;
  caller: Caller;
}

/** The trace that {@link startTrace} put beside a response. */
export function traceOf(response: Response): CallTrace {
  return response.locals['trace'] as CallTrace;
}

/**
 * One call from its first check to its answer. The order matters: who (401), may they (403), is it theirs (404), is it
 * well formed (422), was it done already, is it still as they saw it (412) — and only then the work.
 */
export async function serveRoute(
  deps: ApiDeps,
  rule: Route,
  request: Request,
  response: Response,
): Promise<void> {
  const trace = traceOf(response);
  trace.rule = rule;
  const now = deps.now();
  const named: PathIds = {
    id: textParameter(request, 'id'),
    taskId: textParameter(request, 'taskId'),
    incidentId: textParameter(request, 'incidentId'),
    alertId: textParameter(request, 'alertId'),
  };
  const pathId = named.id ?? named.incidentId;
  const storeId = textParameter(request, 'storeId');
  const attempt = () => ({ rule, caller: trace.caller, pathId, storeId, now });
  try {
    const credentials = { authorization: request.get('authorization'), local: isLocal(request) };
    trace.caller = await authenticate(deps, rule.access, credentials);
    authorise(rule.access, trace.caller);
    const subject = await subjectOf(deps, rule, trace.caller, named);
    const call = checkedCall(deps, rule, request, trace, subject, now);
    const answer = await answerOf(rule, call, request, () => noteAllowed(deps, attempt()));
    await send(rule, response, answer);
  } catch (error) {
    await noteRefused(deps, attempt(), publicErrorOf(error).code);
    throw error;
  }
}

function textParameter(request: Request, name: string): string | undefined {
  const value: unknown = request.params[name];
  return typeof value === 'string' ? value : undefined;
}

/** True for a connection from this machine that no proxy passed on. */
function isLocal(request: Request): boolean {
  const address = request.socket.remoteAddress ?? '';
  const loopback = address === '::1' || /^(::ffff:)?127\./.test(address);
  return loopback && request.get('x-forwarded-for') === undefined && request.get('forwarded') === undefined;
}

/** Ids in the path, as they came. */
interface PathIds {
  readonly id: string | undefined;
  readonly taskId: string | undefined;
  readonly incidentId: string | undefined;
  readonly alertId: string | undefined;
}

/** What a path can name. */
interface Subject {
  readonly view?: RequestView;
  readonly task?: Task;
  readonly incident?: Incident;
  readonly alert?: Alert;
}

/** What the path names, if the caller may see it. Unknown, malformed and foreign ids look the same. */
async function subjectOf(
  deps: ApiDeps,
  rule: Route,
  caller: Caller,
  { id, taskId, incidentId, alertId }: PathIds,
): Promise<Subject> {
  if (!/\{(id|taskId|incidentId|alertId)\}/.test(rule.path)) return {};
  const { requests, tasks, incidents, alerts } = deps.books;
  const notFound = () => new PublicError('DSR_NOT_FOUND');
  if (alertId !== undefined) {
    const alert = /^[\w/%@:.-]{1,200}$/.test(alertId) ? await alerts.find(alertId) : undefined;
    if (alert === undefined) throw notFound();
    return { alert };
  }
  if (incidentId !== undefined) {
    const parsed = parseIncidentId(incidentId);
    const incident = parsed === undefined ? undefined : await incidents.find(parsed);
    if (incident === undefined) throw notFound();
    return { incident };
  }
  if (taskId !== undefined) {
    const task = /^task_[\w.-]{1,150}$/.test(taskId) ? await tasks.find(taskId) : undefined;
    const view = task === undefined ? undefined : await requests.find(task.requestId);
    if (task === undefined || view === undefined) throw notFound();
    return { task, view };
  }
  const requestId = parseRequestId(id ?? '');
  const foreign =
    (caller.kind === 'requester' || caller.kind === 'subject') && caller.requestId !== requestId;
  const view = requestId === undefined || foreign ? undefined : await requests.find(requestId);
  if (view === undefined) throw notFound();
  return { view };
}

function checkedCall(
  deps: ApiDeps,
  rule: Route,
  request: Request,
  trace: CallTrace,
  subject: Subject,
  now: string,
): Call<never, never> {
  const query = validated(rule.query ?? emptyBody, request.query, 'query');
  const hasBody = rule.method === 'post';
  const body = hasBody
    ? validated(rule.body ?? emptyBody, jsonOf(request.body, request.get('content-type')))
    : {};
  return {
    deps,
    caller: trace.caller,
    actor: actorOf(trace.caller),
    query: query as never,
    body: body as never,
    view: subject.view,
    task: subject.task,
    incident: subject.incident,
    alert: subject.alert,
    storeId: textParameter(request, 'storeId'),
    asset: textParameter(request, 'asset'),
    posted: postedOf(request),
    locale: localeOf(request.get('accept-language')),
    now,
    correlationId: trace.correlationId,
    repeatId: trace.correlationId,
    remember: (make) => make(),
    ifNoneMatch: request.get('if-none-match'),
    range: request.get('range'),
  };
}

function postedOf(request: Request): Posted | undefined {
  const token = textParameter(request, 'token');
  const bytes: unknown = request.body;
  if (token === undefined || !Buffer.isBuffer(bytes)) return undefined;
  return { token, bytes, signature: request.get('habeas-signature') };
}

async function answerOf(
  rule: Route,
  call: Call<never, never>,
  request: Request,
  noteCall: () => Promise<void>,
): Promise<Answer> {
  const work = async (repeat: Pick<Call, 'repeatId' | 'remember'>): Promise<Answer> => {
    const ifMatch = request.get('if-match');
    const version = call.view?.version ?? call.incident?.version;
    if (ifMatch !== undefined && version !== undefined && !etagMatchesVersion(ifMatch, version))
      throw new PublicError('DSR_PRECONDITION_FAILED');
    // A look is written down before anything is shown, a change once it has really happened.
    if (rule.method === 'get') await noteCall();
    const answer = allowListed(rule, await rule.handle({ ...call, ...repeat }));
    if (rule.method === 'post') await noteCall();
    return answer;
  };
  if (rule.idempotent === undefined) return work(call);
  const key = idempotencyKey(request.get('idempotency-key'), rule.access.audience === 'public');
  const scope = `${callerScope(call.caller)} ${rule.name} ${request.path}`;
  const bytes: unknown = request.body;
  const bodyHash = call.deps.fingerprint(Buffer.isBuffer(bytes) ? bytes.toString('base64') : '');
  const repeatId = sha256(JSON.stringify([scope, key, bodyHash])).slice(0, 40);
  const { idempotency } = call.deps.books;
  const keyed = { scope, key, bodyHash, now: call.now };
  const remember = async <T>(make: () => Promise<T>): Promise<T> => {
    const made = await once(idempotency, { ...keyed, scope: `made ${scope}` }, async () => ({
      status: rule.answer.status,
      body: await make(),
      headers: {},
    }));
    // Written by the same route under the same key and body, so it has the same shape.
    return made.body as T;
  };
  return once(idempotency, keyed, () => work({ repeatId, remember }).then((answer) => stored(rule, answer)));
}

/** Keys of different callers never meet; the token of a person is theirs, so their request's id stands for it. */
function callerScope(caller: Caller): string {
  switch (caller.kind) {
    case 'anyone':
      return 'anyone';
    case 'requester':
    case 'subject':
      return `${caller.kind}:${caller.requestId}`;
    case 'staff':
    case 'system':
      return `${caller.kind}:${caller.id}`;
  }
}

/** Only what the route's schema names leaves the house. */
function allowListed(rule: Route, answer: Answer): Answer {
  if (answer.body === undefined || rule.answer.schema === undefined) return answer;
  return { ...answer, body: rule.answer.schema.parse(answer.body) };
}

function stored(rule: Route, answer: Answer): StoredAnswer {
  return { status: answer.status ?? rule.answer.status, body: answer.body, headers: { ...answer.headers } };
}

async function send(rule: Route, response: Response, answer: Answer): Promise<void> {
  response.status(answer.status ?? rule.answer.status);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.set(name, value);
  const media = answer.media ?? rule.answer.media ?? 'application/octet-stream';
  if (answer.stream !== undefined) {
    response.type(media);
    await sendStream(response, answer.stream);
  } else if (answer.bytes !== undefined) {
    response.type(media);
    response.send(typeof answer.bytes === 'string' ? answer.bytes : Buffer.from(answer.bytes));
  } else if (answer.body === undefined) response.end();
  else response.json(answer.body);
}

/** Sends piece by piece, as fast as the caller takes it. A caller who goes away in the middle is no fault. */
async function sendStream(response: Response, stream: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(stream, { objectMode: false }), response);
  } catch (error) {
    if (!isPrematureClose(error)) throw error;
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** Status of an error, for log and metrics. */
export function statusOf(error: PublicError): number {
  return errorCatalogue[error.code].status;
}
