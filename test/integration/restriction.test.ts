import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import {
  allBut,
  asStaff,
  changesSince,
  closed,
  completePaper,
  decisionsOn,
  effectsSince,
  evidenceTypesOf,
  ledgerOf,
  letterOf,
  lettersOf,
  onlyStorage,
  openTask,
  problemOf,
  storesOf,
  submit,
  submitVerified,
  untouched,
  verify,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ env: { DSR_LIFT_WARNING_DAYS: '0' } });
}, 180_000);
afterAll(() => engine.stop());

jest.setTimeout(180_000);

const email = { kind: 'email', value: people.decomposed.email };
const number = { kind: 'customerNumber', value: people.decomposed.customerNumber };

describe('When a person asks for restriction', () => {
  test('then the data are marked, every purpose is forbidden, and lifting warns first and takes it all back', async () => {
    const before = await storesOf(engine);
    const effects = engine.company.newsletter.effects().length;
    expect(await decisionsOn(engine, email)).toEqual(allBut());
    const submitted = await submit(engine, people.decomposed, 'restriction');
    const lifting = () => asStaff(submitted, 'tang-approver', 'POST', '/restriction-lifting', {});
    expect(await decisionsOn(engine, email)).toEqual(allBut());
    const one = await verify(submitted);
    await openTask(one, 'paperArchive');
    // In force before the last store is through.
    expect(await decisionsOn(engine, email)).toEqual(onlyStorage);
    expect(await problemOf(lifting())).toMatchObject({ status: 409, code: 'DSR_LIFT_NOT_POSSIBLE' });
    await completePaper(one);
    expect(await closed(one)).toMatchObject({ outcome: 'fulfilled', tally: { restricted: 4 } });
    expect(await decisionsOn(engine, number)).toEqual(onlyStorage);
    expect(await decisionsOn(engine, { kind: 'email', value: people.demo.email })).toEqual(allBut());
    const marked = ['addresses/A000008', 'customers/C000009', 'orders/O000011', 'tickets/T000005'];
    expect(await changesSince(engine, before)).toEqual({ ...untouched, changed: marked });
    expect(effectsSince(engine, effects)).toEqual([]);
    const { text } = await letterOf(one, 'The result of your personal data request');
    for (const part of [
      'Your request is carried out in full',
      'nothing but storage is allowed (1)',
      'According to the register on',
      'What the restriction means',
      'We will warn you before the restriction is lifted.',
      'How to complain and seek a remedy',
    ])
      expect(text).toContain(part);
    expect((await ledgerOf(one)).map(({ status }) => status)).toEqual(['satisfied', 'satisfied']);

    await lifting();
    const lifted = await letterOf(one, 'The restriction is lifted');
    expect(lifted.text).toContain('the restriction of processing of your data is now lifted');
    // Marks on paper only a hand can take off.
    expect(await openTask(one, 'paperArchive')).toMatchObject({
      storeId: 'paper-archive',
      reason: 'manualStore',
    });
    const subjects = (await lettersOf(one)).map(({ subject }) => subject.replace(/ \(.*/, ''));
    expect(subjects.slice(-2)).toEqual([
      'Notice before a restriction is lifted',
      'The restriction is lifted',
    ]);
    expect(await changesSince(engine, before)).toEqual(untouched);
    expect(await decisionsOn(engine, email)).toEqual(allBut());
    expect(await problemOf(lifting())).toMatchObject({ status: 409, code: 'DSR_LIFT_NOT_POSSIBLE' });
    expect(await evidenceTypesOf(one)).toEqual(
      expect.arrayContaining([
        'effectVerified',
        'clockSatisfied',
        'closed',
        'restrictionWarned',
        'restrictionLifted',
      ]),
    );
  });

  test('then only systems may ask the register, and about purposes that exist', async () => {
    const ask = async (staffId: string, purpose: string) =>
      problemOf(
        engine.api.call('POST', '/v1/decisions', {
          token: await engine.token(staffId),
          body: { identifier: email, purpose },
        }),
      );
    expect(await ask('shen-privacy', 'marketing')).toMatchObject({ status: 401 });
    expect(await ask('crm-system', 'markting')).toMatchObject({ status: 422, code: 'DSR_BODY_INVALID' });
  });

  test('then the letter in Chinese says the same', async () => {
    const one = await submitVerified(engine, people.newPhoneOwner, 'restriction', { locale: 'zh-CN' });
    await completePaper(one, 'cannotBeDone');
    // The newsletter sender does not know her; the paper was not marked, and the letter does not say it was.
    expect(await closed(one)).toMatchObject({
      outcome: 'partlyFulfilled',
      tally: { restricted: 2, notFound: 1, refusedByStore: 1 },
    });
    const { text } = await letterOf(one, '您的个人信息请求办理结果');
    for (const part of [
      '除存储外不再使用',
      '没有发现这次请求涉及的、与您有关的记录。',
      '原因：工作人员报告目前无法办理。',
      '解除限制之前，我们会事先通知您。',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('已全部办理完毕');
  });
});
