import type { LineFormat } from './object-form';

/** A piece of an object's bytes: one record with the signs around it, or something between records. Personal data. */
export interface Piece {
  /** For JSON the comma and blanks before the record. */
  readonly lead: Buffer;
  /** Empty for a piece without a record. */
  readonly record: Buffer;
  /** The end of the line. */
  readonly tail: Buffer;
}

/** Largest record that is read, in bytes. */
const mostBytes = 4 * 1024 * 1024;
const none = Buffer.alloc(0);
const [newline, carriageReturn, quote, comma, backslash] = [0x0a, 0x0d, 0x22, 0x2c, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Cuts the bytes of an object into pieces, some at a time; together they are the object, byte for byte. Memory holds one
 * chunk and one record. RangeError when the bytes are not of the format, or a record is larger than 4 MiB.
 */
export async function* splitRecords(
  format: LineFormat,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly Piece[]> {
  const cutter = format === 'json' ? jsonCutter() : lineCutter(format === 'csv');
  for await (const chunk of chunks)
    yield cutter.cut(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  yield cutter.end();
}

interface Cutter {
  /** The pieces that end in this chunk. */
  readonly cut: (chunk: Buffer) => readonly Piece[];
  readonly end: () => readonly Piece[];
}

/** Lines; in CSV an end of line between quotes belongs to its field. */
function lineCutter(isQuoted: boolean): Cutter {
  let rest: Buffer = none;
  let isInside = false;
  const nextSign = (bytes: Buffer, from: number): number => {
    const newlineAt = bytes.indexOf(newline, from);
    const end = newlineAt < 0 ? bytes.length : newlineAt;
    const quoteAt = isQuoted ? bytes.subarray(from, end).indexOf(quote) : -1;
    return quoteAt < 0 ? end : from + quoteAt;
  };
  return {
    cut: (chunk) => {
      const bytes = joined(rest, chunk);
      const pieces: Piece[] = [];
      let begin = 0;
      for (let at = nextSign(bytes, rest.length); at < bytes.length; at = nextSign(bytes, at + 1)) {
        if (bytes[at] === quote) isInside = !isInside;
        else if (!isInside) {
          pieces.push(line(bytes.subarray(begin, at + 1)));
          begin = at + 1;
        }
      }
      rest = remaining(bytes, begin);
      return pieces;
    },
    end: () => {
      if (isInside) throw new RangeError('a quote that is never closed');
      return rest.length === 0 ? [] : [line(rest)];
    },
  };
}

function line(bytes: Buffer): Piece {
  let end = bytes.length;
  if (bytes[end - 1] === newline) end -= 1;
  if (bytes[end - 1] === carriageReturn) end -= 1;
  const record = bytes.subarray(0, end);
  const isBlank = record.every((byte) => byte === 0x20 || byte === 0x09);
  return isBlank
    ? { lead: bytes, record: none, tail: none }
    : { lead: none, record, tail: bytes.subarray(end) };
}

/** Objects in one array. */
function jsonCutter(): Cutter {
  let rest: Buffer = none;
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let recordAt = -1;
  const piece = (bytes: Buffer, begin: number, end: number): Piece => ({
    lead: bytes.subarray(begin, recordAt),
    record: bytes.subarray(recordAt, end),
    tail: none,
  });
  return {
    cut: (chunk) => {
      const bytes = joined(rest, chunk);
      const pieces: Piece[] = [];
      let begin = 0;
      for (let at = rest.length; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (isText) {
          if (isEscaped) isEscaped = false;
          else if (byte === backslash) isEscaped = true;
          else if (byte === quote) isText = false;
          continue;
        }
        if (depth < 2 && !mayStand(byte, depth))
          throw new RangeError('JSON that is not one array of objects');
        if (byte === quote) isText = true;
        else if (byte === openBrace || byte === openBracket) {
          depth += 1;
          if (depth === 1) {
            pieces.push({ lead: bytes.subarray(begin, at + 1), record: none, tail: none });
            begin = at + 1;
          } else if (depth === 2) recordAt = at;
        } else if (byte === closeBrace || byte === closeBracket) {
          depth -= 1;
          if (depth === 1) {
            pieces.push(piece(bytes, begin, at + 1));
            begin = at + 1;
          } else if (depth === 0) depth = ended;
        }
      }
      rest = remaining(bytes, begin);
      if (recordAt >= begin) recordAt -= begin;
      return pieces;
    },
    end: () => {
      if (depth !== ended) throw new RangeError('JSON that ends before its array does');
      return rest.length === 0 ? [] : [{ lead: rest, record: none, tail: none }];
    },
  };
}

/** The depth after the array: nothing but blanks may follow. */
const ended = -1;
const byteOrderMark = [0xef, 0xbb, 0xbf];
const blanks = [0x20, 0x09, newline, carriageReturn];

/** Outside of records only the array's own signs may stand. */
function mayStand(byte: number, depth: number): boolean {
  if (blanks.includes(byte)) return true;
  if (depth === 0) return byte === openBracket || byteOrderMark.includes(byte);
  return depth === 1 && [comma, openBrace, closeBracket].includes(byte);
}

function joined(rest: Buffer, chunk: Buffer): Buffer {
  return rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
}

function remaining(bytes: Buffer, begin: number): Buffer {
  const rest = bytes.subarray(begin);
  if (rest.length > mostBytes) throw new RangeError(`a record larger than ${mostBytes} bytes`);
  return rest;
}
