import { people } from '../../examples/sample-company/people';
import type { Engine } from '../support/engine';
import { startEngine } from '../support/engine';
import type { Status, VerifiedCase } from '../support/journeys';
import {
  asStaff,
  evidenceOf,
  ledgerOf,
  letterOf,
  problemOf,
  statusWhen,
  submitVerified,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 120_000);
afterAll(async () => {
  await engine.stop();
});

const bothRegimes = { regimes: ['CN-APP-2019', 'EU-GDPR'] };
const clockOf = (status: Status, regime: string) => status.clocks.find((clock) => clock.regime === regime);

describe('When a request under two regimes is open', () => {
  let one: VerifiedCase;
  let before: Status;
  beforeAll(async () => {
    one = await submitVerified(engine, people.coreSensitive, 'deletion', bothRegimes);
    before = await statusWhen(one, 'the plan', ({ proposal }) => proposal !== undefined);
  }, 120_000);

  test('then the ledger holds a line per regime, as the request shows it', async () => {
    const lines = await ledgerOf(one);
    expect(lines.map(({ regime, deadlineAt }) => ({ regime, deadlineAt }))).toEqual(
      expect.arrayContaining(before.clocks.map(({ regime, deadlineAt }) => ({ regime, deadlineAt }))),
    );
  });

  test('then the regime that knows no extension refuses one, and nothing moves', async () => {
    const extension = asStaff(one, 'wei-operator', 'POST', '/extensions', {
      regime: 'CN-APP-2019',
      ground: 'complexity',
    });
    expect(await problemOf(extension)).toMatchObject({ status: 409, code: 'DSR_EXTENSION_NOT_ALLOWED' });
    const after = await statusWhen(one, 'the request', () => true);
    expect(after.clocks).toEqual(before.clocks);
  });

  test('then an extension on an unknown ground is refused with the known ones', async () => {
    const extension = asStaff(one, 'wei-operator', 'POST', '/extensions', {
      regime: 'EU-GDPR',
      ground: 'holidays',
    });
    expect(await problemOf(extension)).toMatchObject({ status: 422, code: 'DSR_GROUND_UNKNOWN' });
  });

  test('then the other is extended once, by letter and on record, and its neighbour stays', async () => {
    await asStaff(one, 'wei-operator', 'POST', '/extensions', { regime: 'EU-GDPR', ground: 'complexity' });
    const after = await statusWhen(
      one,
      'the extension',
      (status) => clockOf(status, 'EU-GDPR')?.date !== clockOf(before, 'EU-GDPR')?.date,
    );
    expect(clockOf(after, 'CN-APP-2019')).toEqual(clockOf(before, 'CN-APP-2019'));
    expect(
      String(clockOf(after, 'EU-GDPR')?.deadlineAt) > String(clockOf(before, 'EU-GDPR')?.deadlineAt),
    ).toBe(true);
    const lines = await ledgerOf(one);
    expect(lines.find(({ regime }) => regime === 'EU-GDPR')?.deadlineAt).toBe(
      clockOf(after, 'EU-GDPR')?.deadlineAt,
    );
    const letter = await letterOf(one, 'We need more time');
    expect(letter.text).toContain('complex');
    // The letter told the date before it was in force.
    expect(letter.text).toContain(String(clockOf(after, 'EU-GDPR')?.date).slice(0, 4));
    const types = (await evidenceOf(one)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['clockExtended', 'noticeAccepted', 'extensionHeld']));
    expect(types.lastIndexOf('extensionHeld')).toBeGreaterThan(types.indexOf('clockExtended'));
    const again = asStaff(one, 'wei-operator', 'POST', '/extensions', {
      regime: 'EU-GDPR',
      ground: 'complexity',
    });
    expect(await problemOf(again)).toMatchObject({ status: 409, code: 'DSR_EXTENSION_TWICE' });
  });

  test('then every clock is explained step by step, and agrees with what is in force', async () => {
    const { items } = await asStaff<{
      items: { regime: string; clock: string; steps: object[]; inForce?: { differs: boolean } }[];
    }>(one, 'fang-auditor', 'GET', '/deadlines');
    expect(items.map(({ regime, clock }) => [regime, clock])).toEqual([
      ['CN-APP-2019', 'respond'],
      ['EU-GDPR', 'respondExtended'],
    ]);
    for (const { steps, inForce } of items) {
      expect(steps.length).toBeGreaterThan(2);
      expect(inForce).toMatchObject({ differs: false });
    }
  });

  test('then the privacy officer may let other regimes apply, and the recount stands on record', async () => {
    await asStaff(one, 'shen-privacy', 'POST', '/regimes', {
      regimes: ['EU-GDPR', 'KR-PIPA'],
      ground: 'residence',
    });
    const after = await statusWhen(one, 'the regimes', (status) => clockOf(status, 'KR-PIPA') !== undefined);
    expect(clockOf(after, 'CN-APP-2019')).toBeUndefined();
    expect((await ledgerOf(one)).map(({ regime }) => regime).sort()).toEqual(['EU-GDPR', 'KR-PIPA']);
    await asStaff(one, 'shen-privacy', 'POST', '/recounts', { cause: 'rules' });
    const types = (await evidenceOf(one)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['regimesChanged', 'clocksRecomputed', 'clocksComputed']));
  });
});

describe('When a fee is asked', () => {
  test('then the person is told ground and amount, and what happens to the work, and the amount is nowhere else', async () => {
    const one = await submitVerified(engine, people.noOrders, 'deletion', { regimes: ['EU-GDPR'] });
    await statusWhen(one, 'the plan', ({ proposal }) => proposal !== undefined);
    const fee = { regime: 'EU-GDPR', ground: 'eu-fee-excessive', amount: 'EUR 37.50' };
    const unknown = asStaff(one, 'wei-operator', 'POST', '/fees', { ...fee, ground: 'because' });
    expect(await problemOf(unknown)).toMatchObject({ status: 422, code: 'DSR_GROUND_UNKNOWN' });
    await asStaff(one, 'wei-operator', 'POST', '/fees', fee);
    expect((await letterOf(one, 'Answering your request costs a fee')).text).toContain('EUR 37.50');
    await asStaff(one, 'wei-operator', 'POST', '/fee-results', { result: 'waived' });
    const entries = await evidenceOf(one);
    expect(entries.map(({ type }) => type)).toEqual(expect.arrayContaining(['feeDemanded', 'feeRecorded']));
    expect(JSON.stringify(entries)).not.toContain('37.50');
  });
});

describe('When staff must ask the person something', () => {
  test('then only a reason that the regime knows stops its clock, the person is asked, and the answer ends the pause', async () => {
    const one = await submitVerified(engine, people.noOrders, 'deletion', { regimes: ['EU-GDPR'] });
    await statusWhen(one, 'the plan', ({ proposal }) => proposal !== undefined);
    const unknown = asStaff(one, 'wei-operator', 'POST', '/pauses', { reason: 'vacation' });
    expect(await problemOf(unknown)).toMatchObject({ status: 409, code: 'DSR_PAUSE_NOT_ALLOWED' });
    const missing = 'Please name the shop account that is meant.';
    await asStaff(one, 'wei-operator', 'POST', '/pauses', { reason: 'identity', missing });
    const paused = await statusWhen(one, 'the pause', ({ waiting }) => waiting.includes('pause'));
    expect(paused.waiting).toContain('pause');
    const question = await letterOf(one, 'We need something');
    expect(question.text).toContain(one.requestId);
    expect(question.text).toContain(missing);
    expect((await ledgerOf(one)).map(({ status }) => status)).toEqual(['paused']);
    const twice = asStaff(one, 'wei-operator', 'POST', '/pauses', { reason: 'identity' });
    expect(await problemOf(twice)).toMatchObject({ status: 409, code: 'DSR_ALREADY_DECIDED' });
    await asStaff(one, 'wei-operator', 'POST', '/resumptions', {});
    await statusWhen(one, 'the end of the pause', ({ waiting }) => !waiting.includes('pause'));
    const types = (await evidenceOf(one)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['clockPaused', 'clockResumed']));
  });
});
