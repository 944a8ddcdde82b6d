import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import {
  approve,
  asStaff,
  asSubject,
  changesSince,
  closed,
  complete,
  completePaper,
  effectsSince,
  evidenceOf,
  evidenceTypesOf,
  fourEyes,
  ledgerOf,
  letterOf,
  lettersOf,
  openTask,
  problemOf,
  proposed,
  sayOfRecords,
  storesOf,
  submit,
  submitVerified,
  untouched,
  verify,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 180_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

describe('When a customer with orders under the tax duty asks for deletion', () => {
  test('then everything else goes, and the letter says what stays, why and until when', async () => {
    const before = await storesOf(engine);
    const effects = engine.company.newsletter.effects().length;
    const one = await submitVerified(engine, people.demo, 'deletion');
    const planned = await proposed(one, 'plan');
    const shop = planned.plan?.stores.find(({ storeId }) => storeId === 'shop');
    expect(shop?.steps).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ collection: 'addresses', action: 'delete', count: 2 }),
        expect.objectContaining({ collection: 'customers', action: 'mask', count: 1 }),
        expect.objectContaining({
          collection: 'orders',
          action: 'retain',
          count: 3,
          ground: 'CN-TAX-LEDGER',
          until: '2036-05-01',
        }),
      ]),
    );
    expect(await changesSince(engine, before)).toEqual(untouched);
    await approve(one, fourEyes);
    await completePaper(one);
    const end = await closed(one);
    expect(end).toMatchObject({ outcome: 'partlyFulfilled', tally: { deleted: 3, retained: 1 } });
    expect(await changesSince(engine, before)).toEqual({
      changed: ['call_notes/K000001', 'call_notes/K000004', 'customers/C000001'],
      removed: [
        'addresses/A000001',
        'addresses/A000002',
        'newsletter_subscriptions/N000001',
        'orders/O000001',
        'payments/P000001',
        'subscribers/C000001',
        'tickets/T000001',
        'tickets/T000002',
      ],
      added: [],
    });
    expect(effectsSince(engine, effects)).toEqual([{ kind: 'erasure', count: 1 }]);
    const { text, html } = await letterOf(one, 'The result of your personal data request');
    for (const part of [
      'Dear 林晓雨,',
      'Your request is carried out in part.',
      'Kept by law',
      'must be kept for ten years',
      'Kept until 1 May 2036.',
      'The records were deleted and are proven to be gone (2).',
      'What the records said about you was erased; the bare records stay (1).',
      "According to the processor's answer",
      "According to our staff's written record",
      'PIPL articles 50 and 65',
    ])
      expect(text).toContain(part);
    expect(html).toContain('Kept until 1 May 2036.');
    expect(text).not.toContain('carried out in full');
    expect((await ledgerOf(one)).map(({ status }) => status)).toEqual(['satisfied', 'satisfied']);
  });

  test('then its evidence tells each step, and which answer proved it', async () => {
    const one = await submitVerified(engine, people.upperCase, 'deletion', { locale: 'zh-CN' });
    await approve(one, fourEyes);
    await completePaper(one);
    const end = await closed(one);
    // Her only order is older than ten years: nothing has to stay.
    expect(end).toMatchObject({ outcome: 'fulfilled', tally: { deleted: 4 } });
    const letter = await letterOf(one, '您的个人信息请求办理结果');
    expect(letter.text).toContain('您的请求已全部办理完毕，各项结果均经核实。');
    expect(letter.text).toContain('如何投诉与寻求救济');
    const entries = await evidenceOf(one);
    expect(entries.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'requestReceived',
        'clocksComputed',
        'acknowledged',
        'identityVerified',
        'located',
        'planPrepared',
        'approvalGiven',
        'storeOperationStarted',
        'taskOpened',
        'taskCompleted',
        'effectVerified',
        'noticeAccepted',
        'clockSatisfied',
        'closed',
      ]),
    );
    const proofs = entries.filter(
      ({ type, facts }) => type === 'effectVerified' && facts['storeId'] !== undefined,
    );
    expect(proofs.map(({ facts }) => [facts['storeId'], (facts['proof'] as { kind: string }).kind])).toEqual(
      expect.arrayContaining([
        ['newsletter', 'receipt'],
        ['shop', 'requery'],
        ['support-desk', 'requery'],
      ]),
    );
    const [paper] = entries.filter(({ type }) => type === 'taskCompleted');
    expect(paper?.facts).toMatchObject({ result: 'done', witnesses: ['luo-approver', 'shen-privacy'] });
  });
});

describe('When a deletion lies before staff', () => {
  test('then only two people who saw this very plan set it off, each once', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, people.coreSensitive, 'deletion');
    const { proposal } = await proposed(one, 'plan');
    const stale = await problemOf(approve(one, ['wei-operator'], '0'.repeat(64)));
    expect(stale).toMatchObject({ status: 409, code: 'DSR_PLAN_STALE' });
    expect(await problemOf(approve(one, ['fang-auditor']))).toMatchObject({
      status: 403,
      code: 'DSR_FORBIDDEN',
    });
    await approve(one, ['wei-operator']);
    expect(await problemOf(approve(one, ['wei-operator']))).toMatchObject({
      status: 403,
      code: 'DSR_SAME_PERSON',
    });
    expect(await changesSince(engine, before)).toEqual(untouched);
    // The same approval under its own key again is a repeat, not a second approval.
    const key = { idempotencyKey: 'the-same-approval', token: await engine.token('tang-approver') };
    const path = `/v1/staff/requests/${one.requestId}/approvals`;
    const body = { hash: proposal?.hash };
    const first = await engine.api.call('POST', path, { ...key, body });
    expect(await engine.api.call('POST', path, { ...key, body })).toEqual(first);
    const other = await problemOf(engine.api.call('POST', path, { ...key, body: { hash: '1'.repeat(64) } }));
    expect(other).toMatchObject({ status: 409, code: 'DSR_IDEMPOTENCY_CONFLICT' });
    expect(await problemOf(approve(one, ['luo-approver'], proposal?.hash))).toMatchObject({ status: 409 });

    const task = await openTask(one, 'paperArchive');
    const alone = await problemOf(
      complete(one, task, { result: 'done', witnesses: ['luo-approver', 'luo-approver'] }),
    );
    expect(alone).toMatchObject({ status: 422, code: 'DSR_WITNESSES_MISSING' });
    await completePaper(one);
    await closed(one);
    const late = await problemOf(
      complete(one, task, { result: 'done', witnesses: ['luo-approver', 'shen-privacy'] }),
    );
    expect(late).toMatchObject({ status: 409, code: 'DSR_TASK_UNKNOWN' });
    expect((await evidenceTypesOf(one)).filter((type) => type === 'taskCompleted')).toHaveLength(1);
  });

  test('then one sent back is planned anew under a new hash, and the old one approves nothing', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, people.familyFather, 'deletion');
    await sayOfRecords(one, 'notTheirs');
    const { proposal } = await proposed(one, 'plan');
    await approve(one, ['wei-operator']);
    await asStaff(one, 'tang-approver', 'POST', '/rejections', {
      hash: proposal?.hash,
      reasonCode: 'tooWide',
    });
    const anew = await proposed(one, 'plan', proposal?.hash);
    expect(anew.proposal?.approvals).toEqual([]);
    const old = await problemOf(approve(one, ['luo-approver'], proposal?.hash));
    expect(old).toMatchObject({ status: 409, code: 'DSR_PLAN_STALE' });
    await asSubject(one, 'POST', '/withdrawal', { body: {} });
    expect(await closed(one)).toMatchObject({ outcome: 'withdrawn' });
    const letter = await letterOf(one, 'You withdrew your request');
    expect(letter.text).toContain('We changed nothing in your data');
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect(await problemOf(approve(one, ['luo-approver'], anew.proposal?.hash))).toMatchObject({
      status: 409,
      code: 'DSR_WRONG_PHASE',
    });
    expect(await evidenceTypesOf(one)).toEqual(
      expect.arrayContaining(['proposalRejected', 'withdrawn', 'closed']),
    );
  });

  test('then a refusal takes a ground of the catalogue and a second person, and names the remedies', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, people.guestWriter, 'deletion');
    await proposed(one, 'plan');
    const refuse = (ground: string) => asStaff(one, 'tang-approver', 'POST', '/refusals', { ground });
    expect(await problemOf(refuse('because'))).toMatchObject({ status: 422, code: 'DSR_GROUND_UNKNOWN' });
    await refuse('cn-retention-or-infeasible');
    const { proposal } = await proposed(one, 'refusal');
    expect(await problemOf(approve(one, ['tang-approver']))).toMatchObject({ code: 'DSR_SAME_PERSON' });
    expect(await problemOf(approve(one, ['wei-operator']))).toMatchObject({ code: 'DSR_ROLE_NOT_ALLOWED' });
    await approve(one, ['shen-privacy'], proposal?.hash);
    expect(await closed(one)).toMatchObject({ outcome: 'refused' });
    const letter = await letterOf(one, 'Our decision not to carry out your request');
    for (const part of [
      'Reasons and their basis',
      'Your remedies',
      'Two members of staff reviewed this decision',
    ])
      expect(letter.text).toContain(part);
    expect(letter.text).not.toContain('cn-retention-or-infeasible');
    expect(letter.text).not.toContain('proven to be gone');
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect(await evidenceTypesOf(one)).toEqual(
      expect.arrayContaining(['refusalProposed', 'requestRefused', 'closed']),
    );
  });
});

test('When nobody is known under the address, then the letter says where was searched and nothing is touched', async () => {
  const before = await storesOf(engine);
  const nobody = { name: 'Nobody Known', email: 'nobody.known@example.com' };
  const one = await submitVerified(engine, nobody, 'deletion');
  await approve(one, fourEyes);
  await completePaper(one, 'nothingFound');
  expect(await closed(one)).toMatchObject({ outcome: 'noDataFound', tally: { notFound: 4 } });
  const letter = await letterOf(one, 'We found no personal data about you');
  for (const part of [
    'Shop database',
    'Support desk',
    'Newsletter sender',
    'Paper archive',
    'Searched, nothing found',
  ])
    expect(letter.text).toContain(part);
  expect(await changesSince(engine, before)).toEqual(untouched);
});

test('When the code is wrong, used or for another request, then the request does not move', async () => {
  const one = await submit(engine, people.noOrders, 'deletion');
  const path = `/v1/requests/${one.requestId}/verification`;
  await letterOf(one, 'We received your personal data request');
  const guess = (code: string, token = one.accessToken) =>
    problemOf(engine.api.call('POST', path, { body: { code }, token }));
  expect(await guess('00000000')).toMatchObject({ status: 422, code: 'DSR_CODE_WRONG' });
  const verified = await verify(one);
  const text = (await lettersOf(one))[0]?.text ?? '';
  const code = /(?<!\d)\d{4}[ -]?\d{4}(?!\d)/.exec(text.replaceAll(one.requestId, ''))?.[0] ?? '';
  expect(await guess(code)).toMatchObject({ status: 409, code: 'DSR_CODE_USED' });
  expect(await guess(code, 'x'.repeat(43))).toMatchObject({ status: 401 });
  await asSubject(verified, 'POST', '/withdrawal', { body: {} });
  expect(await closed(one)).toMatchObject({ outcome: 'withdrawn' });
});
