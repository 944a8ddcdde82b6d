import { createHash } from 'node:crypto';
import { MongoClient } from 'mongodb';
import type { UpdateFilter } from 'mongodb';
import { mailedCode } from '../../cli/demo/journey';
import type { Persona } from '../../examples/sample-company/people';
import { people } from '../../examples/sample-company/people';
import { readZip } from '../unit/mail/read-zip';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { VerifiedCase } from '../support/journeys';
import {
  approve,
  asStaff,
  asSubject,
  changesSince,
  closed,
  completePaper,
  effectsSince,
  evidenceOf,
  ledgerOf,
  letterOf,
  lettersOf,
  openTask,
  problemOf,
  proposed,
  storesOf,
  submitVerified,
  untouched,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 180_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

/** An access request whose package was approved. */
async function answered(person: Persona, extra = {}): Promise<VerifiedCase> {
  const one = await submitVerified(engine, person, 'access', extra);
  await completePaper(one, 'nothingFound');
  const { proposal } = await proposed(one, 'package');
  await approve(one, ['wei-operator', 'tang-approver'].slice(0, proposal?.slots.length), proposal?.hash);
  await closed(one);
  return one;
}

interface Line {
  readonly _id: string;
  readonly [member: string]: unknown;
}

/** A fresh code for the package, as it arrives by mail. */
async function packageCode(one: VerifiedCase): Promise<string> {
  const seen = (await engine.company.inbox.messages()).length;
  await asSubject(one, 'POST', '/package-codes', { body: {} });
  return mailedCode(engine.company.inbox, one.requestId, seen);
}

async function fetchPackage(one: VerifiedCase, code: string): Promise<Buffer> {
  const path = `/v1/requests/${one.requestId}/package`;
  const response = await engine.api.raw('POST', path, { token: one.subjectToken, body: { code } });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  return Buffer.from(await response.arrayBuffer());
}

/** What only time can do to the books, done at once. */
async function inBooks(
  collection: string,
  { requestId }: VerifiedCase,
  change: UpdateFilter<Line>,
): Promise<void> {
  const client = await MongoClient.connect(engine.env['DSR_MONGODB_URI'] ?? '');
  try {
    const db = client.db(engine.env['DSR_MONGODB_DATABASE']);
    const { matchedCount } = await db.collection<Line>(collection).updateOne({ _id: requestId }, change);
    expect(matchedCount).toBe(1);
  } finally {
    await client.close();
  }
}

/** Waits until another package than this lies before staff. */
async function otherProposal(one: VerifiedCase, hash: string | undefined) {
  for (;;) {
    const { proposal } = await proposed(one, 'package');
    if (proposal?.hash !== hash) return proposal;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const tryCode = (one: VerifiedCase, code: string) =>
  problemOf(asSubject(one, 'POST', '/package', { body: { code } }));

function readJson(files: ReadonlyMap<string, Buffer>, name: string): unknown {
  return JSON.parse(files.get(name)?.toString('utf8') ?? 'null') as unknown;
}

describe('When a person asks for access', () => {
  test('then the package holds exactly that person’s mapped data, reviewed by two, and nothing of others', async () => {
    const before = await storesOf(engine);
    const effects = engine.company.newsletter.effects().length;
    const one = await submitVerified(engine, people.guestWriter, 'access');
    await completePaper(one, 'nothingFound');
    const { proposal } = await proposed(one, 'package');
    // Part of the payer's account number is core-sensitive.
    expect(proposal?.slots).toHaveLength(2);
    expect(await problemOf(asSubject(one, 'POST', '/package-codes', { body: {} }))).toMatchObject({
      status: 404,
    });
    const token = await engine.token('tang-approver');
    const path = `/v1/staff/requests/${one.requestId}/package`;
    const reviewed = Buffer.from(await (await engine.api.raw('GET', path, { token })).arrayBuffer());
    expect(createHash('sha256').update(reviewed).digest('hex')).toBe(proposal?.hash);
    await approve(one, ['wei-operator', 'tang-approver'], proposal?.hash);
    expect(await closed(one)).toMatchObject({ outcome: 'fulfilled', tally: { disclosed: 2, notFound: 2 } });

    const files = readZip(await fetchPackage(one, await packageCode(one)));
    const sets = ['shop/customers', 'shop/orders', 'shop/payments', 'support-desk/tickets'];
    expect([...files.keys()].sort()).toEqual(
      [
        'index.html',
        'manifest.json',
        ...sets.flatMap((set) => [
          ...['csv', 'json', 'ndjson'].map((ending) => `data/${set}.${ending}`),
          `pages/${set}-0001.html`,
        ]),
      ].sort(),
    );
    const customers = readJson(files, 'data/shop/customers.json') as Record<string, unknown>[];
    expect(customers).toHaveLength(1);
    expect(customers[0]).toMatchObject({
      customer_id: 'C000011',
      name: '何静',
      email: 'he.jing@example.com',
    });
    expect(Object.keys(customers[0] ?? {})).not.toContain('processing_restricted');
    expect(readJson(files, 'data/shop/orders.json')).toEqual([
      expect.objectContaining({ order_id: 'O000014' }),
    ]);
    const tickets = readJson(files, 'data/support-desk/tickets.json') as { messages: { text: string }[] }[];
    const texts = tickets.flatMap(({ messages }) => messages.map(({ text }) => text));
    expect(texts.sort()).toEqual(
      ['想换套餐。', '我住楼下，也断了，我的电话请打给邻居。', '已为您变更。'].sort(),
    );
    const everything = [...files.values()].map((bytes) => bytes.toString('utf8')).join('\n');
    for (const foreign of ['马超', '我是她邻居', '整栋楼宽带都断了', 'C000012', 'ma.chao', '小区宽带故障'])
      expect(everything).not.toContain(foreign);
    const manifest = readJson(files, 'manifest.json') as {
      completeness: { complete: boolean };
      stores: { id: string; dataSets: { id: string; withheld: number }[] }[];
    };
    expect(manifest.completeness.complete).toBe(true);
    const desk = manifest.stores.find(({ id }) => id === 'support-desk');
    const withheld = desk?.dataSets.find(({ id }) => id === 'tickets')?.withheld;
    expect(withheld).toBeGreaterThan(0);

    const { text } = await letterOf(one, 'The result of your personal data request');
    for (const part of [
      'A copy of the records was put into your data package (1).',
      `https://privacy.example/v1/requests/${one.requestId}/package`,
      'Downloads left: 3',
      'How to complain and seek a remedy',
    ])
      expect(text).toContain(part);
    const entries = await evidenceOf(one);
    expect(entries.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'storeOperationFinished',
        'packageBuilt',
        'staffViewed',
        'approvalGiven',
        'closed',
        'packageDelivered',
      ]),
    );
    expect(entries.find(({ type }) => type === 'packageDelivered')?.facts).toMatchObject({
      hash: proposal?.hash,
    });
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect(effectsSince(engine, effects)).toEqual([]);
    expect((await ledgerOf(one)).map(({ status }) => status)).toEqual(['satisfied', 'satisfied']);
  });

  test('then whoever has an identity card on file needs two approvals, and whoever has nothing of that class one', async () => {
    const [plain, sensitive] = await Promise.all(
      [people.noOrders, people.coreSensitive].map((person) => submitVerified(engine, person, 'access')),
    );
    if (plain === undefined || sensitive === undefined) throw new Error('Both were submitted.');
    for (const one of [plain, sensitive]) await completePaper(one, 'nothingFound');
    expect((await proposed(plain, 'package')).proposal?.slots).toHaveLength(1);
    const { proposal } = await proposed(sensitive, 'package');
    expect(proposal?.slots).toHaveLength(2);
    await approve(sensitive, ['wei-operator']);
    expect(await problemOf(approve(sensitive, ['wei-operator']))).toMatchObject({ code: 'DSR_SAME_PERSON' });
    // Sent back, the package is built anew; the same records give the same bytes, so the same hash.
    await asStaff(sensitive, 'luo-approver', 'POST', '/rejections', {
      hash: proposal?.hash,
      reasonCode: 'unclear',
    });
    await approve(plain, ['wei-operator']);
    await closed(plain);
    await approve(sensitive, ['wei-operator', 'shen-privacy']);
    expect(await closed(sensitive)).toMatchObject({ outcome: 'fulfilled' });
  });

  test('then what staff withhold is gone from the package, which is approved anew, and the letter counts what is left', async () => {
    const one = await submitVerified(engine, people.guestWriter, 'access', { locale: 'en' });
    await completePaper(one, 'nothingFound');
    const { proposal } = await proposed(one, 'package');
    const token = await engine.token('tang-approver');
    const path = `/v1/staff/requests/${one.requestId}/package/records?store=shop&collection=orders`;
    const { items } = (await (await engine.api.raw('GET', path, { token })).json()) as {
      items: { record: string; values: object }[];
    };
    expect(items).toEqual([expect.objectContaining({ record: 'O000014' })]);
    await asStaff(one, 'tang-approver', 'POST', '/package/withholdings', {
      hash: proposal?.hash,
      withholdings: [
        { store: 'shop', collection: 'orders', record: 'O000014', reason: 'investigation' },
        { store: 'support-desk', collection: 'tickets', field: 'messages.text', reason: 'thirdParty' },
      ],
    });
    const rebuilt = await otherProposal(one, proposal?.hash);
    expect(rebuilt?.approvals).toEqual([]);
    await approve(one, ['wei-operator', 'tang-approver'], rebuilt?.hash);
    await closed(one);
    const files = readZip(await fetchPackage(one, await packageCode(one)));
    expect(files.has('data/shop/orders.json')).toBe(false);
    const everything = [...files.values()].map((bytes) => bytes.toString('utf8')).join('\n');
    expect(everything).not.toContain('想换套餐。');
    expect(everything).toContain('they would hinder an investigation under the law');
    const { text } = await letterOf(one, 'The result of your personal data request');
    expect(text).toContain('A copy of the records was put into your data package (0).');
    const decided = (await evidenceOf(one)).find(({ type }) => type === 'withholdingsDecided');
    expect(decided?.facts).toMatchObject({ records: 1, fields: 1 });
    expect(JSON.stringify(await evidenceOf(one))).not.toContain('O000014');
  });

  test('then the form for other systems holds what the person provided, and no more', async () => {
    const one = await answered(people.hostOfGuestWriter, { format: 'portability' });
    const files = readZip(await fetchPackage(one, await packageCode(one)));
    expect([...files.keys()]).toContain('portability.schema.json');
    expect([...files.keys()].filter((path) => /\.(csv|ndjson)$/.test(path))).toEqual([]);
    expect(readJson(files, 'data/shop/customers.json')).toMatchObject({
      format: 'habeas-portability/1',
      records: [expect.any(Object)],
    });
  });

  test('then a refusal of the package leaves it where it is', async () => {
    const one = await submitVerified(engine, people.changedPhone, 'access');
    await completePaper(one, 'nothingFound');
    await proposed(one, 'package');
    await asStaff(one, 'tang-approver', 'POST', '/refusals', { ground: 'cn-confidentiality' });
    await approve(one, ['shen-privacy'], (await proposed(one, 'refusal')).proposal?.hash);
    expect(await closed(one)).toMatchObject({ outcome: 'refused' });
    const { text } = await letterOf(one, 'Our decision not to carry out your request');
    expect(text).not.toContain('/package');
    expect(await problemOf(asSubject(one, 'POST', '/package-codes', { body: {} }))).toMatchObject({
      status: 404,
    });
  });
});

describe('When a package lies ready', () => {
  test('then it takes a fresh code each time, and three downloads are all', async () => {
    const one = await answered(people.hostOfGuestWriter, { locale: 'zh-CN' });
    expect((await letterOf(one, '您的个人信息请求办理结果')).text).toContain('您的数据包');
    const code = await packageCode(one);
    const first = await fetchPackage(one, code);
    expect(await tryCode(one, code)).toMatchObject({ status: 409, code: 'DSR_CODE_USED' });
    const html = readZip(first).get('index.html')?.toString('utf8') ?? '';
    for (const part of ['lang="zh-CN"', '电子邮箱', '保存']) expect(html).toContain(part);
    expect(await fetchPackage(one, await packageCode(one))).toEqual(first);
    // Three codes are mailed in a day, the first for the address; what follows is for staff.
    await asSubject(one, 'POST', '/package-codes', { body: {} });
    expect(await openTask(one, 'undeliverable')).toMatchObject({ reason: 'codeLimit' });
    await inBooks('code_issues', one, { $set: { issues: [] } }); // the next day
    await fetchPackage(one, await packageCode(one));
    expect(await problemOf(asSubject(one, 'POST', '/package-codes', { body: {} }))).toMatchObject({
      status: 410,
      code: 'DSR_PACKAGE_GONE',
    });
    expect((await evidenceOf(one)).filter(({ type }) => type === 'packageDelivered')).toHaveLength(3);
  });

  test('then five wrong codes end the guessing, and a code for something else opens nothing', async () => {
    const one = await answered(people.upperCase);
    const mails = await lettersOf(one);
    const old = /(?<!\d)(\d{4})[ -]?(\d{4})(?!\d)/.exec((mails[0]?.text ?? '').replaceAll(one.requestId, ''));
    const code = await packageCode(one);
    const wrong = code === '12345678' ? '12345679' : '12345678';
    expect(await tryCode(one, `${old?.[1] ?? ''}${old?.[2] ?? ''}`)).toMatchObject({
      status: 422,
      code: 'DSR_CODE_WRONG',
    });
    for (let guess = 2; guess <= 5; guess += 1)
      expect(await tryCode(one, wrong)).toMatchObject({ status: 422, code: 'DSR_CODE_WRONG' });
    expect(await tryCode(one, code)).toMatchObject({ status: 429, code: 'DSR_CODE_EXHAUSTED' });
    await fetchPackage(one, await packageCode(one));
  });

  test('then after its time it is gone', async () => {
    const one = await answered(people.newPhoneOwner);
    const code = await packageCode(one);
    const past = new Date(Date.now() - 1_000);
    await inBooks('requests', one, {
      $set: { 'package.expiresAt': past.toISOString(), packageExpiresAt: past },
    });
    expect(await tryCode(one, code)).toMatchObject({ status: 410, code: 'DSR_PACKAGE_GONE' });
    expect(await problemOf(asSubject(one, 'POST', '/package-codes', { body: {} }))).toMatchObject({
      status: 410,
    });
  });
});
