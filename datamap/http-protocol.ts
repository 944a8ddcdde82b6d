import { z } from 'zod';
import { identifierKinds } from '../domain/data-map';
import type { DataMap, StoreMap } from '../domain/data-map';
import { httpAnswerWords } from '../domain/http-protocol';
import type { BodyTemplate, HttpProtocol, HttpRequestMap } from '../domain/http-protocol';
import { placeholdersOf, placeholdersOfRequest } from '../domain/http-template';
import type { HttpOperation } from '../domain/http-template';
import type { Finding, MapPath } from './cross-checks';

const template = z.string().max(2_000, 'is longer than 2,000 characters');
const path = template.regex(/^(?:\/(?!\.{1,2}(?:\/|$))[\w.~!$&'()*+,;=:@{}-]+)+\/?$/, {
  error: 'is no path: expected / and parts without ? # % or .., such as /v1/subscribers/{key}',
});
const pointer = z.string().regex(/^(?:\/(?:[^/~]|~[01])*)*$/, {
  error: 'is no JSON pointer: expected parts after slashes, such as /result/items, or nothing',
});
/** Names of members that are sent; none can walk into JavaScript's own objects. */
const member = z
  .string()
  .regex(/^[\w$@:.[\]-]{1,100}$/, { error: 'is no member name' })
  .refine((name) => !['__proto__', 'prototype', 'constructor'].includes(name), {
    error: 'is a reserved name',
  });
/** Headers of ours and of the wire itself cannot be given away. */
const header = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,60}$/, { error: 'is no header name in lower case, such as x-api-key' })
  .refine((name) => !['host', 'connection', 'cookie', 'content-length', 'transfer-encoding'].includes(name), {
    error: 'is a header of the connection itself',
  });

const body: z.ZodType<BodyTemplate> = z.lazy(() =>
  z.union([template, z.number(), z.boolean(), z.null(), z.array(body).max(50), z.record(member, body)]),
);

const request = {
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path,
  query: z.record(member, template).default({}),
  body: body.exactOptional(),
  answers: z
    .record(z.string().regex(/^[245]\d\d$/, { error: 'is no status' }), z.enum(httpAnswerWords))
    .default({}),
};
const words = z.array(z.string().min(1).max(100)).max(20);
const stateMap = {
  state: pointer,
  pending: words.default([]),
  done: words.min(1, 'is empty'),
  failed: words.default([]),
  count: pointer.exactOptional(),
  certificate: pointer.exactOptional(),
};

/** The section `http` of a store: how an HTTP processor is spoken to. Output is the domain's `HttpProtocol`. */
export const httpProtocolSchema = z.strictObject({
  auth: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['bearer', 'basic']) }),
    z.strictObject({ kind: z.literal('header'), name: header }),
    z.strictObject({
      kind: z.literal('oauth2'),
      scope: z
        .string()
        .regex(/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/)
        .exactOptional(),
      sends: z.enum(['basic', 'post']).default('basic'),
    }),
  ]),
  idempotencyHeader: header.default('idempotency-key'),
  signature: z.strictObject({ header, timestampHeader: header }).exactOptional(),
  search: z.strictObject({
    ...request,
    by: z.array(z.enum(identifierKinds)).min(1, 'is empty'),
    records: pointer,
    pages: z
      .discriminatedUnion('by', [
        z.strictObject({ by: z.literal('cursor'), next: pointer }),
        z.strictObject({ by: z.literal('page'), first: z.int().min(0).max(1).default(1) }),
        z.strictObject({ by: z.literal('link') }),
      ])
      .exactOptional(),
    mostPages: z.int().min(1).max(1_000).default(20),
    mostRecords: z.int().min(1).max(10_000).default(100),
  }),
  erase: z.strictObject({ ...request, receipt: pointer.exactOptional() }).exactOptional(),
  correct: z.strictObject(request).exactOptional(),
  suppress: z.strictObject(request).exactOptional(),
  restrict: z.strictObject(request).exactOptional(),
  lift: z.strictObject(request).exactOptional(),
  status: z
    .strictObject({
      ...request,
      ...stateMap,
      receipt: pointer.exactOptional(),
      everySeconds: z.int().min(0).max(86_400).default(0),
    })
    .exactOptional(),
  callback: z.strictObject(stateMap).exactOptional(),
});

const operations: readonly HttpOperation[] = [
  'search',
  'erase',
  'correct',
  'suppress',
  'restrict',
  'lift',
  'status',
];

/** Whether the parts of a store's `http` section fit each other, and the store. */
export function checkHttpProtocols({ stores }: Omit<DataMap, 'version'>): readonly Finding[] {
  return stores.flatMap((store, index): readonly Finding[] => {
    const at: MapPath = ['stores', index];
    if (store.kind !== 'http-processor')
      return store.http === undefined
        ? []
        : [
            {
              at: [...at, 'http'],
              problem: `A store of kind ${store.kind} is not spoken to by HTTP`,
              repair: 'Remove it, or set `kind: http-processor`.',
            },
          ];
    if (store.http !== undefined) return checkProtocol(store, store.http, [...at, 'http']);
    const problem = `Nothing says how store "${store.id}" is spoken to`;
    return [{ at, problem, repair: 'Add `http:` with its requests (docs/data-map.md).' }];
  });
}

function checkProtocol(store: StoreMap, http: HttpProtocol, at: MapPath): readonly Finding[] {
  return [
    ...checkAddressing(store, http, at),
    ...checkCompletion(http, at),
    ...checkPages(http, at),
    ...operations.flatMap((name) => {
      const request = http[name];
      return request === undefined ? [] : checkRequest(store, http, name, request, [...at, name]);
    }),
  ];
}

/** The person is asked for by identifiers that the records carry themselves, so that the answer can be checked. */
function checkAddressing(store: StoreMap, { search }: HttpProtocol, at: MapPath): readonly Finding[] {
  const lookups = store.collections.flatMap((collection) => collection.lookups.map(({ kind }) => kind));
  const findings: Finding[] = [];
  if (store.collections.length !== 1)
    findings.push({
      at: [...at.slice(0, -1), 'collections'],
      problem: 'An HTTP processor has more than one collection',
      repair: 'Describe each kind of record as a store of its own.',
    });
  search.by.forEach((kind, index) => {
    if (!lookups.includes(kind))
      findings.push({
        at: [...at, 'search', 'by', index],
        problem: `No field of its records is looked up by ${kind}`,
        repair: 'Add it to `lookups`: an answer is checked against what was asked for.',
      });
  });
  if (store.canary !== undefined && !search.by.includes(store.canary.kind))
    findings.push({
      at: [...at.slice(0, -1), 'canary', 'kind'],
      problem: `The search is not made by ${store.canary.kind}`,
      repair: `Expected one of: ${search.by.join(', ')}.`,
    });
  return findings;
}

function checkCompletion(http: HttpProtocol, at: MapPath): readonly Finding[] {
  const { erase, status, callback } = http;
  const find = (problem: string, repair: string): Finding => ({ at, problem, repair });
  const inErase = erase === undefined ? [] : placeholdersOfRequest(erase);
  const findings: Finding[] = [];
  if (status !== undefined && callback !== undefined)
    findings.push(find('Both `status` and `callback` end an erasure', 'Keep one of them.'));
  if ((status !== undefined || callback !== undefined) && erase === undefined)
    findings.push(find('There is a way to learn of an erasure and none to order it', 'Add `erase:`.'));
  if (status !== undefined && erase !== undefined && erase.receipt === undefined)
    findings.push(find('`status` asks for a receipt that `erase` does not read', 'Add `receipt:` there.'));
  if (status !== undefined && !placeholdersOfRequest(status).includes('receipt'))
    findings.push(find('`status` does not say of which order', 'Put {receipt} into it.'));
  if (callback !== undefined && erase !== undefined && !inErase.includes('callbackUrl'))
    findings.push(find('`erase` does not tell where the answer goes', 'Put {callbackUrl} into it.'));
  if (callback !== undefined && erase !== undefined && !inErase.includes('callbackSecret'))
    findings.push(
      find('`erase` does not tell how to sign the answer', 'Put {callbackSecret} into its body.'),
    );
  if (callback === undefined && inErase.some((name) => name.startsWith('callback')))
    findings.push(find('`erase` promises a callback that nothing reads', 'Add `callback:`.'));
  return findings;
}

function checkPages({ search }: HttpProtocol, at: MapPath): readonly Finding[] {
  const used = placeholdersOfRequest(search);
  const wanted = search.pages?.by === 'cursor' ? 'cursor' : search.pages?.by === 'page' ? 'page' : undefined;
  if (wanted === undefined || used.includes(wanted)) return [];
  const problem = `The search never asks for the next page`;
  return [{ at: [...at, 'search', 'pages'], problem, repair: `Put {${wanted}} into its query or body.` }];
}

function checkRequest(
  store: StoreMap,
  { search }: HttpProtocol,
  name: HttpOperation,
  request: HttpRequestMap,
  at: MapPath,
): readonly Finding[] {
  const known = placeholdersOf[name];
  const used = placeholdersOfRequest(request);
  const findings: Finding[] = used
    .filter((placeholder) => !known.includes(placeholder))
    .map((placeholder) => ({
      at,
      problem: `"{${placeholder}}" has no value here`,
      repair: `Expected one of: ${known.map((one) => `{${one}}`).join(', ')}.`,
    }));
  const needed = name === 'status' || used.includes('key') ? [] : search.by;
  for (const kind of needed.filter((one) => !used.includes(one)))
    findings.push({
      at,
      problem: `It does not say who is meant when the person is known by ${kind}`,
      repair: `Put {${kind}} into it.`,
    });
  if (request.method === 'GET' && request.body !== undefined)
    findings.push({ at: [...at, 'body'], problem: 'A GET has no body', repair: 'Use `query`.' });
  const means = Object.values(request.answers);
  if (store.canary === undefined && (means.includes('gone') || means.includes('neverExisted')))
    findings.push({
      at: [...at, 'answers'],
      problem: 'A status is to mean that nothing is there, and nothing proves that the address is right',
      repair: 'Give the store a `canary`: somebody invented whom the same search must find.',
    });
  return findings;
}
