import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type {
  KeptFile,
  KeptRecord,
  PackageDesk,
  PackageInput,
  StoreDisclosure,
  Withholding,
} from '../../../domain/access-package';
import type { FieldMap, Locale, StoreMap } from '../../../domain/data-map';
import { isPortable } from '../../../domain/portable-field';
import { specimens } from '../../../mail/notices/specimens';
import { loadAccessPackages } from '../../../mail/package/build-access-package';
import { periodInWords } from '../../../mail/package/field-explanation';
import { parse } from 'csv-parse/sync';
import { memoryDesk } from './memory-desk';
import { readZip } from './read-zip';

const build = loadAccessPackages();

const field = (name: string, zh: string, en: string, more: Partial<FieldMap> = {}): FieldMap => ({
  name,
  title: { 'zh-CN': zh, en },
  category: 'identity',
  class: 'general-sensitive',
  purposes: ['contract'],
  source: 'person',
  recipients: [],
  erasure: 'keep',
  correctable: false,
  ...more,
});

const common = {
  key: 'id',
  subjects: false,
  lookups: [],
  links: [],
  whose: 'sole' as const,
  erasure: 'delete' as const,
};
const shop: StoreMap = {
  id: 'shop',
  kind: 'postgres',
  title: { 'zh-CN': '商城数据库', en: 'Shop database' },
  connection: 'DSR_STORE_SHOP',
  region: 'cn',
  owner: 'it',
  timeoutMs: 30_000,
  limits: { concurrency: 4 },
  collections: [
    {
      ...common,
      id: 'customers',
      source: 'public.customers',
      title: { 'zh-CN': '客户资料', en: 'Customer records' },
      fields: [
        field('name', '姓名', 'Name'),
        field('email', '邮箱', 'E-mail', { category: 'contact', recipients: ['courier'] }),
        field('balance', '余额', 'Balance', { category: 'payment', source: 'system' }),
        field('born', '出生日期', 'Born'),
      ],
    },
    {
      ...common,
      id: 'orders',
      source: 'public.orders',
      title: { 'zh-CN': '订单', en: 'Orders' },
      fields: [field('placed', '下单时间', 'Placed')],
      retention: {
        ground: 'CN-TAX-LEDGER',
        text: { 'zh-CN': '会计凭证须保存', en: 'Accounting records must be kept' },
        article: 'Art. 14',
        period: 'P10Y',
        whenOver: 'leave',
        from: 'placed',
      },
    },
    { ...common, id: 'wishes', source: 'w', title: { 'zh-CN': '心愿单', en: 'Wish list' }, fields: [] },
  ],
};
const desk: StoreMap = {
  ...shop,
  id: 'desk',
  kind: 'mongodb',
  title: { 'zh-CN': '客服系统', en: 'Support desk' },
  collections: [
    {
      ...common,
      id: 'tickets',
      source: 'tickets',
      title: { 'zh-CN': '工单', en: 'Tickets' },
      fields: [field('subject', '主题', 'Subject')],
      elements: {
        path: 'messages',
        key: 'id',
        owner: { field: 'by', kind: 'email' },
        fields: [field('text', '内容', 'Text', { category: 'communication' })],
      },
    },
  ],
};

const customers: KeptRecord[] = [
  {
    key: '1',
    values: { name: '<script>alert(1)</script>', balance: null },
    withheld: 0,
  },
  {
    key: '2',
    values: {
      name: '林小雨',
      email: 'lin.xiaoyu@example.com',
      balance: '9007199254740993',
      born: '1990-05-01',
      passwordHash: 'SECRET',
    },
    withheld: 0,
  },
];
const orders: KeptRecord[] = [{ key: '9', values: { placed: '2026-01-02T03:04:05.000Z' }, withheld: 0 }];
const tickets: KeptRecord[] = [
  {
    key: 't1',
    values: {
      subject: '{{7*7}}',
      messages: [{ text: 'My "own" words\nline two', by: 'OTHER', internal: 'SECRET' }],
    },
    withheld: 2,
  },
];

/** Records of collections as they would lie in the vault. */
function disclosed(sets: Readonly<Record<string, readonly KeptRecord[]>>): StoreDisclosure['collections'] {
  return Object.entries(sets).map(([id, records]) => ({
    id,
    fingerprint: createHash('sha256').update(JSON.stringify(records)).digest('hex'),
    read: async function* () {
      for (const record of records) yield await Promise.resolve(record);
    },
  }));
}

const proof = { kind: 'requery', at: '2026-03-19T08:00:00Z' } as const;
function shopWith(sets: Readonly<Record<string, readonly KeptRecord[]>>): StoreDisclosure {
  const collections = Object.entries(sets).map(([collection, { length: count }]) => ({
    collection,
    code: 'disclosed' as const,
    count,
  }));
  return {
    store: shop,
    outcome: { storeId: 'shop', code: 'disclosed', collections, proof },
    collections: disclosed(sets),
  };
}
const deskStore: StoreDisclosure = {
  store: desk,
  outcome: {
    storeId: 'desk',
    code: 'disclosed',
    collections: [{ collection: 'tickets', code: 'disclosed', count: 1 }],
    proof,
  },
  collections: disclosed({ tickets }),
};

function input(locale: Locale, change: Partial<PackageInput> = {}): PackageInput {
  return {
    requestId: 'req_0123456789abcdefghjk',
    format: 'access',
    locale,
    zone: 'Asia/Shanghai',
    generatedAt: '2026-03-19T08:00:00Z',
    controller: specimens[0]!.controller,
    regimes: ['CN-APP-2019'],
    purposes: [
      {
        id: 'contract',
        title: { 'zh-CN': '履行合同', en: 'Carrying out the contract' },
        marketing: false,
        legalGround: 'PIPL 13(2)',
      },
      {
        id: 'duty',
        title: { 'zh-CN': '履行法定义务', en: 'Duties under the law' },
        marketing: false,
        legalGround: 'PIPL 13(3)',
      },
    ],
    processors: [
      {
        id: 'courier',
        title: { 'zh-CN': '快递公司', en: 'Courier' },
        purposes: ['contract'],
        answersWithin: 'P10D',
      },
    ],
    stores: [shopWith({ customers, orders }), deskStore],
    grounds: {},
    withholdings: [],
    ...change,
  };
}

async function filesOf(given: PackageInput, on: PackageDesk = memoryDesk()): Promise<Map<string, Buffer>> {
  await build(given, on);
  return readZip((on as ReturnType<typeof memoryDesk>).delivered());
}
const jsonOf = (files: ReadonlyMap<string, Buffer>, path: string) =>
  JSON.parse(files.get(path)!.toString()) as unknown;
interface Manifest {
  readonly completeness: { readonly complete: boolean; readonly notAnswering: string[] };
  readonly stores: {
    readonly id: string;
    readonly statements: { readonly dataSet: string; readonly count: number; readonly text: string }[];
    readonly dataSets: {
      readonly id: string;
      readonly records: number;
      readonly withheld: number;
      readonly withheldBecause: string | null;
      readonly withheldByStaff: object;
      readonly fieldsLeftOut: string[];
    }[];
  }[];
  readonly files: { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}
const manifestOf = (files: ReadonlyMap<string, Buffer>) => jsonOf(files, 'manifest.json') as Manifest;

describe('access package', () => {
  test('When it is built, then it holds an index, four files per data set with records, and a manifest', async () => {
    const files = await filesOf(input('zh-CN'));
    expect([...files.keys()]).toEqual([
      'index.html',
      ...['shop/customers', 'shop/orders', 'desk/tickets'].flatMap((set) => [
        `data/${set}.ndjson`,
        `data/${set}.json`,
        `data/${set}.csv`,
        `pages/${set}-0001.html`,
      ]),
      'manifest.json',
    ]);
  });

  test('When values are big or typed, then JSON and NDJSON have them exactly, mapped fields only', async () => {
    const files = await filesOf(input('en'));
    const expected = [
      { name: '<script>alert(1)</script>', balance: null },
      { name: '林小雨', email: 'lin.xiaoyu@example.com', balance: '9007199254740993', born: '1990-05-01' },
    ];
    expect(jsonOf(files, 'data/shop/customers.json')).toEqual(expected);
    const lines = files.get('data/shop/customers.ndjson')!.toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(expected);
    expect(jsonOf(files, 'data/desk/tickets.json')).toEqual([
      { subject: '{{7*7}}', messages: [{ text: 'My "own" words\nline two' }] },
    ]);
    for (const bytes of files.values()) expect(bytes.toString()).not.toMatch(/SECRET|OTHER/);
  });

  test('When it is built again, also over what another attempt left, then the bytes are equal', async () => {
    const first = memoryDesk();
    const built = await build(input('zh-CN'), first);
    await build(input('zh-CN'), first);
    const again = memoryDesk();
    expect(await build(input('zh-CN'), again)).toMatchObject({ sha256: built.sha256, bytes: built.bytes });
    expect(again.delivered().equals(first.delivered())).toBe(true);
    for (const name of built.leftOnDesk) expect(first.pieces.has(name) || first.notes.has(name)).toBe(true);
    expect(built.leftOnDesk).toHaveLength(first.pieces.size + first.notes.size);
  });

  test('When it is killed at any point, then the next attempt gives the same and leaves finished data sets alone', async () => {
    const whole = memoryDesk();
    await build(input('en'), whole);
    for (let puts = 0; puts < whole.puts.length; puts += 1) {
      const killed = memoryDesk();
      killed.failAfter(puts);
      await expect(build(input('en'), killed)).rejects.toThrow('killed');
      const finished = [...killed.notes.keys()];
      const before = killed.puts.length;
      killed.failAfter(Number.POSITIVE_INFINITY);
      await build(input('en'), killed);
      expect(killed.delivered().equals(whole.delivered())).toBe(true);
      const redone = killed.puts.slice(before);
      for (const part of finished) expect(redone.filter((name) => name.startsWith(`${part}/`))).toEqual([]);
    }
  });

  test('When it is read in either language, then it explains each field and names ground and recipients', async () => {
    const zh = await filesOf(input('zh-CN'));
    const zhPages = [
      zh.get('index.html'),
      zh.get('pages/shop/customers-0001.html'),
      zh.get('pages/shop/orders-0001.html'),
    ].join();
    for (const text of [
      '客户资料',
      '姓名',
      '履行合同（PIPL 13(2)）',
      '您本人提供',
      '快递公司',
      '10年',
      '会计凭证须保存',
      '2026年1月2日 11:04',
      '1990年5月1日',
      '心愿单',
      '12377',
      '周宁',
    ])
      expect(zhPages).toContain(text);
    const en = await filesOf(input('en'));
    const enPages = [
      en.get('index.html'),
      en.get('pages/shop/customers-0001.html'),
      en.get('pages/shop/orders-0001.html'),
    ].join();
    for (const text of [
      'Customer records',
      'Carrying out the contract (PIPL 13(2))',
      'Courier',
      '10 years',
      '2 January 2026, 11:04',
      '1 May 1990',
      'Wish list',
      'Zhou Ning',
      '<html lang="en">',
    ])
      expect(enPages).toContain(text);
  });

  test('When values are hostile, then the pages show them and load nothing', async () => {
    const files = await filesOf(input('en'));
    const page = files.get('pages/shop/customers-0001.html')!.toString();
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(files.get('pages/desk/tickets-0001.html')!.toString()).toContain('{{7*7}}');
    for (const [path, bytes] of files) {
      if (!path.endsWith('.html')) continue;
      expect(bytes.toString()).not.toMatch(/<(script|img|iframe|link|object)\b|url\(|https?:\/\//i);
      expect(bytes.toString()).toContain("default-src 'none'");
    }
  });

  test('When a page links to a file or page, then that is in the package', async () => {
    const files = await filesOf(input('en'));
    for (const [path, bytes] of files) {
      if (!path.endsWith('.html')) continue;
      for (const [, href = ''] of bytes.toString().matchAll(/href="([^"#]+)"/g))
        expect([...files.keys()]).toContain(new URL(href, `file:///${path}`).pathname.slice(1));
    }
  });

  test('When values are withheld for others, then page and manifest say how many and why', async () => {
    const files = await filesOf(input('en'));
    expect(files.get('index.html')!.toString()).toContain('2 values belong to other people');
    const [shopSets, deskSets] = manifestOf(files).stores;
    expect(deskSets!.dataSets[0]).toMatchObject({ withheld: 2 });
    expect(deskSets!.dataSets[0]!.withheldBecause).toContain('other people');
    expect(shopSets!.dataSets[0]).toMatchObject({ withheld: 0, withheldBecause: null });
  });

  test('When a field is never to be shown, then no file has it and it counts as withheld', async () => {
    const [collection, ...rest] = shop.collections;
    const hidden = collection!.fields.map((one) =>
      one.name === 'email' ? { ...one, redaction: 'withhold' as const } : one,
    );
    const store = { ...shop, collections: [{ ...collection!, fields: hidden }, ...rest] };
    const files = await filesOf(input('en', { stores: [{ ...shopWith({ customers }), store }] }));
    for (const bytes of files.values()) expect(bytes.toString()).not.toContain('lin.xiaoyu');
    expect(manifestOf(files).stores[0]!.dataSets[0]).toMatchObject({ withheld: 1 });
  });

  test('When every store answered, then it is complete; otherwise the missing ones are named', async () => {
    expect(manifestOf(await filesOf(input('en'))).completeness).toMatchObject({
      complete: true,
      notAnswering: [],
    });
    const paper = { ...shop, id: 'paper', title: { 'zh-CN': '纸质档案', en: 'Paper archive' } };
    const files = await filesOf(
      input('en', {
        stores: [
          {
            store: paper,
            outcome: { storeId: 'paper', code: 'manualPending', collections: [] },
            collections: [],
          },
          { ...shopWith({ customers }), outcome: { storeId: 'shop', code: 'unknown', collections: [] } },
        ],
      }),
    );
    expect(manifestOf(files).completeness).toMatchObject({
      complete: false,
      notAnswering: ['Paper archive', 'Shop database'],
    });
    expect(files.get('index.html')!.toString()).toContain('Paper archive, Shop database');
  });

  test('When the manifest is checked, then every file is in it and every checksum is right', async () => {
    const files = await filesOf(input('zh-CN'));
    const listed = manifestOf(files).files;
    expect(listed.map((file) => file.path)).toEqual(
      [...files.keys()].filter((name) => name !== 'manifest.json'),
    );
    for (const { path, bytes, sha256 } of listed) {
      expect(createHash('sha256').update(files.get(path)!).digest('hex')).toBe(sha256);
      expect(files.get(path)).toHaveLength(bytes);
    }
  });

  test('When an id cannot name a file, then nothing is delivered', async () => {
    const climbing = { ...shop, id: '../up' };
    const at = memoryDesk();
    const given = input('en', { stores: [{ ...shopWith({ customers }), store: climbing }] });
    await expect(build(given, at)).rejects.toThrow(/cannot name a file/);
    expect(at.delivered()).toHaveLength(0);
  });

  test('When a data set is long, then its pages have 500 rows each and lead to each other', async () => {
    const many = Array.from({ length: 1_001 }, (_, n): KeptRecord => ({
      key: String(n).padStart(4, '0'),
      values: { name: `N${n}` },
      withheld: 0,
    }));
    const files = await filesOf(input('en', { stores: [shopWith({ customers: many })] }));
    expect(jsonOf(files, 'data/shop/customers.json')).toHaveLength(1_001);
    const pages = [1, 2, 3].map((n) => files.get(`pages/shop/customers-000${n}.html`)!.toString());
    expect(pages.map((page) => page.match(/<th scope="row">/g)!.length)).toEqual([500, 500, 1]);
    expect(pages[0]).toContain('href="customers-0002.html"');
    expect(pages[2]).toContain('href="customers-0002.html"');
    expect(pages[2]).not.toContain('customers-0004');
    expect(pages[2]).toContain('>1001</th>');
    for (const n of [1, 2, 3])
      expect(files.get('index.html')!.toString()).toContain(`pages/shop/customers-000${n}.html`);
  });

  test('When a record has attachments, then they are in the package under names of ours, and the record says which', async () => {
    const picture = Buffer.from('fictional picture');
    const kept: KeptFile = {
      field: 'born',
      name: '../../etc/<b>.png',
      mediaType: 'image/png',
      slot: 'files/shop/1',
      bytes: picture.length,
      sha256: createHash('sha256').update(picture).digest('hex'),
      crc32: crc32(picture),
    };
    const at = memoryDesk(new Map([['files/shop/1', picture]]));
    const withFile = [{ key: '1', values: { name: 'Li Na' }, withheld: 0, files: [kept] }];
    const files = await filesOf(input('en', { stores: [shopWith({ customers: withFile })] }), at);
    const path = 'attachments/shop/customers/1-1.png';
    expect(files.get(path)!.equals(picture)).toBe(true);
    expect(jsonOf(files, 'data/shop/customers.json')).toMatchObject([
      { name: 'Li Na', born: [{ file: path, name: '../../etc/<b>.png', sha256: kept.sha256 }] },
    ]);
    expect(files.get('pages/shop/customers-0001.html')!.toString()).toContain(
      `<a href="../../${path}">../../etc/&lt;b&gt;.png</a>`,
    );
  });
});

describe('CSV files', () => {
  const corpus = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\0=1', '＝1+1', '＠x'];
  test.each(corpus)(
    'When a text is %j, then no cell of the file begins like a formula, and JSON is unchanged',
    async (text) => {
      const files = await filesOf(
        input('en', {
          stores: [shopWith({ customers: [{ key: '1', values: { name: text }, withheld: 0 }] })],
        }),
      );
      const [, row] = parse(files.get('data/shop/customers.csv')!);
      expect(row![0]).toBe(`'${text}`);
      expect(jsonOf(files, 'data/shop/customers.json')).toEqual([{ name: text }]);
    },
  );

  test('When texts hold quotes, commas, breaks and other scripts, then another parser reads them back by RFC 4180', async () => {
    const texts = ['a "b", c', 'line\r\ntwo', '林小雨', ' space ', '', "it's", '🙂'];
    const files = await filesOf(
      input('en', {
        stores: [
          shopWith({
            customers: texts.map((name, n) => ({ key: `${n}`, values: { name, balance: -n }, withheld: 0 })),
          }),
        ],
      }),
    );
    const bytes = files.get('data/shop/customers.csv')!;
    expect(bytes.subarray(0, 3).toString('hex')).not.toBe('efbbbf');
    expect(bytes.toString().split('\r\n')[0]).toBe('name,email,balance,born');
    const rows = parse<{ name: string; balance: string }>(bytes, { columns: true });
    expect(rows.map(({ name }) => name)).toEqual(texts);
    expect(rows.map(({ balance }) => balance)).toEqual(texts.map((_, n) => String(-n)));
  });

  test('When a record has elements, then their column holds them as JSON', async () => {
    const files = await filesOf(input('en'));
    const [row] = parse<{ messages: string }>(files.get('data/desk/tickets.csv')!, { columns: true });
    expect(JSON.parse(row!.messages)).toEqual([{ text: 'My "own" words\nline two' }]);
  });
});

describe('what staff withhold', () => {
  const withheld = (...withholdings: Withholding[]) => filesOf(input('en', { withholdings }));
  const everything = (files: ReadonlyMap<string, Buffer>) =>
    [...files.values()].map((bytes) => bytes.toString()).join('\n');

  test('When a record is withheld, then no file has it, and the counts of package and statement are one less', async () => {
    const files = await withheld({
      storeId: 'shop',
      collection: 'customers',
      record: '2',
      reason: 'thirdParty',
    });
    expect(everything(files)).not.toContain('lin.xiaoyu');
    expect(jsonOf(files, 'data/shop/customers.json')).toHaveLength(1);
    const [shopSet] = manifestOf(files).stores;
    expect(shopSet!.dataSets[0]).toMatchObject({ records: 1, withheldByStaff: { thirdParty: 1 } });
    expect(shopSet!.statements[0]).toMatchObject({ dataSet: 'customers', count: 1 });
    expect(files.get('index.html')!.toString()).toContain('another person&#39;s data');
  });

  test('When a field is withheld of one record or of all, then exactly that is gone', async () => {
    const one = await withheld({
      storeId: 'shop',
      collection: 'customers',
      record: '1',
      field: 'name',
      reason: 'tradeSecret',
    });
    expect(jsonOf(one, 'data/shop/customers.json')).toMatchObject([{ balance: null }, { name: '林小雨' }]);
    expect(everything(one)).not.toContain('alert(1)');
    const all = await withheld({
      storeId: 'shop',
      collection: 'customers',
      field: 'name',
      reason: 'security',
    });
    expect(everything(all)).not.toMatch(/alert\(1\)|林小雨/);
    expect(manifestOf(all).stores[0]!.dataSets[0]).toMatchObject({ withheldByStaff: { security: 2 } });
  });

  test.each(['messages', 'messages.text'])(
    'When %s of elements is withheld, then their words are gone',
    async (field) => {
      const files = await withheld({
        storeId: 'desk',
        collection: 'tickets',
        field,
        reason: 'legalPrivilege',
      });
      expect(everything(files)).not.toContain('line two');
      expect(jsonOf(files, 'data/desk/tickets.json')).toEqual([{ subject: '{{7*7}}' }]);
    },
  );

  test('When everything of a data set is withheld, then it has no file and is said to be withheld', async () => {
    const files = await withheld({ storeId: 'shop', collection: 'orders', reason: 'investigation' });
    expect([...files.keys()].filter((path) => path.includes('orders'))).toEqual([]);
    expect(manifestOf(files).stores[0]!.dataSets[1]).toMatchObject({
      records: 0,
      withheldByStaff: { investigation: 1 },
    });
  });

  test('When it is given back, then the package is what it was', async () => {
    const at = memoryDesk();
    const before = await build(input('en'), at);
    const less = await build(
      input('en', { withholdings: [{ storeId: 'shop', collection: 'orders', reason: 'security' }] }),
      at,
    );
    expect(less.sha256).not.toBe(before.sha256);
    expect((await build(input('en'), at)).sha256).toBe(before.sha256);
  });
});

describe('portability', () => {
  const portable = (change: Partial<PackageInput> = {}) =>
    filesOf(input('en', { format: 'portability', ...change }));

  test('When the package is for another system, then it holds one file per data set in the published form, with the form', async () => {
    const files = await portable();
    expect([...files.keys()]).toEqual([
      'index.html',
      'portability.schema.json',
      'data/shop/customers.json',
      'data/shop/orders.json',
      'data/desk/tickets.json',
      'manifest.json',
    ]);
    const schema = jsonOf(files, 'portability.schema.json');
    for (const path of [...files.keys()].filter((name) => name.startsWith('data/'))) {
      const file = jsonOf(files, path) as Record<string, unknown>;
      expect(file).toMatchObject({ format: 'habeas-portability/1', caseNumber: 'req_0123456789abcdefghjk' });
      expect(Object.keys(file).sort()).toEqual([...(schema as { required: string[] }).required].sort());
    }
    expect(jsonOf(files, 'data/shop/customers.json')).toMatchObject({
      dataSet: { id: 'customers' },
      fields: [{ name: 'name' }, { name: 'email' }, { name: 'balance' }, { name: 'born' }],
      records: [{ balance: null }, { email: 'lin.xiaoyu@example.com', balance: '9007199254740993' }],
    });
  });

  test('When a field came from others or from staff, or stands on a legal duty, then it is not taken along and that is said', async () => {
    const [collection, ...rest] = shop.collections;
    const changed: Record<string, Partial<FieldMap>> = {
      email: { source: 'staff' },
      balance: { source: 'thirdParty' },
      born: { purposes: ['duty'] },
    };
    const fields = collection!.fields.map((one) => ({ ...one, ...changed[one.name] }));
    const store = { ...shop, collections: [{ ...collection!, fields }, ...rest] };
    const files = await portable({ stores: [{ ...shopWith({ customers }), store }] });
    expect(jsonOf(files, 'data/shop/customers.json')).toMatchObject({
      records: [{ name: '<script>alert(1)</script>' }, { name: '林小雨' }],
    });
    expect([...files.values()].join('\n')).not.toMatch(/lin\.xiaoyu|9007199254740993|1990-05-01/);
    expect(manifestOf(files).stores[0]!.dataSets[0]!.fieldsLeftOut).toEqual(['E-mail', 'Balance', 'Born']);
    expect(files.get('index.html')!.toString()).toContain('Not part of this form: E-mail, Balance, Born');
  });

  test.each<[string, boolean]>([
    ['GDPR 6(1)(b)', true],
    ['GDPR art. 6(1)(a)', true],
    ['GDPR 9(2)(a)', true],
    ['PIPL 13(1)', true],
    ['PIPL 13(2)', true],
    ['PIPL 13(1)(2)', true],
    ['履行合同所必需', true],
    ['个人同意', true],
    ['Consent of the subscriber', true],
    ['GDPR 6(1)(c)', false],
    ['GDPR 6(1)(f)', false],
    ['GDPR 16(1)(a)', false],
    ['PIPL 13(3)', false],
    ['PIPL 13(1)(4)', false],
    ['legitimate interests', false],
  ])('When a purpose stands on %s, then taking along is %s', (legalGround, expected) => {
    const purpose = { id: 'p', title: { 'zh-CN': 'p', en: 'p' }, marketing: false, legalGround };
    expect(isPortable({ source: 'person', purposes: ['p'] }, [purpose])).toBe(expected);
    expect(isPortable({ source: 'derived', purposes: ['p'] }, [purpose])).toBe(false);
    expect(isPortable({ source: 'person', purposes: ['other'] }, [purpose])).toBe(false);
  });
});

test.each<[string, string, string]>([
  ['P10Y', '10年', '10 years'],
  ['P1Y6M', '1年6个月', '1 year 6 months'],
  ['P30D', '30天', '30 days'],
  ['whatever', 'whatever', 'whatever'],
])('When the period is %s, then it is %s or %s', (period, zh, en) => {
  expect(periodInWords(period, 'zh-CN')).toBe(zh);
  expect(periodInWords(period, 'en')).toBe(en);
});
