import { locateRows } from '../../../connectors/rows/locate-rows';
import { readRecords } from '../../../connectors/rows/read-records';
import type { DisclosedRecord, Identifier } from '../../../domain/connector';
import type { CollectionMap } from '../../../domain/data-map';
import { collection, field, rowsInMemory, shared, sole } from './rows-in-memory';

const asLi = [
  sole('customerNumber', 'C1'),
  sole('email', 'li@example.com'),
  sole('phone', '16100000001'),
  shared('email', 'family@example.org'),
];

async function read(
  map: CollectionMap,
  rows: readonly Readonly<Record<string, unknown>>[],
  identifiers: readonly Identifier[] = asLi,
): Promise<readonly DisclosedRecord[]> {
  const reader = rowsInMemory([map], { [map.id]: rows });
  const { located } = await locateRows(reader, identifiers);
  const records: DisclosedRecord[] = [];
  for await (const one of readRecords((work) => work(reader), {}, located, identifiers)) records.push(one);
  return records;
}

const lookups = [
  { kind: 'customerNumber' as const, field: 'number' },
  { kind: 'customerNumber' as const, field: 'second' },
];

test('When a row is several people’s, then what names the others is left out and counted', async () => {
  const accounts = collection('accounts', {
    whose: 'shared',
    lookups,
    fields: [
      field('number', { identity: 'customerNumber' }),
      field('second', { identity: 'customerNumber' }),
      field('email', { identity: 'email' }),
      field('holder', { tells: 'name' }),
      field('balance'),
    ],
  });
  const row = { id: 'a', number: 'C2', second: 'c1', email: 'wang@example.com', holder: '王强', balance: 12 };
  expect(await read(accounts, [row, { ...row, id: 'b', email: null, holder: null }])).toEqual([
    { collection: 'accounts', key: 'a', values: { second: 'c1', balance: 12 }, withheld: 3 },
    { collection: 'accounts', key: 'b', values: { second: 'c1', email: null, balance: 12 }, withheld: 1 },
  ]);
});

test('When a field is never shown, then it is not read out, and only where it holds something it counts', async () => {
  const notes = collection('notes', {
    lookups: [lookups[0]!],
    fields: [field('text'), field('opinion', { redaction: 'withhold' })],
  });
  const records = await read(notes, [
    { id: '1', number: 'C1', text: 'hello', opinion: 'difficult' },
    { id: '2', number: 'C1', text: 'bye', opinion: null },
  ]);
  expect(records.map(({ values, withheld }) => [values, withheld])).toEqual([
    [{ text: 'hello' }, 1],
    [{ text: 'bye' }, 0],
  ]);
});

test('When others stand in a text, then their addresses and numbers are marked, and the own ones stay', async () => {
  const notes = collection('notes', {
    lookups: [lookups[0]!],
    fields: [field('text', { redaction: 'others' }), field('log', { redaction: 'others' })],
  });
  const text =
    '本人16100000001，邮箱 LI@example.com、family@example.org；转告李四13900139002（Bob@example.org），' +
    '身份证11010519491231002x，座机010-55500000，办公室 +44 20 7946 0958，订单20241105123456789';
  const [record] = await read(notes, [
    { id: '1', number: 'C1', text, log: [{ by: 'bob@example.org', at: 7 }, 'nothing'] },
  ]);
  expect(record).toEqual({
    collection: 'notes',
    key: '1',
    values: {
      text:
        '本人16100000001，邮箱 LI@example.com、family@example.org；转告李四[***]（[***]），' +
        '身份证[***]，座机[***]，办公室 [***]，订单20241105123456789',
      log: [{ by: '[***]', at: 7 }, 'nothing'],
    },
    withheld: 6,
  });
});

test('When a shared row has come to be others’ alone since it was found, then nothing of it is shown', async () => {
  const accounts = collection('accounts', { whose: 'shared', lookups, fields: [field('number')] });
  const before = rowsInMemory([accounts], { accounts: [{ id: 'a', number: 'C2', second: 'C1' }] });
  const after = rowsInMemory([accounts], { accounts: [{ id: 'a', number: 'C2', second: 'C3' }] });
  const { located } = await locateRows(before, asLi);
  const records = readRecords((work) => work(after), {}, located, asLi);
  await expect(records[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: 'drift' });
});
