import type { IdentifierKind } from '../../../domain/data-map';
import { matchesOf, soleIdentifiers } from '../../../domain/deletion-ledger';
import type { LedgeredDeletion } from '../../../domain/deletion-ledger';
import { parseRequestId } from '../../../domain/ids';

const requestId = parseRequestId('req_0123456789abcdefghjk')!;

function deletion(...fingerprints: string[]): LedgeredDeletion {
  return {
    requestId,
    storeId: 'shop',
    collections: ['customers'],
    deletedAt: '2026-03-01T00:00:00Z',
    fingerprints,
  };
}

/** A record whose identifiers are written as `kind:value`, and fingerprinted as they are. */
function record(...identifiers: string[]) {
  return {
    identifiers: identifiers.map((fingerprint) => {
      const [kind = '', value = ''] = fingerprint.split(':');
      return { fingerprint, of: { kind: kind as IdentifierKind, value } };
    }),
  };
}

describe('When a record carries an identifier of somebody who was deleted', () => {
  test('then it concerns that deletion, by exactly the identifiers that match', () => {
    const [match] = matchesOf(record('email:a', 'deviceId:d'), [deletion('email:a', 'phone:1')]);
    expect(match).toEqual({ requestId, identifiers: [{ kind: 'email', value: 'a' }], contradicted: false });
  });

  test('then an address or number beside somebody else’s proves nothing: it may have a new owner', () => {
    const [match] = matchesOf(record('phone:1', 'email:b'), [deletion('email:a', 'phone:1')]);
    expect(match).toMatchObject({ contradicted: true });
  });

  test('then a customer number decides, however old the address beside it is', () => {
    const [match] = matchesOf(record('customerNumber:C1', 'email:old'), [
      deletion('email:a', 'customerNumber:C1'),
    ]);
    expect(match).toMatchObject({ contradicted: false });
  });

  test('then a second address of the same kind contradicts nothing while the first matches', () => {
    const [match] = matchesOf(record('email:a', 'email:b'), [deletion('email:a')]);
    expect(match).toMatchObject({ contradicted: false });
  });
});

test('When no identifier of a record was deleted, then it concerns nobody', () => {
  expect(matchesOf(record('email:b'), [deletion('email:a')])).toEqual([]);
  expect(matchesOf(record(), [deletion('email:a')])).toEqual([]);
});

test('When identifiers are shared or given twice, then the ledger takes each sole one once', () => {
  const sole = { kind: 'email', value: 'a', sharing: 'sole' } as const;
  expect(soleIdentifiers([sole, { kind: 'phone', value: '1', sharing: 'shared' }, sole])).toEqual([sole]);
});
