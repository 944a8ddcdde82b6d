import fc from 'fast-check';
import { normaliseIdentifier } from '../../../datamap/normalise';
import { identifierKinds } from '../../../domain/data-map';

describe('email', () => {
  test.each([
    [' LI.NA@EXAMPLE.COM ', 'li.na@example.com'],
    ['josé@example.com'.normalize('NFD'), 'josé@example.com'.normalize('NFC')],
    ['İpek@example.com', 'i̇pek@example.com'],
    ['info@例子.example', 'info@xn--fsqu00a.example'],
    ["o'neil+news@example.co.test", "o'neil+news@example.co.test"],
  ])('When %j is typed, then it is compared as %j', (typed, normal) => {
    expect(normaliseIdentifier('email', typed)).toBe(normal);
  });

  test.each([
    '',
    'nobody',
    'a@b@example.com',
    '"a b"@example.com',
    'a..b@example.com',
    '.a@example.com',
    'a@localhost',
    'a@127.0.0.1',
    'a@0x7f.1',
    'a@[127.0.0.1]',
    'a@exam%70le.com',
    'a@example.com/path',
    'a@example.com:25',
    'a@-example.com',
    'a@example..com',
    'a@example.com.',
    'a\u0000@example.com',
    'a\r\nBcc: b@example.org@example.com',
    'a\u200b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.example`,
    `a@${'b.'.repeat(130)}example`,
    'a'.repeat(1_000_000),
    '{"$ne":null}',
  ])('When %j is typed, then it is no address', (typed) => {
    expect(normaliseIdentifier('email', typed)).toBeUndefined();
  });
});

describe('phone', () => {
  test.each([
    ['16100000001', '+8616100000001'],
    ['+86 161 0000 0001', '+8616100000001'],
    ['0086-161-0000-0001', '+8616100000001'],
    ['8616100000001', '+8616100000001'],
    ['１６１０００００００１', '+8616100000001'],
    ['(010) 5550 0000', '+861055500000'],
    ['0755 5550 0000', '+8675555500000'],
    ['+1 (202) 555-0100', '+12025550100'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['0044 20 7946 0958', '+442079460958'],
  ])('When %j is typed, then it is compared as %j', (typed, normal) => {
    expect(normaliseIdentifier('phone', typed)).toBe(normal);
  });

  test.each([
    '',
    'call me',
    '12345',
    '5550100',
    '+86 12100000001',
    '+0123456789',
    '++8616100000001',
    '+86161000000011',
    '161000000a1',
    '+1234567890123456',
  ])('When %j is typed, then it is no number', (typed) => {
    expect(normaliseIdentifier('phone', typed)).toBeUndefined();
  });
});

test.each([
  ['US', '(202) 555-0100', '+12025550100'],
  ['US', '1 202 555 0100', '+12025550100'],
  ['GB', '020 7946 0958', '+442079460958'],
  ['GB', '0086 161 0000 0001', '+8616100000001'],
  ['GB', '16100000001', undefined],
  ['US', '911', undefined],
  ['GB', '0800 111 1111', undefined],
])(
  'When numbers without country code are of %s and %j is typed, then it is compared as %j',
  (region, typed, normal) => {
    expect(normaliseIdentifier('phone', typed, region)).toBe(normal);
  },
);

describe('identity number', () => {
  test.each([
    ['11010519491231002x', '11010519491231002X'],
    ['110105 19491231 002Ｘ', '11010519491231002X'],
    ['110105491231002', '11010519491231002X'],
    ['e-1234567', 'E1234567'],
    ['123456789012345', '123456789012345'],
  ])('When %j is typed, then it is compared as %j', (typed, normal) => {
    expect(normaliseIdentifier('idNumber', typed)).toBe(normal);
  });

  test.each([
    '110105194912310021',
    '110105194912310020',
    '11010519491231020X',
    '',
    'A1',
    'A'.repeat(33),
    'E12;34567',
  ])('When %j is typed, then it is no number of a document', (typed) => {
    expect(normaliseIdentifier('idNumber', typed)).toBeUndefined();
  });

  test('When two neighbouring digits of a number are swapped or one is another, then it is refused', () => {
    const card = '11010519491231002X';
    const slip = fc.tuple(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(slip, ([at, by]) => {
        const other = String((Number(card[at]) + by) % 10);
        return normaliseIdentifier('idNumber', card.slice(0, at) + other + card.slice(at + 1)) === undefined;
      }),
      { seed: 3 },
    );
  });
});

test.each([
  [' c000123 ', 'C000123'],
  ['Ｃ０００１２３', 'C000123'],
  ['C 1', undefined],
  ['', undefined],
  ['C000123; DROP TABLE', undefined],
])('When the customer number %j is typed, then it is compared as %j', (typed, normal) => {
  expect(normaliseIdentifier('customerNumber', typed)).toBe(normal);
});

test('When a normal form is normalised again, then it stays as it is', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.emailAddress(),
    fc.stringMatching(/^\+?[\d -]{5,18}$/),
    fc.stringMatching(/^(\+|00)[1-9]\d{6,13}$/),
    fc.stringMatching(/^[1-8]\d{5}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d)\d{3}$/),
  );
  fc.assert(
    fc.property(typed, fc.constantFrom(...identifierKinds), (text, kind) => {
      const normal = normaliseIdentifier(kind, text);
      return normal === undefined || normaliseIdentifier(kind, normal) === normal;
    }),
    { numRuns: 2_000, seed: 3 },
  );
});

test('When letters of an address change their case or composition, then it stays the same person', () => {
  const local = fc.stringMatching(/^[a-zéüñ]{1,12}$/);
  fc.assert(
    fc.property(local, (name) => {
      const address = `${name}@example.com`;
      const variants = [address.toUpperCase(), address.normalize('NFD'), ` ${address}\n`];
      return variants.every(
        (each) => normaliseIdentifier('email', each) === normaliseIdentifier('email', address),
      );
    }),
    { seed: 3 },
  );
});
