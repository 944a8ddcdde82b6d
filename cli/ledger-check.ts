import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { normalIdentifier } from '../connectors/identifier-form';
import type { IdentifierKind } from '../domain/data-map';
import type { DeletionLedger } from '../domain/ports';
import { openLedger } from '../worker/ledger-main';
import { refusedStatus } from './usage-error';

/** Exit status when rows without a readable identifier were left out. */
const unreadableStatus = 3;
/** Rows asked about at once. */
const batchSize = 500;
/** Longest row in characters: more is no row of people, but a quote that was never closed. */
const longestRow = 1_000_000;

/** One row: its cells, and the text as it stands in the file with its line end. */
interface Row {
  readonly record: readonly string[];
  readonly raw: string;
}

/** How many rows became what. */
export interface CheckedRows {
  passed: number;
  refused: number;
  /** Left out as well: nobody can say whose they are. */
  unreadable: number;
}

/** `habeas ledger check FILE`: rows that may be imported on standard output, counts on standard error. */
export async function checkImport(
  file: string,
  options: { readonly column: string; readonly kind: IdentifierKind },
): Promise<void> {
  try {
    const books = await openLedger();
    const counts: CheckedRows = { passed: 0, refused: 0, unreadable: 0 };
    try {
      const rows = allowedRows(createReadStream(file), options, books.deletions, counts);
      await pipeline(rows, process.stdout, { end: false });
    } finally {
      await books.close();
    }
    const { passed, refused, unreadable } = counts;
    console.error(
      `${passed} rows may be imported, ${refused} refused, ${unreadable} without a readable ${options.kind}.`,
    );
    if (unreadable > 0) process.exitCode = unreadableStatus;
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Failed for an unknown reason.');
    process.exitCode = refusedStatus;
  }
}

/** The line of names and the rows that may be imported, as texts. Bounded in memory. */
export async function* allowedRows(
  bytes: AsyncIterable<Uint8Array>,
  { column, kind }: { readonly column: string; readonly kind: IdentifierKind },
  ledger: Pick<DeletionLedger, 'erasures'>,
  counts: CheckedRows,
): AsyncGenerator<string> {
  let at: number | undefined;
  let batch: Row[] = [];
  for await (const row of rowsOf(bytes)) {
    if (at === undefined) {
      at = columnOf(row, column);
      yield lineOf(row);
      continue;
    }
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield* allowed(batch, at, kind, ledger, counts);
    batch = [];
  }
  if (at === undefined) throw new Error('The file is empty: expected a line of column names.');
  yield* allowed(batch, at, kind, ledger, counts);
}

function columnOf({ record }: Row, column: string): number {
  const at = record.indexOf(column);
  if (at >= 0 && record.lastIndexOf(column) === at) return at;
  throw new Error(
    at < 0
      ? `The file has no column ${column}; its first line must name the columns.`
      : `The file has two columns ${column}.`,
  );
}

/** The row's own text with its line end: the parser cuts CR LF in half, and the last line of a file may have none. */
function lineOf({ raw }: Row): string {
  return raw.endsWith('\n') ? raw : `${raw}\n`;
}

async function* allowed(
  rows: readonly Row[],
  at: number,
  kind: IdentifierKind,
  ledger: Pick<DeletionLedger, 'erasures'>,
  counts: CheckedRows,
): AsyncGenerator<string> {
  const values = rows.map(({ record }) => normalIdentifier(kind, record[at] ?? ''));
  const erasures = await ledger.erasures(values.map((value) => ({ kind, value })));
  for (const [index, row] of rows.entries()) {
    if (values[index] === '') counts.unreadable += 1;
    else if (erasures[index] !== undefined) counts.refused += 1;
    else {
      counts.passed += 1;
      yield lineOf(row);
    }
  }
}

/** Rows with their own text. Throws at bytes that are not UTF-8 and at a quote that is never closed. */
async function* rowsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    raw: true,
    max_record_size: longestRow,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
  });
  const fed = pipeline(textOf(bytes), parser);
  fed.catch(() => undefined);
  for await (const row of parser) yield row as Row;
  await fed;
}

async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
