import { MongoCommandReader } from '../../../bench/wire/mongo-wire';
import { PostgresStatementReader, classifyStatement } from '../../../bench/wire/postgres-wire';

/** A message as a MongoDB driver sends it: header, flags, one body section whose first element names the command. */
function mongoMessage(name: string, collection: string | undefined, opCode = 2013): Buffer {
  const value =
    collection === undefined
      ? Buffer.from([0x10, ...Buffer.from(`${name}\0`), 1, 0, 0, 0])
      : Buffer.concat([
          Buffer.from([0x02, ...Buffer.from(`${name}\0`)]),
          int32(collection.length + 1),
          Buffer.from(`${collection}\0`),
        ]);
  const body = Buffer.concat([int32(value.length + 5), value, Buffer.from([0])]);
  const content = Buffer.concat([Buffer.from([0, 0, 0, 0, 0]), body]);
  return Buffer.concat([int32(content.length + 16), int32(1), int32(0), int32(opCode), content]);
}

function int32(value: number, bigEndian = false): Buffer {
  const bytes = Buffer.alloc(4);
  if (bigEndian) bytes.writeInt32BE(value);
  else bytes.writeInt32LE(value);
  return bytes;
}

const inChunks = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

test.each([1, 7, 1_000])(
  'When a driver sends commands in chunks of %d bytes, then each is seen once',
  (size) => {
    const reader = new MongoCommandReader();
    const bytes = Buffer.concat([
      mongoMessage('hello', undefined),
      mongoMessage('find', 'evidence'),
      mongoMessage('ping', undefined),
      mongoMessage('insert', 'requests'),
      mongoMessage('isMaster', 'admin', 2004),
      mongoMessage('commitTransaction', undefined),
    ]);
    expect(inChunks(bytes, size).flatMap((chunk) => reader.push(chunk))).toEqual([
      { name: 'find', collection: 'evidence' },
      { name: 'insert', collection: 'requests' },
      { name: 'commitTransaction', collection: '' },
    ]);
  },
);

function postgresMessage(type: string, content: string): Buffer {
  const body = Buffer.from(content);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4, true), body]);
}

test.each([1, 7, 1_000])(
  'When a client sends SQL in chunks of %d bytes, then each statement is seen once',
  (size) => {
    const reader = new PostgresStatementReader();
    const startup = Buffer.concat([int32(196_608, true), Buffer.from('user\0someone\0\0')]);
    const bytes = Buffer.concat([
      int32(8, true),
      int32(80_877_103, true),
      int32(startup.length + 4, true),
      startup,
      postgresMessage('p', 'secret\0'),
      postgresMessage('Q', 'begin\0'),
      postgresMessage('P', '\0select 1 from "orders"\0\0\0'),
      postgresMessage('B', '\0\0\0\0\0\0\0\0'),
      postgresMessage('E', '\0\0\0\0\0'),
      postgresMessage('S', ''),
    ]);
    expect(inChunks(bytes, size).flatMap((chunk) => reader.push(chunk))).toEqual([
      'begin',
      'select 1 from "orders"',
    ]);
  },
);

test.each([
  ['select "order_id"::text as key from "orders" where 1 = 1', { kind: 'table', table: 'orders' }],
  ['update "customers" as this set "name" = $1', { kind: 'table', table: 'customers' }],
  ['delete from "public"."payments" where "id" = any($1)', { kind: 'table', table: 'payments' }],
  ['select pg_typeof("born")::text as type from "customers" limit 1', { kind: 'table', table: 'customers' }],
  ['begin isolation level read committed', { kind: 'transaction' }],
  ['COMMIT', { kind: 'transaction' }],
  ["select set_config('TimeZone', 'UTC', false)", { kind: 'session' }],
  ['select conname from pg_constraint where contype = $1', { kind: 'catalogue' }],
  ['select 1', { kind: 'session' }],
] as const)('When %s is sent, then it counts as %j', (text, kind) => {
  expect(classifyStatement(text)).toEqual(kind);
});
