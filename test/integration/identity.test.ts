import { people, recycledPhone } from '../../examples/sample-company/people';
import { readZip } from '../unit/mail/read-zip';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Case } from '../support/journeys';
import {
  approve,
  asSubject,
  changesSince,
  closed,
  complete,
  completePaper,
  effectsSince,
  evidenceOf,
  evidenceTypesOf,
  fourEyes,
  letterOf,
  openTask,
  problemOf,
  proposed,
  sayOfRecords,
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

interface Choices {
  readonly options?: readonly {
    readonly choice: string;
    readonly name?: string;
    readonly matchedBy: string[];
  }[];
}

const {
  familyFather,
  familyMother,
  familyChild,
  changedPhone,
  guest,
  demo,
  decomposed,
  upperCase,
  noOrders,
} = people;

/** Carries a deletion from its plan to its end; nothing on paper. */
async function carryOut(one: Case, staffIds: readonly string[] = fourEyes): Promise<void> {
  const { proposal } = await proposed(one, 'plan');
  await approve(one, staffIds, proposal?.hash);
  await completePaper(one, 'nothingFound');
  await closed(one);
}

async function whoIsMeant(one: Case, staffId: string): Promise<Choices> {
  const { taskId } = await openTask(one, 'resolveIdentity');
  const token = await engine.token(staffId);
  return engine.api.call<Choices>('GET', `/v1/staff/tasks/${taskId}`, { token });
}

const email = (value: string) => ({ kind: 'email', value });

describe('When a family shares a mailbox', () => {
  test('then a child’s request waits for the guardian, the privacy officer approves, and nothing of the parents shows', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, familyChild, 'access');
    const asked = await letterOf(one, 'A guardian must make this request');
    expect(asked.text).toContain('a child under 14');
    const task = await openTask(one, 'recordGuardian');
    const proof = { proofCode: 'householdRegister' };
    expect(await problemOf(complete(one, task, proof))).toMatchObject({ status: 403 });
    await complete(one, task, proof, 'shen-privacy');
    await sayOfRecords(one, 'notTheirs');
    await completePaper(one, 'nothingFound');
    const { proposal } = await proposed(one, 'package');
    expect(proposal?.slots.at(-1)).toEqual(['privacyOfficer']);
    const token = await engine.token('shen-privacy');
    const path = `/v1/staff/requests/${one.requestId}/package`;
    const files = readZip(new Uint8Array(await (await engine.api.raw('GET', path, { token })).arrayBuffer()));
    expect([...files.keys()].sort()).toEqual([
      'data/shop/customers.csv',
      'data/shop/customers.json',
      'data/shop/customers.ndjson',
      'index.html',
      'manifest.json',
      'pages/shop/customers-0001.html',
    ]);
    const everything = [...files.values()].map((bytes) => bytes.toString('utf8')).join('\n');
    expect(everything).toContain(familyChild.name);
    for (const other of [
      familyFather.name,
      familyMother.name,
      'C000002',
      'C000003',
      '国际漫游包',
      '儿童手表',
    ])
      expect(everything).not.toContain(other);
    await approve(one, ['wei-operator'], proposal?.hash);
    const second = await problemOf(approve(one, ['tang-approver'], proposal?.hash));
    expect(second).toMatchObject({ status: 403, code: 'DSR_ROLE_NOT_ALLOWED' });
    await approve(one, ['shen-privacy'], proposal?.hash);
    expect(await closed(one)).toMatchObject({ outcome: 'fulfilled' });
    expect((await evidenceOf(one)).find(({ type }) => type === 'guardianRecorded')?.facts).toMatchObject(
      proof,
    );
    expect(await changesSince(engine, before)).toEqual(untouched);
  });

  test('then who fits by name alone is not guessed: staff choose, and only the chosen one is touched', async () => {
    const before = await storesOf(engine);
    const effects = engine.company.newsletter.effects().length;
    const stranger = { ...familyFather, name: '周某' };
    const identifiers = [email(familyFather.email)];
    const one = await submitVerified(engine, stranger, 'deletion', { identifiers });
    expect((await whoIsMeant(one, 'fang-auditor')).options).toBeUndefined();
    const { options = [] } = await whoIsMeant(one, 'wei-operator');
    expect(options.map(({ name }) => name)).toEqual(['周建国', '吴美华', '周小宝']);
    const task = await openTask(one, 'resolveIdentity');
    expect(await problemOf(complete(one, task, { choice: '3' }))).toMatchObject({ status: 422 });
    expect(await problemOf(complete(one, task, { result: 'done', witnesses: [] }))).toMatchObject({
      code: 'DSR_TASK_WRONG_KIND',
    });
    expect(await changesSince(engine, before)).toEqual(untouched);
    const father = options.find(({ name }) => name === familyFather.name)?.choice;
    await complete(one, task, { choice: father });
    await sayOfRecords(one, 'notTheirs');
    await carryOut(one);
    expect(await changesSince(engine, before)).toEqual({
      changed: ['call_notes/K000005', 'customers/C000002'],
      removed: ['addresses/A000003', 'tickets/T000007'],
      added: [],
    });
    expect(effectsSince(engine, effects)).toEqual([]);
    expect(await evidenceTypesOf(one)).toEqual(
      expect.arrayContaining(['taskOpened', 'staffViewed', 'identityResolved']),
    );
    const { text } = await letterOf(one, 'The result of your personal data request');
    for (const other of [familyMother.name, familyChild.name, 'C000003', 'C000004'])
      expect(text).not.toContain(other);
  });

  test('then a mother who gives name and number is found, and what only the mailbox names stays', async () => {
    const before = await storesOf(engine);
    const effects = engine.company.newsletter.effects().length;
    const one = await submitVerified(engine, familyMother, 'deletion');
    // The guest's order and the ticket without a number: whose they are, only people can say.
    await sayOfRecords(one, 'notTheirs');
    const plan = await proposed(one, 'plan');
    const ambiguous = plan.stores.map(({ storeId, ambiguous: count }) => [storeId, count]);
    expect(ambiguous).toEqual(
      expect.arrayContaining([
        ['shop', 0],
        ['support-desk', 0],
      ]),
    );
    const types = await evidenceTypesOf(one);
    expect(types.filter((type) => type === 'recordsAssigned')).toHaveLength(2);
    expect(types).toContain('staffViewed');
    await carryOut(one);
    expect(await changesSince(engine, before)).toEqual({
      changed: ['customers/C000003'],
      removed: ['addresses/A000004', 'newsletter_subscriptions/N000003', 'subscribers/C000003'],
      added: [],
    });
    expect(effectsSince(engine, effects)).toEqual([{ kind: 'erasure', count: 1 }]);
  });

  test('then the last of them, alone in the register by now, does not inherit what the mailbox names', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, familyChild, 'deletion');
    const task = await openTask(one, 'recordGuardian');
    await complete(one, task, { proofCode: 'householdRegister' }, 'shen-privacy');
    await sayOfRecords(one, 'notTheirs');
    await carryOut(one, ['wei-operator', 'shen-privacy']);
    expect(await changesSince(engine, before)).toEqual({
      changed: [],
      removed: ['customers/C000004'],
      added: [],
    });
  });
});

describe('When an address is written in another way', () => {
  test.each([
    ['in lower case and not as stored', upperCase, 'li.na@example.com', 'C000008'],
    [
      'composed and not decomposed as stored',
      decomposed,
      'josé.garcía@example.com'.normalize('NFC'),
      'C000009',
    ],
    ['decomposed and not composed', decomposed, 'JOSÉ.garcía@example.com'.normalize('NFD'), 'C000009'],
  ])('then, %s, it finds its person', async (_how, person, address, number) => {
    const before = await storesOf(engine);
    const extra = { identifiers: [email(address)] };
    const one = await submitVerified(engine, person, 'deletion', extra);
    const plan = await proposed(one, 'plan');
    expect(plan.stores.find(({ storeId }) => storeId === 'shop')?.found).toBeGreaterThan(0);
    expect(plan.stores.find(({ storeId }) => storeId === 'newsletter')?.found).toBe(1);
    expect(plan.stores.find(({ storeId }) => storeId === 'support-desk')?.found).toBe(1);
    expect(number).toMatch(/^C/);
    await asSubject(one, 'POST', '/withdrawal', { body: {} });
    await closed(one);
    expect(await changesSince(engine, before)).toEqual(untouched);
  });
});

describe('When a telephone number has passed on', () => {
  test('then the new owner is not touched by the old one’s deletion', async () => {
    const before = await storesOf(engine);
    const identifiers = [
      email(changedPhone.email),
      { kind: 'customerNumber', value: changedPhone.customerNumber },
    ];
    const one = await submitVerified(engine, changedPhone, 'deletion', { identifiers });
    await carryOut(one);
    expect(await changesSince(engine, before)).toEqual({
      changed: ['call_notes/K000002', 'customers/C000005'],
      removed: ['addresses/A000005'],
      added: [],
    });
  });

  test('then who gives the old number beside the own address contradicts oneself, and staff must say', async () => {
    const before = await storesOf(engine);
    const identifiers = [email(demo.email), { kind: 'phone', value: recycledPhone }];
    const one = await submitVerified(engine, demo, 'deletion', { identifiers });
    const { options = [] } = await whoIsMeant(one, 'shen-privacy');
    expect(options.map(({ name }) => name)).toEqual([demo.name, people.newPhoneOwner.name]);
    await asSubject(one, 'POST', '/withdrawal', { body: {} });
    expect(await closed(one)).toMatchObject({ outcome: 'withdrawn' });
    expect(await changesSince(engine, before)).toEqual(untouched);
  });
});

test('When a guest without customer row asks, then the orders of that address are found and only those', async () => {
  const before = await storesOf(engine);
  const one = await submitVerified(engine, guest, 'deletion');
  await carryOut(one);
  expect(await changesSince(engine, before)).toEqual({
    ...untouched,
    removed: ['orders/O000007', 'payments/P000007'],
  });
  const { text } = await letterOf(one, 'The result of your personal data request');
  expect(text).toContain('Kept until 20 August 2035.');
});

test('When somebody’s number comes with a stranger’s mailbox, then the stranger learns and gets nothing', async () => {
  const before = await storesOf(engine);
  const identifiers = [
    email('mallory@example.org'),
    { kind: 'customerNumber', value: noOrders.customerNumber },
  ];
  const one = await submitVerified(engine, noOrders, 'access', { identifiers });
  const task = await openTask(one, 'resolveIdentity');
  await complete(one, task, { choice: 'none' });
  await completePaper(one, 'nothingFound');
  expect(await closed(one)).toMatchObject({ outcome: 'noDataFound' });
  expect(await changesSince(engine, before)).toEqual(untouched);
});

test('When the identifiers contradict each other or are none, then the intake says where', async () => {
  const send = (identifiers: readonly object[]) =>
    problemOf(submit(engine, demo, 'deletion', { identifiers }));
  expect(await send([])).toMatchObject({ status: 422, code: 'DSR_IDENTITY_EMPTY' });
  expect(await send([email(demo.email), email('other@example.com')])).toMatchObject({
    status: 422,
    code: 'DSR_IDENTITY_CONTRADICTORY',
    errors: [{ path: 'identifiers.1' }],
  });
  expect(await send([{ kind: 'phone', value: demo.phone }])).toMatchObject({ status: 422 });
  const operator = await problemOf(
    submit(engine, demo, 'deletion', { identifiers: [{ kind: 'email', value: { $ne: '' } }] }),
  );
  expect(operator).toMatchObject({ status: 422, code: 'DSR_BODY_INVALID' });
  const one = await submitVerified(engine, demo, 'deletion', {
    identifiers: [email(demo.email.toUpperCase()), email(demo.email)],
  });
  expect(await statusWhen(one, 'the plan', ({ plan }) => plan !== undefined)).toBeDefined();
});
