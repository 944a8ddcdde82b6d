import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { problemSchema } from '../contracts/http/problem';
import type { Access, AnswerRule, Route } from './route';

/** The OpenAPI 3.1 document of a table of routes: exactly its routes, no more. */
export function openApiDocument(routes: readonly Route[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const rule of routes) paths[rule.path] = { ...paths[rule.path], [rule.method]: operationOf(rule) };
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Habeas',
      version: '1',
      description:
        'Data-subject rights requests, from intake to a truthful confirmation. Refusals are RFC 9457 problems with a ' +
        'stable `code`. Calls that change something take an `Idempotency-Key`; a repeat gets the first answer.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        requester: { type: 'http', scheme: 'bearer', description: 'Token of the intake' },
        subject: { type: 'http', scheme: 'bearer', description: 'Token given for the mailed code' },
        staff: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Staff, by OpenID Connect',
        },
        system: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Claim role: system' },
      },
    },
  });
}

function operationOf(rule: Route): ZodOpenApiOperationObject {
  const body = rule.body as z.ZodType | undefined;
  return {
    operationId: rule.name,
    summary: rule.about,
    tags: [rule.access.audience],
    security: securityOf(rule.access),
    ...(rule.access.audience === 'staff' ? { 'x-roles': rule.access.roles } : {}),
    requestParams: {
      ...pathParameters(rule.path),
      ...(rule.query === undefined ? {} : { query: rule.query as unknown as z.ZodObject }),
      ...headerParameters(rule),
    },
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: responsesOf(rule.answer),
  };
}

function securityOf(access: Access): Record<string, string[]>[] {
  switch (access.audience) {
    case 'public':
      return [];
    case 'requester':
      return [{ requester: [] }, { subject: [] }];
    case 'operations':
      return [{ system: [] }, {}];
    case 'subject':
    case 'staff':
    case 'system':
      return [{ [access.audience]: [] }];
  }
}

function pathParameters(path: string): { path?: z.ZodObject } {
  const names = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  if (names.length === 0) return {};
  return { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) };
}

function headerParameters(rule: Route): { header?: z.ZodObject } {
  const headers: Record<string, z.ZodType> = {};
  if (rule.idempotent !== undefined)
    headers['Idempotency-Key'] = z
      .string()
      .meta({ description: 'A UUID; the same for each repeat of this call.' });
  if (rule.idempotent !== undefined && rule.access.audience === 'staff')
    headers['If-Match'] = z
      .string()
      .optional()
      .meta({ description: 'ETag as read: 412 when it has changed.' });
  if (rule.answer.also?.includes(304) === true) headers['If-None-Match'] = z.string().optional();
  return Object.keys(headers).length === 0 ? {} : { header: z.object(headers) };
}

function responsesOf(answer: AnswerRule): ZodOpenApiResponsesObject {
  const { status, about, schema, media } = answer;
  const content =
    schema === undefined ? { [media ?? 'application/octet-stream']: {} } : { 'application/json': { schema } };
  const responses: Record<string, object> = { [status]: { description: about, content } };
  for (const other of answer.also ?? [])
    responses[other] =
      other === 304 ? { description: 'Not modified.' } : { description: 'Not (yet).', content };
  responses['default'] = {
    description: 'A refusal.',
    content: { 'application/problem+json': { schema: problemSchema } },
  };
  return responses as ZodOpenApiResponsesObject;
}
