import { erasedHash, isErased, maskedText } from '../../../connectors/erased-value';
import { field } from '../../conformance/maps';

describe('Erased values', () => {
  const key = new Uint8Array(32).fill(1);
  const place = (name: string) => ({
    storeId: 'shop',
    collection: 'customers',
    field: field(name, { erasure: 'hmac', identity: 'email' }),
  });

  test('When a value is hashed, then the same person gives the same hash in one field only, under one key only', () => {
    const hash = erasedHash(key, place('email'), 'Zoë@example.com');
    expect(hash).toMatch(/^hmac_[\w-]{22}$/);
    expect(erasedHash(key, place('email'), 'ZOE\u0308@EXAMPLE.com')).toBe(hash);
    expect(erasedHash(key, place('other'), 'Zoë@example.com')).not.toBe(hash);
    expect(erasedHash(new Uint8Array(32).fill(2), place('email'), 'Zoë@example.com')).not.toBe(hash);
  });

  test('When a field is looked at, then only what its erasure leaves counts as erased', () => {
    const erased = (erasure: 'null' | 'mask' | 'hmac' | 'keep', text: string | null) =>
      isErased(field('x', { erasure }), text);
    expect([erased('null', null), erased('mask', maskedText), erased('keep', 'Zoë')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(erased('hmac', erasedHash(key, place('email'), 'x'))).toBe(true);
    expect([
      erased('null', ''),
      erased('mask', 'Zoë'),
      erased('hmac', 'Zoë'),
      erased('hmac', 'hmac_x'),
    ]).toEqual([false, false, false, false]);
  });
});
