import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { parseJson, printJson } from '../json-values/exact-json';
import { jsonText, textAs, withValueAt } from '../json-values/json-fields';
import { EffectRefused } from '../rows/effect-refused';
import { valueAt } from '../rows/elements';
import type { LineFormat } from './object-form';
import type { Piece } from './split-records';

/** A record in an object: the piece it stands in, and its fields. Personal data. */
export interface LineRecord {
  readonly piece: Piece;
  /** Absent for a piece without a record, such as a heading or a blank line. */
  readonly document?: Readonly<Record<string, unknown>>;
}

/** Reads and writes the records of one object. */
export interface RecordCodec {
  /** RangeError when a piece is no record of the format, or no UTF-8 text. */
  readonly read: (pieces: readonly Piece[]) => readonly LineRecord[];
  /** A record with other values. `EffectRefused` when the format has no place for one. */
  readonly write: (record: LineRecord, values: Readonly<Record<string, unknown>>) => Buffer;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The codec for the records of one object, which must be read in order. */
export function recordCodec(format: LineFormat): RecordCodec {
  return format === 'csv' ? csvCodec() : { read: readJson, write: writeJson };
}

function readJson(pieces: readonly Piece[]): readonly LineRecord[] {
  return pieces.map((piece) => {
    if (piece.record.length === 0) return { piece };
    const document = jsonIn(textOf(piece.record));
    if (typeof document !== 'object' || document === null || Array.isArray(document))
      throw new RangeError('a record that is no object');
    return { piece, document: document as Readonly<Record<string, unknown>> };
  });
}

function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw error instanceof SyntaxError ? new RangeError('a record that is no JSON') : error;
  }
}

function writeJson({ document }: LineRecord, values: Readonly<Record<string, unknown>>): Buffer {
  const changed = Object.entries(values).reduce<unknown>((before, [field, value]) => {
    const typed = typeof value === 'string' ? (textAs(valueAt(before, field), value) ?? value) : value;
    const after = withValueAt(before, field, typed);
    if (after === undefined) throw new EffectRefused('value:path');
    return after;
  }, document);
  return Buffer.from(printJson(changed));
}

function csvCodec(): RecordCodec {
  let columns: readonly string[] | undefined;
  let delimiter = ',';
  const readHeading = (piece: Piece): LineRecord => {
    const text = textOf(piece.record).replace(/^\ufeff/, '');
    delimiter = delimiterOf(text);
    columns = rowsIn(text, delimiter)[0] ?? [];
    if (new Set(columns).size < columns.length) throw new RangeError('a heading with one column twice');
    return { piece };
  };
  return {
    read: (pieces) => {
      const records: LineRecord[] = [];
      const lines: Piece[] = [];
      const flush = () => {
        const rows = rowsIn(lines.map(({ record }) => textOf(record)).join('\n'), delimiter);
        if (rows.length !== lines.length) throw new RangeError('a record that is no CSV');
        lines.splice(0).forEach((piece, at) => {
          records.push({ piece, document: documentOf(columns ?? [], rows[at] ?? []) });
        });
      };
      for (const piece of pieces) {
        if (piece.record.length > 0 && columns !== undefined) lines.push(piece);
        else {
          flush();
          records.push(piece.record.length === 0 ? { piece } : readHeading(piece));
        }
      }
      flush();
      return records;
    },
    write: ({ document }, values) => {
      const names = columns ?? [];
      if (Object.keys(values).some((field) => !names.includes(field)))
        throw new EffectRefused('value:noColumn');
      const cells = names.map(
        (name) => jsonText(Object.hasOwn(values, name) ? values[name] : document?.[name]) ?? '',
      );
      return Buffer.from(stringify([cells], { delimiter, record_delimiter: '' }));
    },
  };
}

/** The first of the usual delimiters that the heading has outside of quotes. */
function delimiterOf(heading: string): string {
  const bare = heading.replace(/"(?:[^"]|"")*"/g, '');
  return [',', ';', '\t', '|'].find((one) => bare.includes(one)) ?? ',';
}

function rowsIn(text: string, delimiter: string): readonly (readonly string[])[] {
  if (text === '') return [];
  try {
    return parse(text, { delimiter, record_delimiter: ['\n', '\r\n'], relax_column_count: true });
  } catch {
    // The parser's message quotes the line.
    throw new RangeError('a record that is no CSV');
  }
}

/** An empty cell is no value. */
function documentOf(columns: readonly string[], cells: readonly string[]): Readonly<Record<string, unknown>> {
  if (cells.length !== columns.length)
    throw new RangeError('a record with more or fewer cells than the heading');
  return Object.fromEntries(columns.map((name, at) => [name, cells[at] === '' ? null : cells[at]]));
}

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new RangeError('text that is not UTF-8');
  }
}
