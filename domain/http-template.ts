import { identifierKinds } from './data-map';
import type { BodyTemplate, HttpProtocol, HttpRequestMap } from './http-protocol';

/** Values for placeholders, by name. Personal data. */
export type TemplateValues = Readonly<Record<string, string | undefined>>;

/** A request of a protocol that carries placeholders. */
export type HttpOperation = Exclude<
  keyof HttpProtocol,
  'auth' | 'idempotencyHeader' | 'signature' | 'callback'
>;

const person = [...identifierKinds];
const order = [...person, 'key', 'operationId'];
/** What each request may insert. Nothing else is inserted anywhere: there are no expressions. */
export const placeholdersOf: Readonly<Record<HttpOperation, readonly string[]>> = {
  search: [...person, 'cursor', 'page'],
  erase: [...order, 'callbackUrl', 'callbackSecret'],
  correct: [...order, 'field', 'newValue', 'oldValue'],
  suppress: [...order, 'purpose'],
  restrict: order,
  lift: order,
  status: ['receipt'],
};

const placeholder = /\{([^{}]*)\}/g;

/** Names of the placeholders in a text. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map(([, name = '']) => name);
}

/** Names of the placeholders anywhere in a request. */
export function placeholdersOfRequest({
  path,
  query,
  body,
}: Pick<HttpRequestMap, 'path' | 'query' | 'body'>): readonly string[] {
  const texts = [path, ...Object.values(query), ...textsIn(body)];
  return [...new Set(texts.flatMap(placeholdersIn))];
}

function textsIn(body: BodyTemplate | undefined): readonly string[] {
  if (typeof body === 'string') return [body];
  if (typeof body !== 'object' || body === null) return [];
  const parts: readonly BodyTemplate[] = Array.isArray(body) ? body : Object.values(body);
  return parts.flatMap(textsIn);
}

/** The text with its values, each passed through `encode`; `undefined` when one has no value. */
export function filledText(
  text: string,
  values: TemplateValues,
  encode: (value: string) => string = (value) => value,
): string | undefined {
  const isComplete = placeholdersIn(text).every((name) => valueOf(values, name) !== undefined);
  if (!isComplete) return undefined;
  return text.replace(placeholder, (_, name: string) => encode(valueOf(values, name) ?? ''));
}

/** Members of a query with their values; those without a value are left out. */
export function filledQuery(
  query: Readonly<Record<string, string>>,
  values: TemplateValues,
): Readonly<Record<string, string>> {
  const filled = Object.entries(query).flatMap(([name, text]) => {
    const value = filledText(text, values);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(filled);
}

/** A body with its values; members and elements without a value are left out. */
export function filledBody(body: BodyTemplate, values: TemplateValues): BodyTemplate | undefined {
  if (typeof body === 'string') return filledText(body, values);
  if (typeof body !== 'object' || body === null) return body;
  if (isList(body))
    return body.flatMap((element) => {
      const value = filledBody(element, values);
      return value === undefined ? [] : [value];
    });
  const members = Object.entries(body).flatMap(([name, member]) => {
    const value = filledBody(member, values);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
}

function isList(body: BodyTemplate): body is readonly BodyTemplate[] {
  return Array.isArray(body);
}

function valueOf(values: TemplateValues, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
