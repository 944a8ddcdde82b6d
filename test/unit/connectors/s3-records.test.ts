import { recordCodec } from '../../../connectors/s3/record-codec';
import { splitRecords } from '../../../connectors/s3/split-records';
import type { Piece } from '../../../connectors/s3/split-records';

const texts = {
  ndjson: '{"id":1}\n\n  \n{"id":2,"a":"x\\ny"}\r\n{"id":3}',
  csv: '\ufeffid;name\r\n1;"a ""b""\nc;d"\r\n\r\n2;é\n',
  json: '\ufeff [ {"id":1,"a":"]}\\"{"} ,\n{"id":2,"b":[{"c":[]}]}\n]\n',
} as const;
type Format = keyof typeof texts;
const formats = Object.keys(texts) as Format[];

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function piecesOf(format: Format, text: string | Buffer, size = 5): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  for await (const some of splitRecords(format, chunksOf(Buffer.from(text), size)))
    pieces.push(
      ...some.map(({ lead, record, tail }) => ({
        lead: Buffer.from(lead),
        record: Buffer.from(record),
        tail: Buffer.from(tail),
      })),
    );
  return pieces;
}

describe('records in objects', () => {
  test.each(formats)(
    'When %s is cut anywhere, then the pieces are the object, byte for byte',
    async (format) => {
      const whole = Buffer.from(texts[format]);
      for (let size = 1; size <= whole.length; size += 1) {
        const pieces = await piecesOf(format, whole, size);
        expect(Buffer.concat(pieces.flatMap(({ lead, record, tail }) => [lead, record, tail]))).toEqual(
          whole,
        );
        const documents = recordCodec(format)
          .read(pieces)
          .flatMap(({ document }) => (document === undefined ? [] : [String(document['id'])]));
        expect(documents).toEqual(format === 'ndjson' ? ['1', '2', '3'] : ['1', '2']);
      }
    },
  );

  test('When a cell has quotes, line ends and delimiters, then it is read and written as it is', async () => {
    const pieces = await piecesOf('csv', texts.csv);
    const codec = recordCodec('csv');
    const records = codec.read(pieces).filter(({ document }) => document !== undefined);
    expect(records.map(({ document }) => document)).toEqual([
      { id: '1', name: 'a "b"\nc;d' },
      { id: '2', name: 'é' },
    ]);
    expect(codec.write(records[0]!, { name: 'x;y' }).toString()).toBe('1;"x;y"');
    expect(codec.write(records[0]!, { id: null }).toString()).toBe(';"a ""b""\nc;d"');
    expect(() => codec.write(records[0]!, { none: 'x' })).toThrow('value:noColumn');
  });

  test.each([
    ['a CSV with more cells than its heading', 'csv', 'id,name\n1,2,3\n'],
    ['a CSV with one column twice', 'csv', 'id,id\n1,2\n'],
    ['a CSV with a quote in the middle', 'csv', 'id,name\n1,a"b\n2,c"d\n'],
    ['a line that is a list', 'ndjson', '[1]\n'],
    ['a line that is no JSON', 'ndjson', '{"id":}\n'],
    ['bytes that are no UTF-8', 'ndjson', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d, 0x0a])],
    ['JSON that is one object', 'json', '{"id":1}'],
    ['an array of numbers', 'json', '[1,2]'],
    ['an array that never ends', 'json', '[{"id":1}'],
    ['two arrays', 'json', '[{"id":1}][{"id":2}]'],
    ['a record of 5 MiB', 'ndjson', `{"a":"${'x'.repeat(5 * 1024 * 1024)}"}\n`],
  ] as const)('When an object holds %s, then it is not taken for records', async (_, format, text) => {
    const read = async () => recordCodec(format).read(await piecesOf(format, text, 65_536));
    await expect(read()).rejects.toThrow(RangeError);
  });
});
