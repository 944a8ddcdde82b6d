import { findRegisteredPeople } from '../../../connectors/rows/find-candidates';
import { locateRows } from '../../../connectors/rows/locate-rows';
import type { AssignedRows, Identifier, LocatedCollection } from '../../../domain/connector';
import type { CollectionMap } from '../../../domain/data-map';
import { resolveSubject } from '../../../domain/resolve-subject';
import { collection, field, link, rowsInMemory, shared, sole } from './rows-in-memory';

type Rows = Parameters<typeof rowsInMemory>[1];

async function locate(
  collections: readonly CollectionMap[],
  rows: Rows,
  identifiers: readonly Identifier[],
  assigned?: AssignedRows,
) {
  const { located } = await locateRows(rowsInMemory(collections, rows), identifiers, assigned);
  const by = new Map(located.collections.map((one) => [one.collection, one]));
  return { located, in: (id: string): LocatedCollection | undefined => by.get(id) };
}

const customers = collection('customers', {
  subjects: true,
  lookups: [
    { kind: 'customerNumber', field: 'number' },
    { kind: 'email', field: 'email' },
  ],
  fields: [
    field('number', { identity: 'customerNumber' }),
    field('email', { identity: 'email' }),
    field('account', { identity: 'accountId' }),
  ],
});
const li = { id: '1', number: 'C1', email: 'li@example.com', account: 'acc-1' };
const wang = { id: '2', number: 'C2', email: 'wang@example.com', account: 'acc-2' };
const asLi = [sole('customerNumber', 'C1'), sole('email', 'li@example.com')];

describe('When rows of the person hold identifiers that nobody knew', () => {
  test('then they are told once, in normal form, and those of others are not', async () => {
    const { located } = await locate([customers], { customers: [li, wang] }, asLi);
    expect(located.identifiers).toEqual([sole('accountId', 'acc-1')]);
    const again = await locate([customers], { customers: [li, wang] }, [...asLi, sole('accountId', 'acc-1')]);
    expect(again.located.identifiers).toBeUndefined();
  });

  test.each([
    ['of a customer number', field('other', { identity: 'customerNumber' }), 'C9'],
    [
      'of a field with others in it',
      field('other', { identity: 'email', redaction: 'others' }),
      'a@example.com',
    ],
    ['of a word in place of an address', field('other', { identity: 'email' }), 'unknown'],
    ['of nothing', field('other', { identity: 'phone' }), ''],
  ])('then nothing is told %s', async (_what, other, value) => {
    const map = { ...customers, fields: [other] };
    const { located } = await locate([map], { customers: [{ ...li, other: value }] }, asLi);
    expect(located.identifiers).toBeUndefined();
  });

  test('then rows that are perhaps theirs, shared or others’ tell nothing', async () => {
    const device = field('device', { identity: 'deviceId' });
    const lookups = [{ kind: 'email' as const, field: 'email' }];
    const maps = [
      collection('sessions', { lookups, fields: [device] }),
      collection('households', { lookups, fields: [device], whose: 'shared' }),
      collection('reports', { lookups, fields: [device], whose: 'thirdParty' }),
    ];
    const row = { id: 'x', email: 'li@example.com', device: 'd-1' };
    const mailbox = [shared('email', 'li@example.com')];
    const found = await locate(maps, { sessions: [row] }, mailbox);
    expect(found.located.identifiers).toBeUndefined();
    const certain = await locate(maps, { households: [row], reports: [row] }, [
      sole('email', 'li@example.com'),
    ]);
    expect(certain.located.identifiers).toBeUndefined();
  });
});

describe('When the map says whose the rows of a collection are', () => {
  const lookups = [{ kind: 'customerNumber' as const, field: 'number' }];
  const accounts = collection('accounts', {
    whose: 'shared',
    lookups: [...lookups, { kind: 'customerNumber', field: 'second' }],
  });
  const bookings = collection('bookings', { links: [link('account', 'accounts', 'id')] });

  test('then a shared row is told apart, whoever stands in it first, and what hangs on it is shared', async () => {
    const rows = {
      accounts: [
        { id: 'a', number: 'C2', second: 'C1' },
        { id: 'b', number: 'C2', second: 'C3' },
      ],
      bookings: [
        { id: 'x', account: 'a' },
        { id: 'y', account: 'b' },
      ],
    };
    const found = await locate([accounts, bookings], rows, asLi);
    expect(found.in('accounts')).toEqual({
      collection: 'accounts',
      keys: [],
      sharedKeys: ['a'],
      ambiguous: 0,
    });
    expect(found.in('bookings')).toEqual({
      collection: 'bookings',
      keys: [],
      sharedKeys: ['x'],
      ambiguous: 0,
    });
  });

  test('then rows of others are counted, never returned, and never followed', async () => {
    const reports = collection('reports', { whose: 'thirdParty', lookups });
    const files = collection('files', { links: [link('report', 'reports', 'id')] });
    const rows = { reports: [{ id: 'r', number: 'C1' }], files: [{ id: 'f', report: 'r' }] };
    const found = await locate([reports, files], rows, asLi);
    expect(found.located.collections).toEqual([{ collection: 'reports', keys: [], ambiguous: 0, others: 1 }]);
  });
});

describe('When links have a direction and a cardinality', () => {
  const orders = (more: object) =>
    collection('orders', {
      lookups: [{ kind: 'customerNumber', field: 'number' }],
      links: [link('address', 'addresses', 'id', more)],
    });
  const addresses = collection('addresses', {});
  const rows = {
    orders: [
      { id: 'o1', number: 'C1', address: 'own' },
      { id: 'o2', number: 'C1', address: 'both' },
      { id: 'o3', number: 'C2', address: 'both' },
      { id: 'o4', number: 'C2', address: 'theirs' },
    ],
    addresses: [{ id: 'own' }, { id: 'both' }, { id: 'theirs' }],
  };

  test('then what the person’s rows refer to is not theirs by a downward link', async () => {
    expect((await locate([orders({}), addresses], rows, asLi)).in('addresses')).toBeUndefined();
  });

  test('then upward, a row to which others refer too is shared, and another is the person’s', async () => {
    const found = await locate([orders({ direction: 'up' }), addresses], rows, asLi);
    expect(found.in('addresses')).toMatchObject({ keys: ['own'], sharedKeys: ['both'] });
  });

  test('then upward from one, the row is the person’s, and both directions together end', async () => {
    const up = await locate([orders({ direction: 'up', cardinality: 'one' }), addresses], rows, asLi);
    expect(up.in('addresses')?.keys).toEqual(['both', 'own']);
    const both = await locate([orders({ direction: 'both' }), addresses], rows, asLi);
    expect(both.in('orders')).toMatchObject({ keys: ['o1', 'o2'] });
    expect(both.in('orders')?.sharedKeys).toBeUndefined();
  });

  test('then several where the map knows one are a question, with the rule that made it one', async () => {
    const profiles = collection('profiles', {
      links: [link('customer', 'customers', 'id', { cardinality: 'one' })],
    });
    const two = {
      customers: [li],
      profiles: [
        { id: 'p', customer: '1' },
        { id: 'q', customer: '1' },
      ],
    };
    // The register's own link would say whose they are; here it says it of both.
    const found = await locate([customers, profiles], two, asLi);
    expect(found.in('profiles')).toEqual({
      collection: 'profiles',
      keys: [],
      ambiguous: 2,
      doubtfulKeys: ['p', 'q'],
      doubts: { p: 'severalWhereOne', q: 'severalWhereOne' },
    });
    const one = await locate([customers, profiles], { ...two, profiles: [two.profiles[0]!] }, asLi);
    expect(one.in('profiles')?.keys).toEqual(['p']);
  });

  test('then rows that refer to each other in a circle are found once', async () => {
    const a = collection('a', {
      lookups: [{ kind: 'email', field: 'email' }],
      links: [link('b', 'b', 'id')],
    });
    const b = collection('b', { links: [link('a', 'a', 'id')] });
    const circle = {
      a: [
        { id: '1', email: 'li@example.com', b: '2' },
        { id: '3', b: '2' },
      ],
      b: [{ id: '2', a: '1' }],
    };
    const found = await locate([a, b], circle, asLi);
    expect([found.in('a')?.keys, found.in('b')?.keys]).toEqual([['1', '3'], ['2']]);
  });
});

describe('When a row is known only by what several people have', () => {
  const notes = collection('notes', {
    lookups: [
      { kind: 'customerNumber', field: 'number' },
      { kind: 'email', field: 'email' },
    ],
  });
  const rows = {
    notes: [
      { id: 'n1', email: 'family@example.org' },
      { id: 'n2', email: 'family@example.org', number: 'C2' },
      { id: 'n3', email: 'family@example.org' },
      { id: 'n4', email: 'else@example.org' },
    ],
  };
  const asMother = [sole('customerNumber', 'C1'), shared('email', 'family@example.org')];

  test('then it is a question with its rule, and a row with another’s number is none', async () => {
    const found = await locate([notes], rows, asMother);
    expect(found.in('notes')).toEqual({
      collection: 'notes',
      keys: [],
      ambiguous: 2,
      doubtfulKeys: ['n1', 'n3'],
      doubts: { n1: 'sharedIdentifier', n3: 'sharedIdentifier' },
    });
  });

  test('then what staff assigned is the person’s, unless it has become another’s or leads to nobody', async () => {
    const assigned = { notes: ['n1', 'n2', 'n4'] };
    const found = await locate([notes], rows, asMother, assigned);
    expect(found.in('notes')).toMatchObject({ keys: ['n1'], doubtfulKeys: ['n3'] });
    expect(found.located.assigned).toEqual(assigned);
  });

  test('then a number on a row, while none of the person’s is known, is a question of its own', async () => {
    const found = await locate([notes], rows, [sole('email', 'family@example.org')]);
    expect(found.in('notes')).toMatchObject({ keys: ['n1', 'n3'], doubts: { n2: 'unknownNumber' } });
  });
});

describe('When a telephone number passed from one person to the next', () => {
  const period = { from: 'since', until: 'left' };
  const register = collection('customers', {
    subjects: true,
    lookups: [
      { kind: 'customerNumber', field: 'number' },
      { kind: 'phone', field: 'phone', ...period },
    ],
    fields: [field('number', { identity: 'customerNumber' }), field('phone', { identity: 'phone' })],
  });
  const people = [
    { id: '1', number: 'C1', phone: '16100000005', since: '2015-01-01', left: '2020-06-30' },
    { id: '2', number: 'C2', phone: '16100000005', since: '2021-01-01', left: null },
  ];
  const calls = collection('calls', {
    lookups: [{ kind: 'phone', field: 'phone', from: 'day', until: 'day' }],
  });
  const memos = collection('memos', { lookups: [{ kind: 'phone', field: 'phone' }] });
  const rows = {
    customers: people,
    calls: [
      { id: 'early', phone: '16100000005', day: '2014-12-31' },
      { id: 'first', phone: '16100000005', day: '2018-03-01' },
      { id: 'second', phone: '16100000005', day: '2022-03-01' },
    ],
    memos: [{ id: 'm', phone: '16100000005' }],
  };
  const maps = [register, calls, memos];
  const heldBy = async (index: number) => {
    const found = await findRegisteredPeople(rowsInMemory(maps, rows), register, [
      sole('customerNumber', `C${index}`),
    ]);
    return found[0]!.identifiers;
  };

  test('then each finds the rows of the own time only, and an undated row is a question', async () => {
    for (const [index, call] of [
      [1, 'first'],
      [2, 'second'],
    ] as const) {
      const found = await locate(maps, rows, await heldBy(index));
      expect(found.in('calls')).toEqual({ collection: 'calls', keys: [call], ambiguous: 0 });
      expect(found.in('memos')).toMatchObject({ keys: [], doubts: { m: 'expiredIdentifier' } });
    }
  });

  test('then the register tells who had it once, and that alone chooses nobody', async () => {
    const claim = [sole('phone', '16100000005')];
    const both = await findRegisteredPeople(rowsInMemory(maps, rows), register, claim);
    expect(both.map(({ key, matchedBy, expired }) => [key, matchedBy, expired])).toEqual([
      ['1', [], ['phone']],
      ['2', ['phone'], undefined],
    ]);
    expect(both[0]!.identifiers.at(-1)).toMatchObject({ sharing: 'sole', until: '2020-06-30' });
    const claims = { identifiers: [{ kind: 'phone' as const, value: '+8616100000005' }] };
    expect(resolveSubject(both, claims)).toMatchObject({ status: 'one', candidate: { key: '2' } });
    expect(resolveSubject([both[0]!], claims)).toMatchObject({
      status: 'ambiguous',
      reason: 'expiredIdentifier',
    });
  });
});
