import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataMapError, formatProblem } from '../../../datamap/data-map-error';
import { loadDataMap } from '../../../datamap/load';
import { broken, smallMap } from './small-map';

const samplePath = join(__dirname, '..', '..', '..', 'examples', 'sample-company', 'data-map.yaml');

function refusal(text: string): DataMapError {
  try {
    loadDataMap(text, 'map.yaml');
  } catch (error) {
    if (error instanceof DataMapError) return error;
    throw error;
  }
  throw new Error('The map was accepted.');
}

describe('A right data map', () => {
  test('When the sample company is loaded, then it has four stores and is frozen', () => {
    const map = loadDataMap(readFileSync(samplePath, 'utf8'), 'data-map.yaml');
    expect(map.stores.map(({ id, kind }) => [id, kind])).toEqual([
      ['shop', 'postgres'],
      ['support-desk', 'mongodb'],
      ['newsletter', 'http-processor'],
      ['paper-archive', 'manual'],
    ]);
    expect(Object.keys(map.controller.complaints)).toEqual(['CN-APP-2019', 'CN-GBT35273', 'EU-GDPR']);
    expect(Object.isFrozen(map.stores[0]?.collections[0]?.fields)).toBe(true);
  });

  test('When words are left out, then their defaults stand in the map', () => {
    const map = loadDataMap(smallMap, 'map.yaml');
    const store = map.stores[0]!;
    expect(store.timeoutMs).toBe(30_000);
    expect(store.collections[1]).toMatchObject({ subjects: false, lookups: [] });
    expect(store.collections[0]?.fields[0]).toMatchObject({
      source: 'person',
      recipients: [],
      erasure: 'keep',
      correctable: false,
    });
    expect(store.collections[0]?.fields[0]).not.toHaveProperty('identity');
    expect(map.purposes.map(({ marketing }) => marketing)).toEqual([false, true]);
  });

  test('When only layout, comments or written defaults differ, then the version is the same', () => {
    const { version } = loadDataMap(smallMap, 'map.yaml');
    const rewritten = `# a comment\n${smallMap.replace('    region: cn-south\n', '    timeoutMs: 30000\n    region: "cn-south"\n')}`;
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(loadDataMap(rewritten, 'other.yaml').version).toBe(version);
    expect(loadDataMap(smallMap.replace('P10Y', 'P9Y'), 'map.yaml').version).not.toBe(version);
  });
});

describe('A data map that cannot be read', () => {
  test.each([
    ['broken syntax', broken('{ id: sender', '{ id: [sender').text, 13],
    ['a key twice', broken('    kind: postgres', '    id: again\n    kind: postgres').text, 16],
    ['a tab as indentation', broken('    kind: postgres', '\tkind: postgres').text, 16],
    ['brackets without end', `a:\n  ${'['.repeat(100_000)}`, 2],
    ['lists in lists in one line', `a:\n  ${'- '.repeat(100_000)}`, 2],
  ])('When it has %s, then it is refused with the line', (_, text, line) => {
    const error = refusal(text);
    expect(error.code).toBe('DSR_DATAMAP_UNREADABLE');
    expect(error.problems[0]).toMatchObject({ file: 'map.yaml', line });
  });

  test('When aliases unfold without end, then it is refused', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const below = level === 0 ? '"x"' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => below).join(', ')}]`;
    });
    expect(refusal(levels.join('\n')).code).toBe('DSR_DATAMAP_UNREADABLE');
  });

  test('When it is larger than any data map, then it is refused', () => {
    expect(refusal('#'.repeat(9_000_000)).code).toBe('DSR_DATAMAP_UNREADABLE');
  });
});

describe('A data map of the wrong form', () => {
  test.each<[what: string, from: string, to: string, problem: RegExp]>([
    ['an unknown word', 'owner: sales', 'owner: sales\n    colour: blue', /Unknown word "colour"/],
    ['a value of the wrong type', 'subjects: true', 'subjects: yes please', /"subjects" has no valid value/],
    [
      'a list where a mapping belongs',
      'retention:\n',
      'retention: []\n        x:\n',
      /"retention" has no valid value/,
    ],
    ['an unknown kind of store', 'kind: postgres', 'kind: oracle', /"kind" has no valid value/],
    ['a wrong period', 'period: P10Y', 'period: 10 years', /no period/],
    ['a period of nothing', 'period: P10Y', 'period: P0Y', /no period/],
    [
      'a connection itself',
      'connection: DSR_STORE_SHOP',
      'connection: postgres://127.0.0.1/shop',
      /no name of an/,
    ],
    ['an operator for a field', 'from: ordered_at', 'from: $where', /no field name/],
    ['a field that walks into JavaScript', 'from: ordered_at', 'from: a.__proto__.b', /reserved/],
    ['an id with spaces', 'id: sender', 'id: the sender', /no id/],
    ['a regime that is none', 'CN-APP-2019', 'somewhere', /"somewhere" has no valid value/],
  ])('When it has %s, then it is refused on that line', (_, from, to, problem) => {
    const { text, line } = broken(from, to);
    const error = refusal(text);
    expect(error.code).toBe('DSR_DATAMAP_SHAPE');
    const found = error.problems.find((each) => problem.test(each.problem));
    expect(found?.line).toBe(to.includes('colour') ? line + 1 : line);
    expect(found?.repair).not.toBe('');
  });

  test('When a word is missing, then its surroundings are shown and what to add', () => {
    const { text } = broken('  contact: privacy@shop.example\n', '');
    expect(refusal(text).problems).toEqual([
      {
        file: 'map.yaml',
        line: 2,
        column: 3,
        path: 'controller.contact',
        problem: '"contact" is missing',
        repair: 'Add `contact:`, a text.',
      },
    ]);
  });

  test('When there are several mistakes, then all are shown in the order of lines', () => {
    const text = broken('P10Y', 'ten').text.replace('kind: postgres', 'kind: oracle');
    expect(refusal(text).problems.map(({ path }) => path)).toEqual([
      'stores[0].kind',
      'stores[0].collections[1].retention.period',
    ]);
  });

  test('When it is empty or something else, then it is refused', () => {
    expect(refusal('').problems[0]).toMatchObject({ line: 1, problem: '"the file" has no valid value' });
    expect(refusal('[1, 2]').code).toBe('DSR_DATAMAP_SHAPE');
    expect(refusal('__proto__: { polluted: true }').code).toBe('DSR_DATAMAP_SHAPE');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('A data map whose parts do not fit together', () => {
  const cycle =
    "identity: email\n            purposes: [account]\n            recipients: [sender]\n            erasure: 'null'";

  test.each<[what: string, from: string, to: string, problem: RegExp]>([
    ['a link to an unknown collection', 'to: customers,', 'to: clients,', /Unknown collection "clients"/],
    ['a link to an unmapped field', 'toField: customer_id', 'toField: number', /"number" is not mapped/],
    [
      'a link from an unmapped field',
      '{ field: customer_id, to',
      '{ field: buyer, to',
      /"buyer" is not mapped/,
    ],
    [
      'a lookup of an unmapped field',
      'kind: email, field: email',
      'kind: email, field: mail',
      /"mail" is not mapped/,
    ],
    [
      'a lookup of another kind',
      'kind: email, field: email',
      'kind: phone, field: email',
      /not mapped as phone/,
    ],
    ['an unmapped key of elements', 'key: noteId', 'key: id', /"id" is not mapped/],
    ['an unmapped owner of elements', 'owner: { field: author', 'owner: { field: who', /"who" is not mapped/],
    ['an unknown purpose', 'purposes: [marketing]', 'purposes: [fun]', /Unknown purpose "fun"/],
    [
      'an objection to an unknown purpose',
      'objection: { purpose: marketing',
      'objection: { purpose: ads',
      /"ads"/,
    ],
    ['an unknown processor', 'recipients: [sender]', 'recipients: [postman]', /Unknown processor "postman"/],
    ['a retention from an unmapped field', 'from: ordered_at', 'from: paid_at', /"paid_at" is not mapped/],
    ['no register of people', 'subjects: true', 'subjects: false', /register of people/],
    ['two registers of people', 'key: order_id', 'key: order_id\n        subjects: true', /second register/],
    ['a collection twice', 'id: orders', 'id: customers', /"customers" is taken/],
    ['a field twice', 'name: ordered_at', 'name: customer_id', /"customer_id" is taken/],
    ['a purpose twice', 'id: marketing, title', 'id: account, title', /"account" is taken/],
    ['no connection', '    connection: DSR_STORE_SHOP\n', '', /no connection/],
    ['a processor that is none', 'kind: postgres', 'kind: http-processor', /"sales" is no processor/],
    ['a field without purpose', cycle, `identity: email\n            erasure: 'null'`, /no purpose/],
    [
      'a mask that masks nothing',
      'erasure: delete\n        retention',
      'erasure: mask\n        retention',
      /change nothing/,
    ],
  ])('When it has %s, then it is refused', (what, from, to, problem) => {
    const { text, line } = broken(from, to);
    const error = refusal(text);
    expect(error.code).toBe('DSR_DATAMAP_INCONSISTENT');
    const found = error.problems.find((each) => problem.test(each.problem));
    expect(found).toBeDefined();
    const elsewhere = [
      'no register of people',
      'two registers of people',
      'no connection',
      'a field without purpose',
      'a processor that is none',
    ];
    if (!elsewhere.includes(what)) expect(found?.line).toBe(line);
    expect(found?.repair).not.toBe('');
  });

  const circular = (field: string) => {
    const link = `links: [{ field: ${field}, to: orders, toField: customer_id }]`;
    return broken('        erasure: delete', `        ${link}\n        erasure: delete`).text;
  };

  test('When deletion has no order, then the circle and its references are named', () => {
    expect(refusal(circular('customer_id')).problems[0]).toMatchObject({
      line: 29,
      problem:
        'Deletion has no order: customers → orders → customers, and none of customers.customer_id, orders.customer_id may be null',
    });
  });

  test('When one link of a circle may be null, or its store enforces none, then deletion has an order', () => {
    const inDocuments = circular('customer_id').replace('kind: postgres', 'kind: mongodb');
    for (const text of [circular('email'), inDocuments])
      expect(loadDataMap(text, 'map.yaml').stores).toHaveLength(1);
  });

  test('When a problem is printed, then editors can follow it', () => {
    const { text } = broken('to: customers,', 'to: clients,');
    expect(formatProblem(refusal(text).problems[0]!)).toBe(
      'map.yaml:49:39: Unknown collection "clients" (stores[0].collections[1].links[0].to). ' +
        'Known collections: customers, orders. A link stays within its store.',
    );
  });
});
