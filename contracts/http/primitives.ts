import { z } from 'zod';
import { identifierKinds } from '../../domain/data-map';

// Every text is bounded, well formed and free of control characters: what enters here is stored, hashed and mailed.
const loneSurrogate = /\p{Surrogate}/u;
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
const controlButBreaks = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

function wellFormed(value: string): boolean {
  return !loneSurrogate.test(value);
}

/** One line of text without control characters, trimmed, 1 to `max` characters. */
export function line(max: number): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => wellFormed(value) && !control.test(value), {
      error: 'Expected text without line breaks, control characters or lone surrogates.',
    });
}

/** Text of several lines, 1 to `max` characters. */
export function paragraph(max: number): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => wellFormed(value) && !controlButBreaks.test(value), {
      error: 'Expected text without control characters or lone surrogates.',
    });
}

/** A code such as `householdRegister`: it becomes evidence, so nothing personal may fit into it. */
export const reasonWord = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, { error: 'Expected a code such as subjectAnswer, without spaces.' });

/** A ground of a regime's catalogue. */
export const groundWord = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:()/-]{0,79}$/, { error: 'Expected a ground of the catalogue.' });

/** SHA-256 or HMAC-SHA-256, hexadecimal. */
export const hashText = z.string().regex(/^[0-9a-f]{64}$/, { error: 'Expected 64 hexadecimal digits.' });

/** A mailed code. Spaces between digits are how people type what they read. */
export const mailedCode = z
  .string()
  .max(32)
  .transform((value) => value.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{4,12}$/, { error: 'Expected the digits of the mailed code.' }));

/** Kind of an identifier. */
export const identifierKind = z.enum(identifierKinds);

/** A UTC instant. */
export const instantText = z.string().meta({ format: 'date-time' });

/** Position in a listing, as a page gave it. */
export const pageCursor = z.string().min(1).max(200);

/** Number of items on a page. */
export const pageLimit = z
  .string()
  .regex(/^([1-9]\d?|100)$/, { error: 'Expected a number from 1 to 100.' })
  .transform(Number);

/** A body without members. */
export const emptyBody = z.strictObject({});
