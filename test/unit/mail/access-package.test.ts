import { createHash } from 'node:crypto';
import type { DisclosedRecord } from '../../../domain/connector';
import type { FieldMap, Locale, StoreMap } from '../../../domain/data-map';
import { specimens } from '../../../mail/notices/specimens';
import { loadAccessPackages } from '../../../mail/package/build-access-package';
import { exactValue } from '../../../mail/package/exact-value';
import { periodInWords } from '../../../mail/package/field-explanation';
import type { PackageInput } from '../../../domain/access-package';
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

const records: DisclosedRecord[] = [
  {
    collection: 'customers',
    key: '2',
    values: {
      name: '林小雨',
      email: 'lin.xiaoyu@example.com',
      balance: 9007199254740993n,
      born: '1990-05-01',
      passwordHash: 'SECRET',
    },
    withheld: 0,
  },
  {
    collection: 'customers',
    key: '1',
    values: { name: '<script>alert(1)</script>', balance: null },
    withheld: 0,
  },
  { collection: 'orders', key: '9', values: { placed: new Date('2026-01-02T03:04:05Z') }, withheld: 0 },
];
const tickets: DisclosedRecord[] = [
  {
    collection: 'tickets',
    key: 't1',
    values: {
      subject: '{{7*7}}',
      messages: [{ text: 'My "own" words\nline two', by: 'OTHER', internal: 'SECRET' }],
    },
    withheld: 2,
  },
];

function input(locale: Locale, change: Partial<PackageInput> = {}): PackageInput {
  return {
    requestId: 'req_0123456789abcdefghjk',
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
    ],
    processors: [
      {
        id: 'courier',
        title: { 'zh-CN': '快递公司', en: 'Courier' },
        purposes: ['contract'],
        answersWithin: 'P10D',
      },
    ],
    stores: [
      { store: shop, outcome: { storeId: 'shop', code: 'disclosed', collections: [] }, records },
      { store: desk, outcome: { storeId: 'desk', code: 'disclosed', collections: [] }, records: tickets },
    ],
    notAnswering: [],
    ...change,
  };
}
const filesOf = async (given: PackageInput) => readZip(await build(given));
const pageOf = async (given: PackageInput) => (await filesOf(given)).get('index.html')!.toString();

describe('access package', () => {
  test('When it is built, then it holds a page, one file per data set with records, and a manifest', async () => {
    const files = await filesOf(input('zh-CN'));
    expect([...files.keys()]).toEqual([
      'index.html',
      'data/shop/customers.json',
      'data/shop/orders.json',
      'data/desk/tickets.json',
      'manifest.json',
    ]);
  });

  test('When values are big or typed, then the file has them exactly, mapped fields only, ordered by key', async () => {
    const files = await filesOf(input('en'));
    expect(JSON.parse(files.get('data/shop/customers.json')!.toString())).toEqual([
      { name: '<script>alert(1)</script>', balance: null },
      { name: '林小雨', email: 'lin.xiaoyu@example.com', balance: '9007199254740993', born: '1990-05-01' },
    ]);
    expect(JSON.parse(files.get('data/shop/orders.json')!.toString())).toEqual([
      { placed: '2026-01-02T03:04:05.000Z' },
    ]);
    expect(JSON.parse(files.get('data/desk/tickets.json')!.toString())).toEqual([
      { subject: '{{7*7}}', messages: [{ text: 'My "own" words\nline two' }] },
    ]);
    for (const bytes of files.values()) expect(bytes.toString()).not.toMatch(/SECRET|OTHER/);
  });

  test('When it is built twice, from a list and from a stream in another order, then the bytes are equal', async () => {
    const streamed = async function* () {
      for (const record of [...records].reverse()) yield await Promise.resolve(record);
    };
    const [list] = input('zh-CN').stores;
    const again = input('zh-CN', { stores: [{ ...list!, records: streamed() }, input('zh-CN').stores[1]!] });
    const first = await build(input('zh-CN'));
    expect(Buffer.from(await build(again)).equals(Buffer.from(first))).toBe(true);
    expect(first[0]).toBe(0x50);
  });

  test('When it is read in either language, then the page explains each field and names ground and recipients', async () => {
    const zh = await pageOf(input('zh-CN'));
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
      expect(zh).toContain(text);
    const en = await pageOf(input('en'));
    for (const text of [
      'Customer records',
      'Name',
      'Carrying out the contract (PIPL 13(2))',
      'Courier',
      '10 years',
      'Accounting records must be kept',
      '2 January 2026, 11:04',
      '1 May 1990',
      'Wish list',
      '12377',
      'Zhou Ning',
    ])
      expect(en).toContain(text);
    expect(en).toContain('<html lang="en">');
  });

  test('When values are hostile, then the page shows them and loads nothing', async () => {
    const page = await pageOf(input('en'));
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('{{7*7}}');
    expect(page).not.toMatch(/<(script|img|iframe|link|object)\b|url\(|https?:\/\//i);
    expect(page).toContain("default-src 'none'");
  });

  test('When values are withheld, then page and manifest say how many and why', async () => {
    const files = await filesOf(input('en'));
    expect(files.get('index.html')!.toString()).toContain('2 values belong to other people');
    const manifest = JSON.parse(files.get('manifest.json')!.toString()) as {
      stores: { dataSets: { withheld: number; withheldBecause: string | null }[] }[];
    };
    expect(manifest.stores[1]!.dataSets[0]).toMatchObject({ withheld: 2 });
    expect(manifest.stores[1]!.dataSets[0]!.withheldBecause).toContain('other people');
    expect(manifest.stores[0]!.dataSets[0]).toMatchObject({ withheld: 0, withheldBecause: null });
  });

  test('When every store answered, then it is complete; otherwise the missing ones are named', async () => {
    const complete = JSON.parse((await filesOf(input('en'))).get('manifest.json')!.toString()) as {
      completeness: unknown;
    };
    expect(complete.completeness).toMatchObject({ complete: true, notAnswering: [] });
    const paper = { ...shop, id: 'paper', title: { 'zh-CN': '纸质档案', en: 'Paper archive' } };
    const lacking = input('en', {
      notAnswering: [paper],
      stores: [{ ...input('en').stores[0]!, outcome: { storeId: 'shop', code: 'unknown', collections: [] } }],
    });
    const files = await filesOf(lacking);
    expect(JSON.parse(files.get('manifest.json')!.toString())).toMatchObject({
      completeness: { complete: false, notAnswering: ['Paper archive', 'Shop database'] },
    });
    expect(files.get('index.html')!.toString()).toContain('Paper archive, Shop database');
  });

  test('When the manifest is checked, then every checksum is right', async () => {
    const files = await filesOf(input('zh-CN'));
    const { files: listed } = JSON.parse(files.get('manifest.json')!.toString()) as {
      files: { path: string; sha256: string }[];
    };
    expect(listed.map((file) => file.path)).toEqual(
      [...files.keys()].filter((name) => name !== 'manifest.json'),
    );
    for (const { path, sha256 } of listed)
      expect(createHash('sha256').update(files.get(path)!).digest('hex')).toBe(sha256);
  });

  test('When a record belongs to no mapped collection, or an id cannot name a file, then nothing is built', async () => {
    const [store] = input('en').stores;
    const stray = [{ collection: 'secrets', key: '1', values: { x: 'SECRET' }, withheld: 0 }];
    const failure = await build(input('en', { stores: [{ ...store!, records: stray }] })).catch(
      (error: unknown) => error as Error,
    );
    expect(String(failure)).toMatch(/belongs to no collection/);
    expect(String(failure)).not.toContain('SECRET');
    const climbing = { ...shop, id: '../up' };
    await expect(build(input('en', { stores: [{ ...store!, store: climbing }] }))).rejects.toThrow(
      /cannot name a file/,
    );
  });

  test('When a data set is long, then the page shows its head and the file holds all', async () => {
    const many = Array.from({ length: 501 }, (_, n): DisclosedRecord => ({
      collection: 'customers',
      key: String(n).padStart(4, '0'),
      values: { name: `N${n}` },
      withheld: 0,
    }));
    const [store] = input('en').stores;
    const files = await filesOf(input('en', { stores: [{ ...store!, records: many }] }));
    expect(JSON.parse(files.get('data/shop/customers.json')!.toString())).toHaveLength(501);
    expect(files.get('index.html')!.toString()).toContain('The first 500 are shown here; all 501');
    expect(files.get('index.html')!.toString()).not.toContain('N500<');
  });
});

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

  test.each<[string, string, string]>([
    ['P10Y', '10年', '10 years'],
    ['P1Y6M', '1年6个月', '1 year 6 months'],
    ['P30D', '30天', '30 days'],
    ['whatever', 'whatever', 'whatever'],
  ])('When the period is %s, then it is %s or %s', (period, zh, en) => {
    expect(periodInWords(period, 'zh-CN')).toBe(zh);
    expect(periodInWords(period, 'en')).toBe(en);
  });
});
