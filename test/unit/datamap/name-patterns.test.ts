import { checkNamePatterns } from '../../../datamap/name-pattern-checks';
import type { CollectionMap, StoreKind } from '../../../domain/data-map';
import { collection, field, storeMap } from '../../conformance/maps';

const findings = (kind: StoreKind, more: Partial<CollectionMap>) =>
  checkNamePatterns(
    storeMap({
      id: 'one',
      kind,
      collections: [
        collection('carts', {
          source: 'cart:{accountId}',
          key: '_key',
          fields: [field('accountId')],
          ...more,
        }),
      ],
    }),
    [],
  ).map(({ at, problem }) => [at.slice(2).join('.'), problem]);

describe('name patterns in a data map', () => {
  test('When pattern, key and fields fit together, then nothing is found', () => {
    expect(findings('redis', {})).toEqual([]);
    expect(findings('s3', { source: 'invoices/{accountId}/*' })).toEqual([]);
    expect(
      findings('s3', { source: 'exports/*.csv', key: 'id', fields: [field('id', { correctable: true })] }),
    ).toEqual([]);
  });

  test('When a table has a pattern, a part stands twice, or the key is another, then each is told', () => {
    expect(findings('postgres', {})).toEqual([['source', 'A pattern of names is for Redis and S3']]);
    expect(findings('redis', { source: 'a:{accountId}:{accountId}', key: 'id', format: 'csv' })).toEqual([
      ['source', 'The part "accountId" stands twice in the pattern'],
      ['key', 'Here a record is known by its whole name'],
      ['format', 'Only collections of S3 have a format'],
    ]);
  });

  test('When the map promises to change what cannot be changed, then it is refused', () => {
    const promises = { fields: [field('accountId', { erasure: 'hmac' })] };
    expect(findings('redis', promises)).toEqual([
      ['fields.0.erasure', '"accountId" is part of a name, which cannot be changed'],
    ]);
    expect(
      findings('s3', {
        source: 'invoices/{accountId}/*',
        erasure: 'mask',
        restrictionMarker: 'restricted',
        fields: [field('size', { correctable: true })],
      }),
    ).toEqual([
      ['erasure', 'A whole object cannot be masked'],
      ['restrictionMarker', 'Nothing can be written into a whole object'],
      ['fields.0.correctable', 'A whole object cannot be corrected by a machine'],
    ]);
  });
});
