import { randomBytes } from 'node:crypto';
import { blindIndex } from '../../../crypto/blind-index';
import { cipher, commitment } from '../../../crypto/cipher';
import { deriveKey } from '../../../crypto/derive-key';
import { EnvelopeError, open, seal } from '../../../crypto/envelope';
import { constantTimeEqual, hashMailedCode, newRequestId, newToken, sha256Hex } from '../../../crypto/ids';
import { isRequestId } from '../../../domain/ids';

const key = new Uint8Array(32).fill(7);

describe('Ids and secrets', () => {
  it('When ids are made, then they have their form and do not repeat', () => {
    const ids = Array.from({ length: 2000 }, newRequestId);
    expect(ids.every(isRequestId)).toBe(true);
    expect(new Set(ids).size).toBe(2000);
  });

  it('When a token is made, then it has 256 bits', () => {
    expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32);
    expect(newToken()).not.toBe(newToken());
  });

  it('When texts are compared, then only equal ones are equal, whatever their lengths', () => {
    expect(constantTimeEqual('abc', 'abc')).toBe(true);
    expect(constantTimeEqual('abc', 'abd')).toBe(false);
    expect(constantTimeEqual('abc', 'abcd')).toBe(false);
  });

  it('When a text is hashed, then the result is the published one', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('When a mailed code is hashed, then it is bound to its request and purpose', () => {
    const [a, b] = [newRequestId(), newRequestId()];
    const hash = hashMailedCode(a, 'verifyIdentity', '01234567');
    expect(hashMailedCode(a, 'verifyIdentity', '01234567')).toBe(hash);
    expect(hashMailedCode(b, 'verifyIdentity', '01234567')).not.toBe(hash);
    expect(hashMailedCode(a, 'fetchPackage', '01234567')).not.toBe(hash);
  });
});

describe('The envelope', () => {
  const plain = Buffer.from('王小明');

  it('When sealed twice, then both open and do not look alike', () => {
    const [a, b] = [seal(key, plain, 'req_a/claims'), seal(key, plain, 'req_a/claims')];
    expect(Buffer.from(a).equals(Buffer.from(b))).toBe(false);
    expect(Buffer.from(open(key, a, 'req_a/claims')).equals(plain)).toBe(true);
    expect(Buffer.from(a).includes(plain)).toBe(false);
  });

  it.each([
    ['another request', 'req_b/claims', key],
    ['another slot', 'req_a/identity', key],
    ['another key', 'req_a/claims', new Uint8Array(32)],
  ])('When opened for %s, then it fails', (_, context, otherKey) => {
    const sealed = seal(key, plain, 'req_a/claims');
    expect(() => open(otherKey, sealed, context)).toThrow(EnvelopeError);
  });

  it('When any byte is flipped or cut, then it fails', () => {
    const sealed = Buffer.from(seal(key, plain, 'c'));
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index]! ^= 1;
      expect(() => open(key, changed, 'c')).toThrow(EnvelopeError);
      expect(() => open(key, sealed.subarray(0, index), 'c')).toThrow(EnvelopeError);
    }
  });

  it('When nothing or much is sealed, then it comes back', () => {
    for (const bytes of [Buffer.alloc(0), randomBytes(100_000)])
      expect(Buffer.from(open(key, seal(key, bytes, 'c'), 'c')).equals(bytes)).toBe(true);
  });
});

describe('Keyed fingerprints', () => {
  it('When an identifier is indexed, then it is the HMAC of kind and value', () => {
    // RFC 4231 test case 2, whose message is "what do ya want for nothing?".
    expect(cipher.keyedHash(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(blindIndex(key, 'email', 'a@example.com')).toBe(cipher.keyedHash(key, 'email:a@example.com'));
    expect(blindIndex(key, 'phone', 'a@example.com')).not.toBe(blindIndex(key, 'email', 'a@example.com'));
    expect(blindIndex(new Uint8Array(32), 'email', 'a@example.com')).not.toBe(
      blindIndex(key, 'email', 'a@example.com'),
    );
  });

  it('When a commitment is made, then it is not under the data key itself', () => {
    expect(commitment(key, '"x"')).not.toBe(cipher.keyedHash(key, '"x"'));
    expect(commitment(key, '"x"')).toBe(cipher.keyedHash(deriveKey(key, 'commitment/v1'), '"x"'));
  });
});
