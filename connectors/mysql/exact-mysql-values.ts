import type { TypeCast } from 'mysql2';

/**
 * How values are read: exactly. Integers of up to 32 bits and floating-point numbers become JavaScript's own; `bigint`,
 * `decimal` and dates stay text, instants in ISO 8601 form (`timestamp` in UTC, `datetime` without a zone), a single bit is 0
 * or 1. The date `0000-00-00`, by which old schemas say "none", is no value. The session must be in UTC.
 */
export const exactMysqlValue: Extract<TypeCast, (...args: never[]) => unknown> = (field, next) => {
  switch (field.type) {
    case 'DATE':
    case 'NEWDATE':
      return realDate(field.string());
    case 'DATETIME':
      return realDate(field.string())?.replace(' ', 'T') ?? null;
    case 'TIMESTAMP': {
      const text = realDate(field.string());
      return text === null ? null : `${text.replace(' ', 'T')}Z`;
    }
    case 'JSON':
      return field.string('utf8');
    case 'BIT': {
      const bits = field.buffer();
      if (bits === null) return null;
      return bits.length === 1 ? bits[0] : BigInt(`0x${bits.toString('hex')}`).toString();
    }
    default:
      return next();
  }
};

function realDate(text: string | null): string | null {
  return text === null || text.startsWith('0000-00-00') ? null : text;
}
