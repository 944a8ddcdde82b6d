import type { Problem } from '../contracts/http/problem';
import type { Locale } from '../domain/data-map';
import { PublicError, errorCatalogue } from '../domain/errors';
import type { ErrorCode } from '../domain/errors';
import { KeyDestroyed, PersistenceError } from '../domain/port-errors';

/** Media type of every refusal (RFC 9457). */
export const problemMedia = 'application/problem+json; charset=utf-8';

/**
 * Any error as one of the catalogue. What we do not know is DSR_INTERNAL, without a word of its own text: that may quote
 * values.
 */
export function publicErrorOf(error: unknown): PublicError {
  if (error instanceof PublicError) return error;
  if (error instanceof KeyDestroyed) return new PublicError('DSR_NOT_FOUND');
  if (error instanceof PersistenceError && error.kind === 'unavailable')
    return new PublicError('DSR_UNAVAILABLE');
  return new PublicError(codeOfHttpError(error) ?? 'DSR_INTERNAL');
}

/** Errors of Express and its body reader carry a `type` or a status. */
function codeOfHttpError(error: unknown): ErrorCode | undefined {
  if (!(error instanceof Error)) return undefined;
  const { type, status } = error as { type?: unknown; status?: unknown };
  switch (type) {
    case 'entity.too.large':
      return 'DSR_BODY_TOO_LARGE';
    case 'encoding.unsupported':
      return 'DSR_MEDIA_TYPE';
    case 'request.aborted':
    case 'request.size.invalid':
      return 'DSR_BODY_UNREADABLE';
    default:
      // A path with broken percent signs.
      return error instanceof URIError || status === 400 ? 'DSR_NOT_FOUND' : undefined;
  }
}

/** The body of a refusal. */
export function problemOf(error: PublicError, locale: Locale, correlationId: string): Problem {
  const { status, retryable, text } = errorCatalogue[error.code];
  return {
    type: `urn:habeas:problem:${error.code}`,
    title: text[locale],
    status,
    detail: error.message,
    code: error.code,
    retryable,
    instance: `urn:uuid:${correlationId}`,
    errors: error.fields.map(({ path, problem }) => ({ path, problem })),
  };
}

/** The language that an Accept-Language header asks for first among ours; Chinese when it asks for none of them. */
export function localeOf(header: string | undefined): Locale {
  const wanted = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, index) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((one) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(one)?.[1]).find(Boolean);
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality), index };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { tag } of wanted) {
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
  }
  return 'zh-CN';
}
