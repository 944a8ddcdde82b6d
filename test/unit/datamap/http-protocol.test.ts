import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataMapError } from '../../../datamap/data-map-error';
import { loadDataMap } from '../../../datamap/load';

const sample = readFileSync(
  join(__dirname, '..', '..', '..', 'examples', 'sample-company', 'data-map.yaml'),
  'utf8',
);

/** The problems of the sample map after one change. */
function problemsAfter(from: string, to: string): readonly string[] {
  expect(sample).toContain(from);
  try {
    loadDataMap(sample.replace(from, to), 'map.yaml');
  } catch (error) {
    if (error instanceof DataMapError) return error.problems.map(({ problem }) => problem);
    throw error;
  }
  return [];
}

const search = 'path: /v1/subscribers\n';
const eraseBody = "body: { customerNumber: '{customerNumber}', email: '{email}' }\n        receipt: /id";
const status = 'path: /v1/erasures/{receipt}';

describe('How an HTTP processor is described', () => {
  test('When the sample company is read, then its processor has all its requests and their defaults', () => {
    const { http } = loadDataMap(sample, 'map.yaml').stores.find(({ id }) => id === 'newsletter')!;
    expect(http).toMatchObject({
      idempotencyHeader: 'idempotency-key',
      search: { mostPages: 20, mostRecords: 100, answers: {} },
      status: { everySeconds: 0, failed: [] },
    });
    expect(http).not.toHaveProperty('restrict');
  });

  test.each<[string, string, string, RegExp]>([
    ['a path that climbs', search, 'path: /v1/../subscribers\n', /no path/],
    ['a path with a query', search, "path: '/v1/subscribers?all=1'\n", /no path/],
    ['another address', search, 'path: https://other.example/\n', /no path/],
    [
      'a body that reaches into JavaScript',
      eraseBody,
      "body: { constructor: '{email}' }",
      /no valid value|reserved|member/,
    ],
    [
      'a header of the wire',
      'auth: { kind: bearer }',
      'auth: { kind: header, name: host }',
      /connection itself/,
    ],
    ['a status that is none', search, `${search}        answers: { 'all': gone }\n`, /status|valid/],
    ['a pointer that is none', 'records: /subscribers', 'records: subscribers', /no JSON pointer/],
  ])('When it has %s, then its form is refused', (_, from, to, problem) => {
    expect(problemsAfter(from, to).join('\n')).toMatch(problem);
  });

  test.each<[string, string, string, RegExp]>([
    [
      'an unknown placeholder',
      "email: '{email}' }\n        by",
      "email: '{name}' }\n        by",
      /"\{name\}" has no value/,
    ],
    ['an expression', search, "path: '/v1/{email.length}'\n", /"\{email\.length\}" has no value/],
    [
      'a kind of identifier without a field',
      'by: [customerNumber, email]',
      'by: [customerNumber, phone]',
      /looked up by phone/,
    ],
    [
      'an order that does not say who',
      eraseBody,
      "body: { email: '{email}' }\n        receipt: /id",
      /who is meant/,
    ],
    ['a status of no order', status, 'path: /v1/erasures', /does not say of which order/],
    ['a receipt that nobody reads', eraseBody, eraseBody.replace('\n        receipt: /id', ''), /receipt/],
    [
      'two ways to end an erasure',
      '      status: # ',
      '      callback: { state: /status, done: [completed] }\n      status: # ',
      /Both/,
    ],
    [
      'a 404 that means nobody, and no canary',
      search,
      `${search}        answers: { '404': neverExisted }\n`,
      /proves that/,
    ],
    [
      'a next page that is never asked for',
      'records: /subscribers',
      'records: /subscribers\n        pages: { by: cursor, next: /next }',
      /next page/,
    ],
    ['no description', '      auth: { kind: bearer }', '      x: y', /Unknown word|auth/],
  ])('When it has %s, then the map is refused', (_, from, to, problem) => {
    expect(problemsAfter(from, to).join('\n')).toMatch(problem);
  });

  test('When another kind of store has such a section, or a processor has none, then both are named', () => {
    const section = sample.slice(
      sample.indexOf('    # How its interface works'),
      sample.indexOf('    collections:\n      - id: subscribers'),
    );
    expect(problemsAfter(section, '')).toEqual(['Nothing says how store "newsletter" is spoken to']);
    const moved = `    region: cn-south\n${section}    owner: records-office`;
    expect(problemsAfter('    region: cn-south\n    owner: records-office', moved)).toEqual([
      'A store of kind manual is not spoken to by HTTP',
    ]);
  });
});
