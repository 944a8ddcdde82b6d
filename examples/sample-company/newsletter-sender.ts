import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { newsletterLedger } from './newsletter-ledger';
import type { Answer, Effect, NewsletterLedger } from './newsletter-ledger';
import type { Subscriber } from './rows';

/** How the newsletter sender is run. */
export interface NewsletterSenderOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  /** What callers send as `Authorization: Bearer …`. */
  readonly apiKey: string;
  /** Milliseconds between accepting an erasure and executing it; default 3,000. */
  readonly answerAfterMs?: number;
  /** Whom it knows at first; a state file that is there already wins. */
  readonly subscribers: readonly Subscriber[];
  /** JSON file in which its books survive a restart; default: memory only. */
  readonly stateFile?: string;
  /** Called per request with method, path without query, and status: nothing personal. */
  readonly onLog?: (line: string) => void;
}

/** A running newsletter sender. */
export interface NewsletterSender {
  readonly url: string;
  /** The URL with the key in it: what the connector is given. */
  readonly connection: string;
  /** Every effect that was executed, in order. Executes what is due first. */
  effects(): readonly Effect[];
  /** Whom it knows now. Executes what is due first. */
  subscribers(): readonly Subscriber[];
  /** The next `count` requests are answered with `status` (default 503) and have no effect. */
  failNext(count: number, status?: number): void;
  /** The next order takes effect, and its connection breaks before the answer. */
  loseNextAnswer(): void;
  /** The next `count` requests have no effect and no answer until the caller gives up. */
  hangNext(count: number): void;
  stop(): Promise<void>;
}

const maxBodyBytes = 16_384;

/**
 * Starts the external processor of the sample company: a mailing service with an API of its own, on the loopback
 * interface. Erasures are `accepted` first and `completed` later; orders with the same `Idempotency-Key` have one effect.
 */
export async function startNewsletterSender(options: NewsletterSenderOptions): Promise<NewsletterSender> {
  const ledger = newsletterLedger(options.subscribers, options.stateFile);
  const faults = { fail: 0, failStatus: 503, loseAnswer: false, hang: 0 };

  const server = createServer((request, response) => {
    respond(request, response).catch(() => {
      if (!response.headersSent) send(response, problem(500, 'The sender failed.'));
    });
  });
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('close', () => {
      options.onLog?.(`${request.method ?? ''} ${pathOf(request)} ${response.statusCode}`);
    });
    if (faults.hang > 0) {
      faults.hang -= 1;
      return;
    }
    if (faults.fail > 0) {
      faults.fail -= 1;
      send(response, problem(faults.failStatus, 'Out of order.'));
      return;
    }
    ledger.settle(Date.now());
    const answer = await answerTo(request, ledger, options);
    if (faults.loseAnswer && request.method === 'POST') {
      faults.loseAnswer = false;
      response.destroy();
      return;
    }
    send(response, answer);
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const settled = (): NewsletterLedger => {
    ledger.settle(Date.now());
    return ledger;
  };
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    connection: `http://:${encodeURIComponent(options.apiKey)}@${host}`,
    effects: () => [...settled().effects()],
    subscribers: () => [...settled().subscribers()],
    failNext: (count, status = 503) => Object.assign(faults, { fail: count, failStatus: status }),
    loseNextAnswer: () => {
      faults.loseAnswer = true;
    },
    hangNext: (count) => {
      faults.hang = count;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answerTo(
  request: IncomingMessage,
  ledger: NewsletterLedger,
  options: NewsletterSenderOptions,
): Promise<Answer> {
  if (!isAuthorised(request.headers.authorization, options.apiKey))
    return problem(401, 'Send the bearer key.');
  if (request.method === 'GET') return read(request, ledger);
  if (request.method !== 'POST') return problem(405, 'Use GET or POST.');

  const text = await bodyOf(request);
  if (text === undefined) return problem(413, `Send at most ${maxBodyBytes} bytes.`);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '' || key.length > 255)
    return problem(400, 'Send an Idempotency-Key.');
  const slot = `${pathOf(request)} ${key}`;
  const bodyHash = createHash('sha256').update(text).digest('hex');
  const former = ledger.answered(slot);
  if (former !== undefined) {
    return former.bodyHash === bodyHash
      ? former.answer
      : problem(409, 'This key was used for another order.');
  }
  const answer = order(pathOf(request), text, key, ledger, options.answerAfterMs ?? 3_000);
  if (answer.status < 300) ledger.remember(slot, bodyHash, answer);
  return answer;
}

const who = {
  customerNumber: z.string().min(1).max(64).exactOptional(),
  email: z.string().min(3).max(254).exactOptional(),
};
const oneAtLeast = (body: { customerNumber?: string; email?: string }): boolean =>
  body.customerNumber !== undefined || body.email !== undefined;
const erasureBody = z.strictObject(who).refine(oneAtLeast);
const suppressionBody = z.strictObject({ ...who, lift: z.boolean().default(false) }).refine(oneAtLeast);
const rectificationBody = z
  .strictObject({
    ...who,
    field: z.enum(['email', 'name']),
    newValue: z.string().min(1).max(254),
    oldValue: z.string().exactOptional(),
  })
  .refine(oneAtLeast);

function order(path: string, text: string, key: string, ledger: NewsletterLedger, delayMs: number): Answer {
  const body = parseJson(text);
  switch (path) {
    case '/v1/erasures': {
      const parsed = erasureBody.safeParse(body);
      return parsed.success
        ? { status: 202, body: ledger.accept(parsed.data, key, delayMs) }
        : badBody(parsed.error);
    }
    case '/v1/suppressions': {
      const parsed = suppressionBody.safeParse(body);
      if (!parsed.success) return badBody(parsed.error);
      const { lift, ...target } = parsed.data;
      return { status: 200, body: ledger.suppress(target, lift, key) };
    }
    case '/v1/rectifications':
      return rectify(rectificationBody.safeParse(body), key, ledger);
    default:
      return problem(404, 'No such resource.');
  }
}

function rectify(
  parsed: z.ZodSafeParseResult<z.infer<typeof rectificationBody>>,
  key: string,
  ledger: NewsletterLedger,
): Answer {
  if (!parsed.success) return badBody(parsed.error);
  const { customerNumber, email, ...change } = parsed.data;
  const target = {
    ...(customerNumber === undefined ? {} : { customerNumber }),
    ...(email === undefined ? {} : { email }),
  };
  const found = ledger.find(target);
  if (found.length === 0) return problem(409, 'No such subscriber any more.');
  const moved = found.some((each) => change.oldValue !== undefined && each[change.field] !== change.oldValue);
  if (moved) return problem(409, 'The value is no longer the old one.');
  return { status: 200, body: ledger.rectify(target, change, key) };
}

function read(request: IncomingMessage, ledger: NewsletterLedger): Answer {
  const path = pathOf(request);
  if (path === '/v1/health') return { status: 200, body: { status: 'ok' } };
  if (path === '/v1/subscribers') {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const customerNumber = query.get('customerNumber');
    const email = query.get('email');
    if (customerNumber === null && email === null) return problem(400, 'Name a customerNumber or an email.');
    const subscribers = ledger.find({
      ...(customerNumber === null ? {} : { customerNumber }),
      ...(email === null ? {} : { email }),
    });
    return { status: 200, body: { subscribers } };
  }
  const erasure = ledger.erasure(/^\/v1\/erasures\/([\w-]+)$/.exec(path)?.[1] ?? '');
  return erasure === undefined ? problem(404, 'No such resource.') : { status: 200, body: erasure };
}

function isAuthorised(header: string | undefined, apiKey: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${apiKey}`));
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://localhost').pathname;
}

function badBody(error: z.ZodError): Answer {
  return problem(
    422,
    error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '),
  );
}

function problem(status: number, detail: string): Answer {
  return { status, body: { type: 'about:blank', status, detail } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const type = status < 300 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}
