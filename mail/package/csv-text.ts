import { stringify } from 'csv-stringify/sync';
import type { ExactRecord, ExactValue } from '../../domain/access-package';

/** What makes a spreadsheet calculate instead of show (OWASP, CSV injection), full-width forms too. */
const formulaStart = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/u;

/** Lines by RFC 4180, without byte order mark. The first are the names of the columns. */
export function csvText(columns: readonly string[], records: readonly ExactRecord[]): string {
  return stringify(
    records.map((record) => columns.map((column) => csvCell(record[column]))),
    { record_delimiter: 'windows' },
  );
}

/** The line of column names. */
export function csvHead(columns: readonly string[]): string {
  return stringify([columns.map(csvCell)], { record_delimiter: 'windows' });
}

/**
 * A value as a cell that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe in front. Numbers
 * cannot be formulas and stay what they are; what has parts is written as JSON. The exact value is in the JSON file.
 */
export function csvCell(value: ExactValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return formulaStart.test(text) ? `'${text}` : text;
}
