import { RuleError } from '../clock-error';
import type { RuleErrorCode } from '../clock-error';
import type { LocalText } from '../data-map';

/**
 * Reads one object of a rule file strictly: every field must be asked for, every field asked for must be there.
 * @throws {@link RuleError} with the path of the field, e.g. `clocks[2].unit`.
 */
export interface FieldReader {
  readonly path: string;
  raw(field: string): unknown;
  text(field: string): string;
  textOrNull(field: string): string | null;
  /** A whole number of at least 1. */
  count(field: string): number;
  flag(field: string): boolean;
  /** A date `YYYY-MM-DD`. */
  date(field: string): string;
  dateOrNull(field: string): string | null;
  /** A whole number of at least 1, or `null`. */
  countOrNull(field: string): number | null;
  /** One word of a closed list; `code` names the failure, default `DSR_RULE_VALUE_INVALID`. */
  word<T extends string>(field: string, words: readonly T[], code?: RuleErrorCode): T;
  words<T extends string>(field: string, words: readonly T[]): T[];
  texts(field: string): string[];
  localText(field: string): LocalText;
  localTextOrNull(field: string): LocalText | null;
  object(field: string, fields: readonly string[]): FieldReader;
  list<T>(field: string, fields: readonly string[], read: (item: FieldReader) => T): T[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Opens an object that may hold exactly `fields`.
 * @throws {@link RuleError} DSR_RULE_FIELD_UNKNOWN, DSR_RULE_FIELD_MISSING, DSR_RULE_SOURCE_MISSING (a rule without its source).
 */
export function openFields(value: unknown, path: string, fields: readonly string[]): FieldReader {
  if (!isObject(value)) throw invalid(path, 'an object', value);
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  for (const field of Object.keys(value))
    if (!fields.includes(field))
      throw new RuleError('DSR_RULE_FIELD_UNKNOWN', `unknown field; known: ${fields.join(', ')}.`, at(field));
  for (const field of fields) if (isMissing(value, field)) throw missing(field, at(field));
  return reader(value, path, at);
}

/** A rule without a source is worth as much as no source field at all. */
function isMissing(value: Record<string, unknown>, field: string): boolean {
  return !Object.hasOwn(value, field) || (field === 'source' && value[field] === '');
}

function missing(field: string, path: string): RuleError {
  return field === 'source'
    ? new RuleError('DSR_RULE_SOURCE_MISSING', 'every rule names its source; say where it was read.', path)
    : new RuleError('DSR_RULE_FIELD_MISSING', 'the field is missing.', path);
}

function invalid(
  path: string,
  expected: string,
  got: unknown,
  code: RuleErrorCode = 'DSR_RULE_VALUE_INVALID',
): RuleError {
  return new RuleError(code, `expected ${expected}, got ${JSON.stringify(got)}.`, path);
}

function reader(value: Record<string, unknown>, path: string, at: (field: string) => string): FieldReader {
  const self: FieldReader = {
    path,
    raw: (field) => value[field],
    text: (field) => readText(value[field], at(field)),
    textOrNull: (field) => (value[field] === null ? null : readText(value[field], at(field))),
    count: (field) => {
      const got = value[field];
      if (typeof got !== 'number' || !Number.isSafeInteger(got) || got < 1)
        throw invalid(at(field), 'a whole number of at least 1', got);
      return got;
    },
    flag: (field) => {
      const got = value[field];
      if (typeof got !== 'boolean') throw invalid(at(field), 'true or false', got);
      return got;
    },
    date: (field) => readDate(value[field], at(field)),
    dateOrNull: (field) => (value[field] === null ? null : self.date(field)),
    countOrNull: (field) => (value[field] === null ? null : self.count(field)),
    word: (field, words, code) => readWord(value[field], at(field), words, code),
    words: (field, words) =>
      readList(value[field], at(field)).map((item, i) => readWord(item, `${at(field)}[${i}]`, words)),
    texts: (field) =>
      readList(value[field], at(field)).map((item, i) => readText(item, `${at(field)}[${i}]`)),
    localText: (field) => {
      const text = openFields(value[field], at(field), ['zh-CN', 'en']);
      return { 'zh-CN': text.text('zh-CN'), en: text.text('en') };
    },
    localTextOrNull: (field) => (value[field] === null ? null : self.localText(field)),
    object: (field, fields) => openFields(value[field], at(field), fields),
    list: (field, fields, read) =>
      readList(value[field], at(field)).map((item, i) =>
        read(openFields(item, `${at(field)}[${i}]`, fields)),
      ),
  };
  return self;
}

function readText(got: unknown, path: string): string {
  if (typeof got !== 'string' || got.trim() === '') throw invalid(path, 'a text', got);
  return got;
}

function readList(got: unknown, path: string): unknown[] {
  if (!Array.isArray(got)) throw invalid(path, 'a list', got);
  return got;
}

function readWord<T extends string>(
  got: unknown,
  path: string,
  words: readonly T[],
  code?: RuleErrorCode,
): T {
  const found = words.find((word) => word === got);
  if (found === undefined) throw invalid(path, `one of ${words.join(', ')}`, got, code);
  return found;
}

const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function readDate(got: unknown, path: string): string {
  const parts = typeof got === 'string' ? /^\d{4}-(\d{2})-(\d{2})$/.exec(got) : null;
  const day = Number(parts?.[2]);
  if (typeof got !== 'string' || !(day >= 1 && day <= (monthLengths[Number(parts?.[1]) - 1] ?? 0)))
    throw invalid(path, 'a date YYYY-MM-DD', got);
  return got;
}
