import { people } from '../../examples/sample-company/people';
import { waitForTask } from '../../cli/demo/journey';
import type { Submitted } from '../../cli/demo/journey';
import { MongoClient } from 'mongodb';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { VerifiedCase } from '../support/journeys';
import {
  approve,
  asStaff,
  asSubject,
  changesSince,
  closed,
  complete,
  evidenceOf,
  ledgerOf,
  letterOf,
  lettersOf,
  problemOf,
  proposed,
  statusWhen,
  storesOf,
  submit,
  submitVerified,
  untouched,
  verify,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 120_000);
afterAll(() => engine.stop());

const canaryWords = 'Seven porcelain herons were never mine.';
const reasons = `The account of your order was wrong.\n${canaryWords}`;

/** A deletion that two people refused, under a law that knows an appeal. */
async function refusedDeletion(): Promise<VerifiedCase> {
  const one = await submitVerified(engine, people.noOrders, 'deletion', { regimes: ['US-VA'] });
  await proposed(one, 'plan');
  await asStaff(one, 'wei-operator', 'POST', '/refusals', { ground: 'us-va-legal-claims' });
  const { proposal } = await proposed(one, 'refusal');
  await approve(one, ['tang-approver'], proposal?.hash);
  expect(await closed(one)).toMatchObject({ outcome: 'refused' });
  return one;
}

/** A complaint or an appeal by the verified person; its one token gives everything. */
async function review(first: VerifiedCase, body: object): Promise<VerifiedCase> {
  const taken = await asSubject<Submitted>(first, 'POST', '/reviews', { body });
  return { ...first, ...taken, subjectToken: taken.accessToken };
}

const awaitsStaff = (one: VerifiedCase) =>
  statusWhen(one, 'staff', ({ phase, waiting }) => phase === 'assessing' && waiting.includes('staff'));
const decide = (one: VerifiedCase, staffId: string, decision: string) =>
  asStaff(one, staffId, 'POST', '/review-decision', { decision, reasons });

describe('When a deletion was refused under the law of Virginia and the person appeals', () => {
  let first: VerifiedCase;
  let appeal: VerifiedCase;
  beforeAll(async () => {
    first = await refusedDeletion();
    appeal = await review(first, { right: 'appeal', statement: 'I owe you nothing.' });
    await awaitsStaff(appeal);
  }, 180_000);

  test('then the letter of refusal had named the way, and the appeal has a clock of 60 days', async () => {
    const { text } = await letterOf(first, 'Our decision not to carry out your request');
    expect(text).toContain('You may appeal to us');
    const [line, ...others] = await ledgerOf(appeal);
    expect(others).toEqual([]);
    const days = (Date.parse(line!.deadlineAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(59);
    expect(days).toBeLessThan(62);
  });

  test('then nobody who refused decides it, others do both together, and the letter names the regulator', async () => {
    const before = await storesOf(engine);
    expect(await problemOf(decide(appeal, 'tang-approver', 'upheld'))).toMatchObject({
      status: 403,
      code: 'DSR_SAME_PERSON',
    });
    await decide(appeal, 'luo-approver', 'upheld');
    const { proposal } = await proposed(appeal, 'decision');
    const agree = (staffId: string) =>
      asStaff(appeal, staffId, 'POST', '/approvals', { hash: proposal?.hash });
    for (const staffId of ['wei-operator', 'luo-approver'])
      expect(await problemOf(agree(staffId))).toMatchObject({ status: 403, code: 'DSR_SAME_PERSON' });
    expect(await asStaff(appeal, 'shen-privacy', 'GET', '/review-decision')).toMatchObject({ reasons });
    await agree('shen-privacy');

    expect(await closed(appeal)).toMatchObject({ outcome: 'upheld', clocks: [{ status: 'satisfied' }] });
    const { text } = await letterOf(appeal, 'Our decision on your appeal');
    for (const part of [canaryWords, 'Attorney General of Virginia', 'we carry out', people.noOrders.name])
      expect(text).toContain(part);
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect(await asSubject(appeal, 'GET', '')).toMatchObject({
      right: 'appeal',
      about: first.requestId,
      outcome: 'upheld',
      verified: true,
    });
  });

  test('then the evidence says who was kept from it, and holds no word of the reasons', async () => {
    const chain = await evidenceOf(appeal);
    const opened = chain.find(({ type }) => type === 'reviewOpened');
    expect(opened?.facts).toMatchObject({
      about: first.requestId,
      excluded: ['wei-operator', 'tang-approver'],
    });
    expect(chain.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['decisionProposed', 'approvalGiven', 'reviewDecided', 'closed']),
    );
    const client = await MongoClient.connect(engine.env['DSR_MONGODB_URI']!);
    try {
      const db = client.db(engine.env['DSR_MONGODB_DATABASE']);
      for (const { name } of await db.listCollections().toArray())
        expect([name, JSON.stringify(await db.collection(name).find().toArray()).includes('herons')]).toEqual(
          [name, false],
        );
    } finally {
      await client.close();
    }
  });

  test('then staff have a task to see that it is done, which moves no clock', async () => {
    const token = await engine.token('wei-operator');
    const task = await waitForTask(engine.api, token, appeal.requestId, 'reopen');
    const lines = await ledgerOf(appeal);
    await complete(appeal, task, { result: 'done', witnesses: [] });
    expect(await ledgerOf(appeal)).toEqual(lines);
  });

  test('then an appeal against the appeal is refused, and says why', async () => {
    expect(await problemOf(review(appeal, { right: 'appeal' }))).toMatchObject({
      status: 409,
      code: 'DSR_NOTHING_TO_APPEAL',
    });
  });
});

test('When somebody complains under the law of the United Kingdom, then it is acknowledged as looked into, and decided', async () => {
  const made = await submit(engine, people.upperCase, 'complaint', {
    regimes: ['UK-GDPR'],
    statement: 'You keep calling me.',
  });
  const one = await verify(made);
  await awaitsStaff(one);
  const { text } = await letterOf(one, 'We received your personal data request');
  expect(text).toContain('we are looking into it');
  const clocks = (await ledgerOf(one)).map(({ clock, status }) => `${clock} ${status}`);
  expect(clocks).toEqual(['acknowledge satisfied', 'respond running']);
  await decide(one, 'tang-approver', 'rejected');
  expect(await closed(one)).toMatchObject({ outcome: 'rejected' });
  const letter = await letterOf(one, 'Our decision on your complaint');
  for (const part of [canaryWords, 'Information Commissioner']) expect(letter.text).toContain(part);
  expect((await lettersOf(one)).every(({ subject }) => !subject.includes('apology'))).toBe(true);
}, 120_000);

test('When a complaint arrives under the Chinese method for apps, then it has fifteen working days', async () => {
  const made = await submit(engine, people.changedPhone, 'complaint', {
    regimes: ['CN-APP-2019'],
    statement: 'Nobody answers.',
  });
  const [line] = await ledgerOf(made);
  expect(line).toMatchObject({ regime: 'CN-APP-2019', clock: 'respond', status: 'running' });
  const days = (Date.parse(line!.deadlineAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(18);
});

test('When the token was lost, then the mailed code proves the address, and the number must be one of that address', async () => {
  const first = await submitVerified(engine, people.decomposed, 'deletion', { regimes: ['EU-GDPR'] });
  await asSubject(first, 'POST', '/withdrawal', { body: {} });
  expect(await closed(first)).toMatchObject({ outcome: 'withdrawn' });
  const other = submit(engine, people.changedPhone, 'appeal', { about: first.requestId });
  expect(await problemOf(other)).toMatchObject({ status: 422, code: 'DSR_ABOUT_UNKNOWN' });
  const appeal = await submitVerified(engine, people.decomposed, 'appeal', { about: first.requestId });
  await awaitsStaff(appeal);
  await decide(appeal, 'shen-privacy', 'rejected');
  expect(await closed(appeal)).toMatchObject({ outcome: 'rejected', regimes: ['EU-GDPR'] });
}, 120_000);
