import fc from 'fast-check';
import type { ErasedPlace } from '../../../connectors/erased-value';
import { erasedText, isErased, maskedText } from '../../../connectors/erased-value';
import type { FieldErasure, FieldMap } from '../../../domain/data-map';
import { field } from '../../conformance/maps';

const place: ErasedPlace = {
  key: new Uint8Array(32).fill(1),
  storeId: 'shop',
  collection: 'customers',
  row: '7',
};
const another = { ...place, key: new Uint8Array(32).fill(2) };
const erasedAs = (erasure: FieldErasure, erasureTo?: string): FieldMap =>
  field('x', { erasure, ...(erasureTo !== undefined && { erasureTo }) });
const erase = (one: FieldMap, text: string | null, request = 'req_1', where = place) =>
  erasedText(where, one, request, text);

const strategies: readonly FieldMap[] = [
  erasedAs('null'),
  erasedAs('mask'),
  erasedAs('hmac'),
  erasedAs('fixed', 'closed account'),
  erasedAs('formatMask'),
  erasedAs('tokenise'),
  erasedAs('truncateDate', 'year'),
  erasedAs('truncateDate', 'month'),
  erasedAs('truncateGeo', '0'),
  erasedAs('truncateGeo', '2'),
];
const dates = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  dates,
  dates.map((date) => date.slice(0, 10)),
  fc.double({ min: -180, max: 180, noNaN: true }).map(String),
);
const characters = (text: string) => Array.from(text).length;

describe('Erased values', () => {
  test.each(strategies)(
    'When any value is erased by $erasure, then that is proven, and again changes nothing',
    (one) => {
      fc.assert(
        fc.property(texts, (text) => {
          const erased = erase(one, text);
          expect(isErased(place, one, erased)).toBe(true);
          expect(erase(one, erased)).toBe(erased);
          expect(erase(one, erased, 'req_2')).toBe(erased);
        }),
      );
    },
  );

  test.each(strategies)('When there is no value, then erasing by $erasure leaves none', (one) => {
    expect(erase(one, null)).toBeNull();
    expect(isErased(place, one, null)).toBe(true);
  });

  test('When a field is looked at, then what merely looks erased does not count', () => {
    const token = erase(erasedAs('tokenise'), 'Zoë') ?? '';
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    const masked = erase(erasedAs('formatMask'), '310101199001011234') ?? '';
    const findings = (
      [
        [erasedAs('null'), ''],
        [erasedAs('mask'), 'Zoë'],
        [erasedAs('hmac'), 'hmac_x'],
        [erasedAs('fixed', 'none'), 'nones'],
        [erasedAs('tokenise'), forged],
        [erasedAs('formatMask'), '310101199001011234'],
        [erasedAs('truncateDate', 'year'), '1990-02-01'],
        [erasedAs('truncateDate', 'month'), '1990-02-01T00:00:01Z'],
        [erasedAs('truncateDate', 'year'), 'in May'],
        [erasedAs('truncateGeo', '2'), '31.2304'],
        [erasedAs('truncateGeo', '2'), 'at home'],
      ] as const
    ).map(([one, text]) => isErased(place, one, text));
    expect(findings).toEqual(findings.map(() => false));
    expect(isErased(another, erasedAs('tokenise'), token)).toBe(false);
    expect(isErased(another, erasedAs('formatMask'), masked)).toBe(false);
    expect(isErased({ ...place, row: '8' }, erasedAs('formatMask'), masked)).toBe(false);
    expect(isErased(place, erasedAs('keep'), 'Zoë')).toBe(true);
    expect(erase(erasedAs('mask'), 'Zoë')).toBe(maskedText);
  });

  test('When an identifier is hashed, then the same person gives the same hash in one field only, under one key only', () => {
    const email = (name: string) => field(name, { erasure: 'hmac', identity: 'email' });
    const hash = erase(email('email'), 'Zoë@example.com');
    expect(hash).toMatch(/^hmac_[\w-]{22}$/);
    expect(erase(email('email'), 'ZOE\u0308@EXAMPLE.com', 'req_2', { ...place, row: '8' })).toBe(hash);
    expect(erase(email('other'), 'Zoë@example.com')).not.toBe(hash);
    expect(erase(email('email'), 'Zoë@example.com', 'req_1', another)).not.toBe(hash);
  });

  test('When values are tokenised, then equal ones are equal within one request and in no other', () => {
    const token = (text: string, request = 'req_1', name = 'x') =>
      erase(field(name, { erasure: 'tokenise' }), text, request);
    expect(token('Zoë')).toMatch(/^tok_[\w-]{24}$/);
    expect(token('Zoë', 'req_1', 'y')).toBe(token('Zoë'));
    expect(token('Zoë', 'req_2')).not.toBe(token('Zoë'));
    expect(token('Zoe')).not.toBe(token('Zoë'));
  });

  test('When any text is masked in its form, then length, signs and kinds of characters stay, and nothing else', () => {
    const kinds = (text: string) =>
      text
        .replaceAll(/\p{N}/gu, '9')
        .replaceAll(/\p{Script=Han}/gu, '汉')
        .replaceAll(/\p{Lu}/gu, 'A')
        .replaceAll(/(?!汉)[\p{L}\p{M}]/gu, (one) => (one === 'A' ? one : 'a'));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const masked = erase(erasedAs('formatMask'), text) ?? '';
        expect(characters(masked)).toBe(characters(text));
        expect(kinds(masked)).toBe(kinds(text));
      }),
    );
    const numbers = fc.stringMatching(/^[0-9]{17}[0-9X]$/);
    fc.assert(
      fc.property(numbers, (text) => {
        expect(erase(erasedAs('formatMask'), text)).not.toBe(text);
      }),
    );
    // The result tells of the form only: two numbers of one form in one row cannot be told apart afterwards.
    expect(erase(erasedAs('formatMask'), '+86 138-0013-8001')).toBe(
      erase(erasedAs('formatMask'), '+44 207-9460-1234'),
    );
  });

  test.each([
    ['1990-05-17', 'year', '1990-01-01'],
    ['1990-05-17', 'month', '1990-05-01'],
    ['19900517', 'year', '19900101'],
    ['2012-03-04T05:06:07.123456Z', 'month', '2012-03-01T00:00:00Z'],
    ['2012-03-04 05:06:07+08', 'year', '2012-01-01 00:00:00+08'],
    ['17 May 1990', 'year', null],
  ])('When the date %s is truncated to its %s, then %s stays', (text, to, left) => {
    expect(erase(erasedAs('truncateDate', to), text)).toBe(left);
  });

  test.each([
    ['31.2304161', '2', '31.23'],
    ['-0.004', '2', '0.00'],
    ['-121.9999', '0', '-121'],
    ['31.2304,121.4737', '1', '31.2,121.4'],
    ['POINT(121.4737 31.2304)', '2', 'POINT(121.47 31.23)'],
    ['1e-7', '3', '0.000'],
    ['Zoë street 7', '2', null],
  ])('When the place %s is truncated to %s decimals, then %s stays', (text, to, left) => {
    expect(erase(erasedAs('truncateGeo', to), text)).toBe(left);
  });

  test('When the store writes a fixed or truncated value in its own way, then it still counts as erased', () => {
    for (const [one, text] of [
      [erasedAs('fixed', '0'), '0.0000'],
      [erasedAs('fixed', '-1.5'), '-1.50'],
      [erasedAs('fixed', '1900-01-01'), '1900-01-01T00:00:00Z'],
      [erasedAs('truncateGeo', '2'), '31.2300000'],
      [erasedAs('truncateDate', 'year'), '1990-01-01T00:00:00.000Z'],
    ] as const)
      expect(isErased(place, one, text)).toBe(true);
    expect(isErased(place, erasedAs('fixed', '0'), '0.1')).toBe(false);
  });
});
