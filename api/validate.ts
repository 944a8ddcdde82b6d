import type { z } from 'zod';
import { PublicError } from '../domain/errors';

type Issue = z.core.$ZodIssue;

/** At most so many problems are listed: a hostile body must not make a long answer. */
const maxProblems = 20;

/**
 * The value as its schema reads it.
 * @throws PublicError DSR_BODY_INVALID with path and problem of every mistake; values are never echoed.
 */
export function validated<T>(schema: z.ZodType<T>, value: unknown, root = ''): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap((issue) => problemsOf(issue, [])).slice(0, maxProblems);
  const named = fields.map(({ path, problem }) => ({
    path: [root, path].filter((part) => part !== '').join('.'),
    problem,
  }));
  const first = named[0];
  throw new PublicError(
    'DSR_BODY_INVALID',
    first === undefined ? undefined : `${first.path === '' ? 'Body' : first.path}: ${first.problem}`,
    named,
  );
}

function problemsOf(issue: Issue, prefix: readonly PropertyKey[]): { path: string; problem: string }[] {
  const at = [...prefix, ...issue.path];
  const path = at.map(shown).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...at, key].map(shown).join('.'),
        problem: 'This field is unknown here; remove it.',
      }));
    case 'invalid_union': {
      // The form with the fewest mistakes is most likely the one that was meant.
      const best = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
      return best.length === 0
        ? [{ path, problem: 'This fits none of the allowed forms.' }]
        : best.flatMap((inner) => problemsOf(inner, at));
    }
    case 'invalid_type':
      return [{ path, problem: `Expected ${issue.expected}.` }];
    case 'invalid_value':
      return [{ path, problem: `Expected one of ${issue.values.map(String).join(', ')}.` }];
    case 'too_small':
      return [{ path, problem: `Expected at least ${issue.minimum}.` }];
    case 'too_big':
      return [{ path, problem: `Expected at most ${issue.maximum}.` }];
    default:
      return [{ path, problem: issue.message }];
  }
}

/** A name from the caller, cut and without anything that could break a line of text. */
function shown(part: PropertyKey): string {
  return String(part)
    .replace(/[^\w$.\-[\]]/g, '?')
    .slice(0, 64);
}
