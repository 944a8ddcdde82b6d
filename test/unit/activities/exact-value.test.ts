import { exactValue } from '../../../activities/stores/exact-value';

describe('exact values', () => {
  class Decimal {
    toString() {
      return '12345678901234567890.10';
    }
  }
  test.each<[unknown, unknown]>([
    [42, 42],
    [1.5, 1.5],
    [2 ** 53, '9007199254740992'],
    [Number.NaN, 'NaN'],
    [10n ** 30n, '1000000000000000000000000000000'],
    [new Decimal(), '12345678901234567890.10'],
    [new Date('2026-01-02T03:04:05Z'), '2026-01-02T03:04:05.000Z'],
    [new Date(Number.NaN), null],
    [new Uint8Array([1, 2, 3]), 'AQID'],
    [undefined, null],
    [{ a: [1n, null] }, { a: ['1', null] }],
  ])('When the value is %p, then the file has %p', (value, expected) => {
    expect(exactValue(value)).toEqual(expected);
  });

  test('When a document is nested without end, then it is cut', () => {
    const ring: Record<string, unknown> = {};
    ring['self'] = ring;
    expect(() => JSON.stringify(exactValue(ring))).not.toThrow();
  });
});
