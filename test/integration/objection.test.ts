import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import {
  allBut,
  asStaff,
  changesSince,
  closed,
  decisionsOn,
  effectsSince,
  evidenceOf,
  evidenceTypesOf,
  ledgerOf,
  letterOf,
  onlyStorage,
  problemOf,
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

const emailOf = (person: { readonly email: string }) => ({ kind: 'email', value: person.email });

describe('When a person objects to direct marketing', () => {
  test('then it ends at once, without proof of identity and without staff', async () => {
    const before = await storesOf(engine);
    const effects = engine.company.newsletter.effects().length;
    const one = await submit(engine, people.demo, 'objection', { purposes: ['marketing'] });
    expect(await closed(one)).toMatchObject({ outcome: 'fulfilled', tally: { ceased: 2 } });
    expect(await decisionsOn(engine, emailOf(people.demo))).toEqual(allBut('marketing'));
    expect(await changesSince(engine, before)).toEqual({
      ...untouched,
      changed: ['newsletter_subscriptions/N000001', 'subscribers/C000001'],
    });
    expect(effectsSince(engine, effects)).toEqual([{ kind: 'suppression', count: 1 }]);
    const { text } = await letterOf(one, 'The result of your personal data request');
    for (const part of [
      'Your request is carried out in full',
      'The processing concerned was stopped (1).',
      'To send you offers',
      'The following processing is outside your objection and goes on:',
      'How to complain and seek a remedy',
    ])
      expect(text).toContain(part);
    const types = await evidenceTypesOf(one);
    expect(types).toEqual(
      expect.arrayContaining(['acknowledged', 'effectVerified', 'noticeAccepted', 'closed']),
    );
    expect(types).not.toContain('identityVerified');
    expect((await ledgerOf(one)).map(({ status }) => status)).toEqual(['satisfied', 'satisfied']);
  });

  test('then a store with other data of the person does not say that it has none', async () => {
    const one = await submit(engine, people.processorOnly, 'objection', { purposes: ['marketing'] });
    expect(await closed(one)).toMatchObject({ outcome: 'fulfilled', tally: { ceased: 1, notFound: 1 } });
    const { text } = await letterOf(one, 'The result of your personal data request');
    expect(text).toContain('found no record about you that this request concerns.');
  });

  test('then the register forbids it while the newsletter sender is down, and the sender follows', async () => {
    engine.company.newsletter.failNext(10_000);
    const one = await submit(engine, people.noOrders, 'objection', { purposes: ['marketing'] });
    const email = emailOf(people.noOrders);
    await letterOf(one, 'We received your personal data request');
    expect(await decisionsOn(engine, email)).toEqual(allBut('marketing'));
    const early = await statusWhen(one, 'work on the stores', ({ phase }) => phase !== 'verifying');
    expect(early.phase).not.toBe('closed');
    engine.company.newsletter.failNext(0);
    expect(await closed(one)).toMatchObject({ outcome: 'fulfilled', tally: { ceased: 2 } });
  });
});

describe('When a person objects to another purpose', () => {
  test('then nothing but storage is allowed while staff weigh, and a stand stays in the register', async () => {
    const before = await storesOf(engine);
    const purposes = ['service-improvement'];
    const one = await submitVerified(engine, people.guestWriter, 'objection', { purposes });
    await statusWhen(one, 'the decision', ({ phase }) => phase === 'assessing');
    expect(await statusWhen(one, 'staff', ({ waiting }) => waiting.includes('staff'))).toMatchObject({
      objection: { decision: 'open' },
    });
    expect(await decisionsOn(engine, emailOf(people.guestWriter))).toEqual(onlyStorage);
    const decide = (staffId: string, body: object) =>
      asStaff(one, staffId, 'POST', '/objection-decision', body);
    const stands = { decision: 'stands', ground: 'interests', balance: 'Her interests weigh more.' };
    expect(await problemOf(decide('wei-operator', stands))).toMatchObject({ status: 403 });
    await decide('tang-approver', stands);
    expect(await problemOf(decide('shen-privacy', { ...stands, decision: 'lifted' }))).toMatchObject({
      status: 409,
    });
    expect(await closed(one)).toMatchObject({ outcome: 'fulfilled', tally: { ceased: 1 } });
    expect(await decisionsOn(engine, emailOf(people.guestWriter))).toEqual(allBut('service-improvement'));
    expect(await changesSince(engine, before)).toEqual(untouched);
    const { text } = await letterOf(one, 'The result of your personal data request');
    for (const part of [
      'The processing concerned was stopped',
      'According to the register on',
      'To improve our service',
    ])
      expect(text).toContain(part);
    const decided = (await evidenceOf(one)).find(({ type }) => type === 'objectionDecided');
    expect(decided?.facts).toMatchObject({ decision: 'stands', ground: 'interests' });
    expect(JSON.stringify(decided)).not.toContain('Her interests');
  });

  test('then a lift ends the restriction, and the letter gives the ground', async () => {
    const before = await storesOf(engine);
    const one = await submitVerified(engine, people.hostOfGuestWriter, 'objection', {
      purposes: ['service-improvement'],
      locale: 'zh-CN',
      regimes: ['EU-GDPR'],
    });
    await statusWhen(one, 'staff', ({ waiting }) => waiting.includes('staff'));
    const lift = (ground: string) =>
      asStaff(one, 'shen-privacy', 'POST', '/objection-decision', {
        decision: 'lifted',
        ground,
        balance: '本公司的理由更重要。',
      });
    expect(await problemOf(lift('because'))).toMatchObject({ status: 422, code: 'DSR_GROUND_UNKNOWN' });
    await lift('eu-compelling-grounds');
    expect(await closed(one)).toMatchObject({ outcome: 'refused', objection: { decision: 'lifted' } });
    expect(await decisionsOn(engine, emailOf(people.hostOfGuestWriter))).toEqual(allBut());
    expect(await changesSince(engine, before)).toEqual(untouched);
    const { text } = await letterOf(one, '关于您拒绝处理的决定');
    expect(text).toContain('改进服务质量');
    expect(text).toContain('GDPR');
    expect(text).not.toContain('eu-compelling-grounds');
    expect(text).not.toContain('本公司的理由更重要。');
    expect(await evidenceTypesOf(one)).toEqual(expect.arrayContaining(['objectionDecided', 'closed']));
  });
});
