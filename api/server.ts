import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { PublicError } from '../domain/errors';
import type { ApiDeps } from './deps';
import type { ApiMetrics } from './metrics';
import { createMetrics } from './metrics';
import { openApiDocument } from './openapi';
import { localeOf, problemMedia, problemOf, publicErrorOf } from './problem';
import { callsPerMinute } from './rate-limit';
import { bodyBytes } from './read-body';
import type { Route } from './route';
import { checkRoutes, expressPath } from './route';
import { apiRoutes } from './routes';
import type { CallTrace } from './serve-route';
import { serveRoute, statusOf, traceOf } from './serve-route';

/**
 * The API as an Express application.
 * @param extraRoutes for tests of the table's checks.
 * @throws Error when a route has no access rule, or one that does not exist.
 */
export function createApi(deps: ApiDeps, extraRoutes: readonly Route[] = []): Express {
  const metrics = createMetrics();
  let document: string | undefined;
  const routes: readonly Route[] = [
    ...apiRoutes({ metrics, openApi: () => (document ??= JSON.stringify(openApiDocument(routes))) }),
    ...extraRoutes,
  ];
  checkRoutes(routes);

  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('trust proxy', deps.settings.trustProxy);
  app.use(
    startTrace(deps, metrics),
    headersForAll(),
    callsPerMinute(deps.settings.ratePerMinute),
    bodyBytes(),
  );
  mount(app, deps, routes);
  app.use(() => {
    throw new PublicError('DSR_NOT_FOUND');
  });
  app.use(lastResort(deps));
  return app;
}

function mount(app: Express, deps: ApiDeps, routes: readonly Route[]): void {
  const costly = callsPerMinute(deps.settings.intakeRatePerMinute);
  const pass: RequestHandler = (_request, _response, next) => next();
  for (const rule of routes)
    app[rule.method](
      expressPath(rule.path),
      rule.costly === undefined ? pass : costly,
      (request: Request, response: Response) => serveRoute(deps, rule, request, response),
    );
  for (const path of new Set(routes.map((rule) => rule.path))) {
    const methods = routes.filter((rule) => rule.path === path).map((rule) => rule.method.toUpperCase());
    app.all(expressPath(path), (_request, response) => {
      response.set('allow', methods.join(', '));
      throw new PublicError('DSR_METHOD_NOT_ALLOWED', `This address takes ${methods.join(', ')}.`);
    });
  }
}

/** Gives each call its correlation id (never one of the caller's), and a line in log and metrics when it is answered. */
function startTrace(deps: ApiDeps, metrics: ApiMetrics): RequestHandler {
  return (request, response, next) => {
    const trace: CallTrace = {
      correlationId: randomUUID(),
      startedAt: performance.now(),
      caller: { kind: 'anyone' },
    };
    response.locals['trace'] = trace;
    response.set('x-correlation-id', trace.correlationId);
    response.on('finish', () => {
      const { rule, caller, correlationId, startedAt } = trace;
      const ms = Math.round(performance.now() - startedAt);
      const status = response.statusCode;
      const code: unknown = response.locals['code'];
      // The route's pattern, never the path: paths hold ids and whatever else a caller types.
      const route = rule?.path ?? 'none';
      metrics.observe(rule?.name ?? 'none', status, ms);
      deps.log.call({
        route,
        method: knownMethod(request.method),
        status,
        ms,
        correlationId,
        caller: caller.kind,
        ...(caller.kind === 'staff' ? { role: caller.role } : {}),
        ...(typeof code === 'string' ? { code } : {}),
      });
    });
    next();
  };
}

function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';
}

/** Nothing is framed, sniffed, embedded or kept by a cache, unless a route says so itself. */
function headersForAll(): RequestHandler[] {
  const policy = { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } };
  return [
    helmet({ contentSecurityPolicy: policy, referrerPolicy: { policy: 'no-referrer' } }),
    (_request, response, next) => {
      response.set('cache-control', 'no-store');
      next();
    },
  ];
}

/** Whatever was thrown becomes a problem of the catalogue. Faults of ours are logged by class and place, never by text. */
function lastResort(deps: ApiDeps): ErrorRequestHandler {
  // Express tells this handler from others by its four parameters.
  return (error: unknown, request, response, _next) => {
    const known = publicErrorOf(error);
    const { correlationId } = traceOf(response);
    const status = statusOf(known);
    if (status >= 500) deps.log.fault({ correlationId, at: traceOf(response).rule?.name ?? 'none', error });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.locals['code'] = known.code;
    if (status === 401) response.set('www-authenticate', 'Bearer');
    if (known.code === 'DSR_IDEMPOTENCY_IN_PROGRESS' || status === 503) response.set('retry-after', '2');
    const locale = localeOf(request.get('accept-language'));
    response.set('content-language', locale).set('cache-control', 'no-store').set('vary', 'accept-language');
    response.status(status).set('content-type', problemMedia);
    response.send(JSON.stringify(problemOf(known, locale, correlationId)));
  };
}

/** A listening API. */
export interface RunningApi {
  /** Without trailing slash. */
  readonly url: string;
  /** Takes no new calls, lets the running ones end, then closes what idles. */
  stop(): Promise<void>;
}

/** Listens; port 0 takes a free one. */
export async function startApi(
  deps: ApiDeps,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningApi> {
  const server = await listen(createApi(deps), host, port);
  // Slow senders must not hold connections: a whole request has 20 seconds, its headers 10.
  server.requestTimeout = 20_000;
  server.headersTimeout = 10_000;
  const { port: taken } = server.address() as AddressInfo;
  deps.log.life('listening', taken);
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, stop: () => close(server) };
}

function listen(app: Express, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host);
    server.once('listening', () => resolve(server));
    server.once('error', reject);
  });
}

const graceMs = 10_000;

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const hard = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(hard);
      resolve();
    });
    server.closeIdleConnections();
  });
}
