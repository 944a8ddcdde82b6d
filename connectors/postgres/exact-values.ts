/** Object ids of PostgreSQL's types that do not stay text. */
const oid = { bool: 16, int2: 21, int4: 23, timestamp: 1114, timestamptz: 1184 } as const;

/**
 * How values are read: exactly. Booleans and integers of up to 32 bits become JavaScript's own; `bigint`, `numeric`,
 * dates, JSON, arrays and all others stay the text that PostgreSQL gives, instants in ISO 8601 form. The connection must
 * be set to ISO dates and UTC.
 */
export function exactValueParser(typeId: number): (text: string) => unknown {
  switch (typeId) {
    case oid.bool:
      return (text) => text === 't';
    case oid.int2:
    case oid.int4:
      return Number;
    case oid.timestamp:
      return (text) => text.replace(' ', 'T');
    case oid.timestamptz:
      return (text) => text.replace(' ', 'T').replace(/\+00(?::00)?$/, 'Z');
    default:
      return (text) => text;
  }
}
