import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import {
  allBut,
  approve,
  asStaff,
  asSubject,
  changesSince,
  closed,
  complete,
  completePaper,
  decisionsOn,
  evidenceOf,
  fourEyes,
  ledgerOf,
  letterOf,
  openTask,
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

jest.setTimeout(240_000);

const canaryWords = 'Eleven brass kites end with this account.';

describe('When a person cancels the account', () => {
  test('then the consequences are shown and confirmed before anything ends, and the letter says what was asked', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, people.demo, 'cancellation');
    const task = await openTask(one, 'accountCheck');
    expect(await problemOf(asSubject(one, 'GET', '/change'))).toMatchObject({ code: 'DSR_NOT_FOUND' });
    expect(await problemOf(complete(one, task, { result: 'done', witnesses: [] }))).toMatchObject({
      code: 'DSR_TASK_WRONG_KIND',
    });
    await complete(one, task, { consequences: canaryWords });

    await approve(one, fourEyes, (await proposed(one, 'plan')).proposal?.hash);
    const shown = await asSubject<{ hash: string; consequences: string }>(one, 'GET', '/change');
    expect(shown.consequences).toBe(canaryWords);
    const letter = await letterOf(one, 'Please confirm the cancellation of your account');
    expect(letter.text).toContain(canaryWords);
    expect(letter.text).toContain(shown.hash);
    expect(await changesSince(engine, before)).toEqual(untouched);
    const wrong = asSubject(one, 'POST', '/change-confirmation', { body: { hash: 'a'.repeat(64) } });
    expect(await problemOf(wrong)).toMatchObject({ code: 'DSR_CHANGE_STALE' });

    await asSubject(one, 'POST', '/change-confirmation', { body: { hash: shown.hash } });
    await completePaper(one);
    expect(await closed(one)).toMatchObject({ right: 'cancellation', outcome: 'partlyFulfilled' });
    const after = await changesSince(engine, before);
    expect(after.removed.length).toBeGreaterThan(0);
    const { text } = await letterOf(one, 'The result of your personal data request');
    expect(text).toContain('cancellation of your account and deletion of its data');
    const chain = await evidenceOf(one);
    expect(chain.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['consequencesTold', 'changeConfirmed', 'effectVerified', 'closed']),
    );
    expect(JSON.stringify(chain)).not.toContain(canaryWords);
    expect((await ledgerOf(one)).every(({ status }) => status === 'satisfied')).toBe(true);
  });

  test('then a person who takes it back loses nothing', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, people.noOrders, 'cancellation');
    await openTask(one, 'accountCheck');
    await asSubject(one, 'POST', '/withdrawal');
    expect(await closed(one)).toMatchObject({ outcome: 'withdrawn' });
    expect(await changesSince(engine, before)).toEqual(untouched);
  });
});

describe('When a person withdraws consent', () => {
  test('then the purpose that rests on it ends without weighing, and is in the register', async () => {
    const one = await submitVerified(engine, people.upperCase, 'withdrawal', {
      purposes: ['service-improvement'],
    });
    await closed(one);
    expect(await decisionsOn(engine, { kind: 'email', value: people.upperCase.email })).toEqual(
      allBut('service-improvement'),
    );
    const types = (await evidenceOf(one)).map(({ type }) => type);
    expect(types).not.toContain('objectionDecided');
  });

  test('then a purpose that does not rest on consent is refused at the intake, which names those that do', async () => {
    const refused = submit(engine, people.upperCase, 'withdrawal', { purposes: ['tax'] });
    const problem = await problemOf(refused);
    expect(problem).toMatchObject({ code: 'DSR_BODY_INVALID' });
    expect(JSON.stringify(problem)).toContain('marketing');
    expect(JSON.stringify(problem)).not.toContain('identification,');
  });
});

describe('When a person asks how an automated decision came about', () => {
  test('then a human explains it with what weighed, no store is touched, and the letter carries both', async () => {
    const before = await storesOf(engine);
    expect(await problemOf(submit(engine, people.noOrders, 'explanation'))).toMatchObject({
      code: 'DSR_BODY_INVALID',
      detail: 'statement: Say which decision you want explained.',
    });
    const one = await submitVerified(engine, people.noOrders, 'explanation', {
      statement: 'Why was my tariff refused?',
    });
    await statusWhen(
      one,
      'staff',
      ({ phase, waiting }) => phase === 'assessing' && waiting.includes('staff'),
    );
    const decide = (body: object) => asStaff(one, 'tang-approver', 'POST', '/review-decision', body);
    const reasons = 'Two open bills weighed against you; a person looked at them.';
    expect(await problemOf(decide({ decision: 'upheld', reasons }))).toMatchObject({
      code: 'DSR_BODY_INVALID',
    });
    expect(await problemOf(decide({ decision: 'explained', reasons }))).toMatchObject({
      detail: 'factors: Say what weighed in the decision.',
    });
    await decide({ decision: 'explained', reasons, factors: ['two open bills', 'three years with us'] });
    expect(await closed(one)).toMatchObject({ right: 'explanation', outcome: 'fulfilled' });
    const { text } = await letterOf(one, 'How the decision about you came about');
    for (const part of ['The decision stands', 'two open bills', 'three years with us', reasons])
      expect(text).toContain(part);
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect(JSON.stringify(await evidenceOf(one))).not.toContain('open bills');
  });
});

describe('When a person wants to take the data along', () => {
  test('then the package is portable, is reviewed, and nothing in the stores changes', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, people.noOrders, 'portability');
    await completePaper(one, 'nothingFound');
    const { proposal } = await proposed(one, 'package');
    await approve(one, ['wei-operator'], proposal?.hash);
    expect(await closed(one)).toMatchObject({ right: 'portability' });
    const { text } = await letterOf(one, 'The result of your personal data request');
    expect(text).toContain('your personal data in a format that you can take along');
    expect(await changesSince(engine, before)).toEqual(untouched);
  });
});
