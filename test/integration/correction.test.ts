import { Client } from 'pg';
import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { VerifiedCase } from '../support/journeys';
import {
  approve,
  asSubject,
  changesSince,
  closed,
  effectsSince,
  evidenceOf,
  ledgerOf,
  letterOf,
  problemOf,
  proposed,
  statusWhen,
  storesOf,
  submit,
  submitVerified,
  untouched,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 180_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

interface Change {
  readonly hash: string;
  readonly changes: readonly {
    readonly storeId: string;
    readonly field: string;
    readonly oldValue: string;
    readonly newValue: string;
  }[];
}

const emailField = 'shop.customers.email';

/** A correction that staff have approved and the person has yet to confirm, as it is shown to the person. */
async function approved(one: VerifiedCase): Promise<Change> {
  const { proposal } = await proposed(one, 'plan');
  const people = ['wei-operator', 'tang-approver'].slice(0, proposal?.slots.length);
  await approve(one, people, proposal?.hash);
  return asSubject<Change>(one, 'GET', '/change');
}

const confirm = (one: VerifiedCase, hash: string) =>
  asSubject(one, 'POST', '/change-confirmation', { body: { hash } });

async function inShop(sql: string, values: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: engine.pgUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

describe('When a person asks for the correction of an address', () => {
  test('then it is changed after staff approved and the person confirmed exactly this, there and at the recipient', async () => {
    const before = await storesOf(engine);
    const effects = engine.company.newsletter.effects().length;
    const changes = [{ field: emailField, newValue: 'xiaoyu.neu@example.com', proof: 'My new mailbox.' }];
    const one = await submitVerified(engine, people.demo, 'correction', { changes });
    const change = await approved(one);
    const [from, to] = [people.demo.email, 'xiaoyu.neu@example.com'];
    expect(change.changes.map(({ storeId, oldValue, newValue }) => [storeId, oldValue, newValue])).toEqual([
      ['newsletter', from, to],
      ['shop', from, to],
    ]);
    const asked = await letterOf(one, 'Please confirm the correction');
    expect(asked.text).toContain('Nothing is changed before you confirm.');
    expect(asked.text).toContain(change.hash);
    expect(await statusWhen(one, 'the person', ({ waiting }) => waiting.join() === 'subject')).toBeDefined();
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect(await problemOf(confirm(one, 'a'.repeat(64)))).toMatchObject({
      status: 409,
      code: 'DSR_CHANGE_STALE',
    });
    expect(await changesSince(engine, before)).toEqual(untouched);

    await confirm(one, change.hash);
    expect(await closed(one)).toMatchObject({ outcome: 'fulfilled', tally: { corrected: 2 } });
    expect(await changesSince(engine, before)).toEqual({
      ...untouched,
      changed: ['customers/C000001', 'subscribers/C000001'],
    });
    expect(effectsSince(engine, effects)).toEqual([{ kind: 'rectification', count: 1 }]);
    const [row] = await inShop('SELECT email, name, phone FROM shop.customers WHERE customer_id = $1', [
      'C000001',
    ]);
    expect(row).toEqual({
      email: 'xiaoyu.neu@example.com',
      name: people.demo.name,
      phone: people.demo.phone,
    });
    const { text } = await letterOf(one, 'The result of your personal data request');
    for (const part of [
      'Your request is carried out in full',
      'Content before: lin.xiaoyu@example.com',
      'xiaoyu.neu@example.com',
      'The fields were corrected and read again to check (1).',
      'that it acted as asked',
      'How to complain and seek a remedy',
    ])
      expect(text).toContain(part);
    const entries = await evidenceOf(one);
    expect(entries.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'planPrepared',
        'approvalGiven',
        'changeConfirmed',
        'effectVerified',
        'closed',
      ]),
    );
    expect(entries.find(({ type }) => type === 'changeConfirmed')?.facts).toMatchObject({
      hash: change.hash,
    });
    expect(JSON.stringify(entries)).not.toContain('xiaoyu');
    expect((await ledgerOf(one)).map(({ status }) => status)).toEqual(['satisfied', 'satisfied']);
    expect(await problemOf(confirm(one, change.hash))).toMatchObject({
      status: 409,
      code: 'DSR_WRONG_PHASE',
    });
  });

  test('then a value that moved before the confirmation stays, and the letter says so', async () => {
    const changes = [{ field: 'shop.customers.phone', newValue: '16100000999' }];
    const one = await submitVerified(engine, people.changedPhone, 'correction', { changes, locale: 'zh-CN' });
    const change = await approved(one);
    await inShop('UPDATE shop.customers SET phone = $1 WHERE customer_id = $2', ['16100000555', 'C000005']);
    const before = await storesOf(engine);
    await confirm(one, change.hash);
    expect(await closed(one)).toMatchObject({ outcome: 'refused', tally: { refusedByStore: 1 } });
    expect(await changesSince(engine, before)).toEqual(untouched);
    const { text } = await letterOf(one, '您的个人信息请求办理结果');
    for (const part of [
      '要求的内容: 16100000999',
      '尚未完成',
      '该系统没有执行这项要求。',
      '在此期间已被更改',
      '接下来',
    ])
      expect(text).toContain(part);
    for (const claim of ['已更正', '已全部办理完毕']) expect(text).not.toContain(claim);
    const failed = (await evidenceOf(one)).find(({ type }) => type === 'storeFailed');
    expect(failed?.facts).toMatchObject({ storeId: 'shop', code: 'refusedByStore', reason: 'conflict' });
  });

  test('then a field that is unknown, not correctable or given twice is refused with its place, and nothing begins', async () => {
    const before = await storesOf(engine);
    const change = (field: string) => ({ field, newValue: 'x' });
    for (const [changes, path] of [
      [[change('shop.customers.shoe_size')], 'changes.0.field'],
      [[change('shop.customers.id_card')], 'changes.0.field'],
      [[change(emailField), change(emailField)], 'changes.1.field'],
    ] as const) {
      const problem = await problemOf(submit(engine, people.noOrders, 'correction', { changes }));
      expect(problem).toMatchObject({ status: 422, code: 'DSR_BODY_INVALID', errors: [{ path }] });
    }
    expect(await problemOf(submit(engine, people.noOrders, 'correction'))).toMatchObject({ status: 422 });
    expect(await changesSince(engine, before)).toEqual(untouched);
  });
});
