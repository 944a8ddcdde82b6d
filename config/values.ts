import { z } from 'zod';
import { parseThreshold } from '../domain/threshold';
import type { ThresholdRule } from '../domain/threshold';

/** A whole number between two bounds, as environment text. */
export function wholeNumber(min: number, max: number, what: string): z.ZodType<number, string> {
  const expected = `expected a whole number from ${min} to ${max} (${what})`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error: expected, abort: true })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: expected });
}

/** A URL with one of the given schemes. Kept as text: drivers parse it themselves. */
export function urlOf(schemes: readonly string[], example: string): z.ZodType<string, string> {
  return z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
    error: `expected a URL such as ${example}`,
  });
}

/** Text that matches a pattern; `expected` says which. */
export function textOf(pattern: RegExp, expected: string): z.ZodType<string, string> {
  return z.string().regex(pattern, { error: `expected ${expected}` });
}

/** A comma-separated list without repetition, of words that match. */
export function listOf(word: RegExp, expected: string): z.ZodType<readonly string[], string> {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every((part) => word.test(part)) && new Set(parts).size === parts.length, {
      error: `expected ${expected}`,
    });
}

/** Thresholds of clocks with commas: `50%:operator,2d:privacyOfficer`. Each code once. */
export const thresholds: z.ZodType<readonly ThresholdRule[], string> = z
  .string()
  .transform((text, context) => {
    const rules = text.split(',').map((part) => parseThreshold(part.trim()));
    const known = rules.filter((rule) => rule !== undefined);
    if (known.length === rules.length && new Set(known.map(({ code }) => code)).size === known.length)
      return known;
    context.addIssue({
      code: 'custom',
      message:
        'expected thresholds with commas, each once, e.g. 50%:operator,80%:supervisor,2d:privacyOfficer',
    });
    return z.NEVER;
  });
