import { draftDataMap } from '../../../datamap/draft/draft-map';
import { likelyField } from '../../../datamap/draft/likely-fields';
import { checkDataMap } from '../../../datamap/load';
import { unmappedIn } from '../../../datamap/unmapped';
import type { CollectionSketch, FieldSketch, StoreSketch } from '../../../domain/store-sketch';

function field(name: string, more: Partial<FieldSketch> = {}): FieldSketch {
  return { name, type: 'text', nullable: true, unique: false, indexed: false, ...more };
}
const id = (name: string) => field(name, { type: 'number', nullable: false, unique: true, indexed: true });
function table(
  source: string,
  fields: readonly FieldSketch[],
  more: Partial<CollectionSketch> = {},
): CollectionSketch {
  return { source, key: [fields[0]?.name ?? ''], fields, references: [], ...more };
}

const library: StoreSketch = {
  kind: 'postgres',
  collections: [
    table('public.books', [id('book_id'), field('title'), field('name', { nullable: false })]),
    table('public.branch', [id('branch_id'), field('street'), field('city')]),
    table('public.fines', [
      id('fine_id'),
      field('member_id', { type: 'number' }),
      field('charged_on', { type: 'date' }),
    ]),
    table(
      'public.loans',
      [id('loan_id'), field('reader', { type: 'number' }), field('book_id', { type: 'number' })],
      {
        references: [
          { field: 'reader', to: 'public.members', toField: 'member_id' },
          { field: 'book_id', to: 'public.books', toField: 'book_id' },
        ],
      },
    ),
    table(
      'public.members',
      [
        id('member_id'),
        field('surname', { nullable: false }),
        field('e_mail', { unique: true, nullable: false, indexed: true }),
        field('born', { type: 'date' }),
        field('branch_id', { type: 'number' }),
        field('search', { type: 'other' }),
      ],
      { rows: 900, references: [{ field: 'branch_id', to: 'public.branch', toField: 'branch_id' }] },
    ),
    table('public.marks', [field('member_id', { type: 'number' }), field('book_id', { type: 'number' })], {
      key: ['member_id', 'book_id'],
      references: [{ field: 'member_id', to: 'public.members', toField: 'member_id' }],
    }),
  ],
};

const draft = draftDataMap(library, { storeId: 'library', connection: 'DSR_STORE_LIBRARY' });
const { map, warnings } = checkDataMap(draft, 'draft.yaml');
const collections = map.stores[0]!.collections;
const named = (name: string) => collections.find((one) => one.id === name)!;

describe('A first data map of an unknown store', () => {
  test('When it is checked, then it is right, and everything in it waits for review', () => {
    expect(map.stores.map(({ id: storeId, kind }) => [storeId, kind])).toEqual([['library', 'postgres']]);
    expect(warnings.length).toBeGreaterThan(10);
  });

  test('When one table looks like the register of people, then it is, found by its key and identifiers', () => {
    expect(named('members')).toMatchObject({
      subjects: true,
      lookups: [
        { kind: 'customerNumber', field: 'member_id' },
        { kind: 'email', field: 'e_mail' },
      ],
    });
    const erasures = named('members').fields.map(({ name, erasure }) => [name, erasure]);
    expect(erasures).toEqual([
      ['member_id', 'keep'],
      ['surname', 'mask'],
      ['e_mail', 'hmac'],
      ['born', 'null'],
      ['branch_id', 'keep'],
    ]);
  });

  test('When tables refer to people, by a foreign key or only by a name, then they are linked', () => {
    expect(named('loans').links).toMatchObject([{ field: 'reader', to: 'members', toField: 'member_id' }]);
    expect(named('fines').links).toMatchObject([{ field: 'member_id', to: 'members', toField: 'member_id' }]);
    expect(draft).toContain('no foreign key; guessed by its name');
  });

  test('When people refer to things, then nothing leads to the deletion of the things', () => {
    expect(collections.map(({ id: collectionId }) => collectionId).sort()).toEqual([
      'fines',
      'loans',
      'members',
    ]);
    expect(draft).toContain('public.branch (street, city): public.members.branch_id refers to it');
    expect(draft).toMatch(/nothing in them looks personal: public\.books/);
  });

  test('When other people are in it, then nobody who asks gets or loses their rows before somebody decided so', () => {
    const staff = table('public.clerks', [id('clerk_id'), field('name'), field('email')]);
    const loans = library.collections.find(({ source }) => source === 'public.loans')!;
    const clerk = { field: 'clerk_id', to: 'public.clerks', toField: 'clerk_id' };
    const withStaff = library.collections.map((one) =>
      one === loans ? { ...one, references: [...one.references, clerk] } : one,
    );
    const text = draftDataMap(
      { ...library, collections: [...withStaff, staff] },
      { storeId: 'library', connection: 'DSR_STORE_LIBRARY' },
    );
    const clerks = checkDataMap(text, 'draft.yaml').map.stores[0]!.collections.find(
      ({ id: one }) => one === 'clerks',
    );
    expect(clerks).toMatchObject({ whose: 'thirdParty', subjects: false });
    expect(text).toContain('{ field: clerk_id, to: clerks, toField: clerk_id, direction: up }');
  });

  test('When a table about people has no key of one field, then the draft says so instead of leaving it out silently', () => {
    expect(draft).toContain('public.marks: its key is member_id and book_id; a data map needs one field');
  });

  test('When nothing looks like people, then the draft holds no collection and says what it saw', () => {
    const things = { ...library, collections: library.collections.slice(0, 1) };
    const text = draftDataMap(things, { storeId: 'library', connection: 'DSR_STORE_LIBRARY' });
    expect(text).toContain('nothing in them looks personal: public.books');
    expect(() => checkDataMap(text, 'draft.yaml')).toThrow('collections');
  });
});

describe('What a field probably is', () => {
  test.each([
    ['customerEmail', 'email'],
    ['contact.phone_number', 'phone'],
    ['shenfenzheng', 'idNumber'],
  ])('When it is called %s, then it is looked up by %s', (name, identity) => {
    expect(likelyField(field(name))).toMatchObject({ identity });
  });

  test.each(['email_opt_in', 'email_verified'])(
    'When it is the flag %s, then nobody is found by it',
    (name) => {
      expect(likelyField(field(name))).not.toHaveProperty('identity');
    },
  );

  test('When its values have a form, then the form decides, whatever its name', () => {
    const seen = { values: 40, email: 39, phone: 0, idNumber: 0 };
    expect(likelyField(field('col_17', { seen }))).toMatchObject({ identity: 'email' });
    expect(likelyField(field('col_17', { seen: { ...seen, email: 3 } }))).toBeUndefined();
  });

  test.each(['address_id', 'rental_duration', 'price'])(
    'When it is %s, then it is nothing personal',
    (name) => {
      expect(likelyField(field(name, { type: 'number' }))).toBeUndefined();
    },
  );
});

describe('What a live store holds beyond its map', () => {
  const store = map.stores[0]!;

  test('When the draft was just made, then only what it named as left out is', () => {
    expect(unmappedIn(store, library)).toEqual([
      { code: 'unmappedTable', name: 'public.marks', collection: 'members' },
    ]);
  });

  test('When a personal field or a table that hangs on people is new, then both are named', () => {
    const grown = library.collections.map((one) =>
      one.source === 'public.members'
        ? { ...one, fields: [...one.fields, field('mobile_phone'), field('comment'), field('colour')] }
        : one,
    );
    const reviews = table('public.reviews', [id('review_id'), field('reader', { type: 'number' })], {
      references: [{ field: 'reader', to: 'public.members', toField: 'member_id' }],
    });
    const found = unmappedIn(store, { ...library, collections: [...grown, reviews] });
    expect(found).toEqual([
      { code: 'unmappedField', name: 'mobile_phone', collection: 'members' },
      { code: 'unmappedTable', name: 'public.marks', collection: 'members' },
      { code: 'unmappedTable', name: 'public.reviews', collection: 'members' },
    ]);
  });
});
