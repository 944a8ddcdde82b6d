import { computeClock, computeClocks } from '../../../domain/clock';
import type { ClockFacts, ClockReading } from '../../../domain/clock';
import type { RegimeId } from '../../../domain/regime';
import { findRegime } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';

const received = '2026-03-02T10:15:00+08:00';
const only = (regime: RegimeId, right: string, facts: ClockFacts): ClockReading =>
  computeClocks([regime], right, facts)[0]!;

describe('the words of the steps', () => {
  const berlin = { receivedAt: '2026-05-05T09:00:00+02:00', calendar: 'DE-BE', zone: 'Europe/Berlin' };
  const pauses = [{ from: '2026-05-06T10:00:00+02:00', to: '2026-05-12T18:00:00+02:00', reason: 'identity' }];
  const everything: readonly [string, RegimeId, string, ClockFacts][] = [
    ['pause, target, roll', 'EU-GDPR', 'access', { ...berlin, pauses, target: { value: 28, unit: 'day' } }],
    ['extension', 'EU-GDPR', 'access', { ...berlin, extended: true }],
    [
      'another reason, a late question',
      'EU-GDPR',
      'access',
      {
        ...berlin,
        pauses: [
          { from: '2026-05-06T10:00:00Z', to: '2026-05-07T10:00:00Z', reason: 'weather' },
          { from: '2026-06-20T10:00:00Z', to: '2026-06-27T10:00:00Z', reason: 'identity' },
        ],
      },
    ],
    ['month end', 'EU-GDPR', 'access', { receivedAt: '2026-01-31T12:00:00+01:00' }],
    [
      'promise taken',
      'CN-APP-2019',
      'deletion',
      { receivedAt: received, promise: { value: 7, unit: 'workday' } },
    ],
    [
      'promise not shorter',
      'CN-APP-2019',
      'deletion',
      { receivedAt: received, promise: { value: 30, unit: 'workday' } },
    ],
    ['promise where none counts', 'EU-GDPR', 'access', { ...berlin, promise: { value: 3, unit: 'day' } }],
    ['holidays and make-up days', 'CN-APP-2019', 'deletion', { receivedAt: '2026-02-14T10:00:00+08:00' }],
    ['provisional', 'CN-APP-2019', 'deletion', { receivedAt: '2026-12-18T10:00:00+08:00' }],
    ['not started', 'CN-GBT35273', 'access', { receivedAt: received }],
    ['hours', 'CN-CONTRACT', 'incident', { receivedAt: '2026-02-16T09:20:00+08:00' }],
    ['profile', 'BR-LGPD', 'access', { receivedAt: received, profiles: ['small-agent'] }],
    ['latest', 'UK-GDPR', 'access', { receivedAt: received, verifiedAt: '2026-03-16T17:00:00Z' }],
  ];

  test.each(everything)(
    'When a count has %s, then both languages give the same dates, numbers and names',
    (_, regime, right, facts) => {
      for (const { steps } of computeClocks([regime], right, facts))
        for (const { zh, en } of steps) {
          const numbers = (text: string) => (text.match(/\d+/g) ?? []).map(Number).sort((a, b) => a - b);
          const zones = (text: string) => text.match(/[A-Z]\w+\/\w+/g) ?? [];
          expect([en, numbers(zh), zones(zh)]).toEqual([en, numbers(en), zones(en)]);
          expect(zh).toMatch(/。$/);
          expect(en).toMatch(/^[A-Z].*\.$/);
          expect(`${zh}${en}`).not.toMatch(/undefined|null|NaN| {2}|\.\./);
        }
    },
  );

  test('When a rule asks what the controller is, then the step of the profile comes with its article', () => {
    const steps = only('BR-LGPD', 'access', { receivedAt: received, profiles: ['small-agent'] }).steps;
    expect(steps[0]?.en).toContain('small-agent');
    expect(steps[0]?.article).toBeTruthy();
  });

  test('When a rule knows its own profile only, then a profile of others changes nothing', () => {
    const facts = { receivedAt: received, profiles: ['bakery'] };
    expect(only('BR-LGPD', 'access', facts)).toEqual(only('BR-LGPD', 'access', { receivedAt: received }));
  });

  test('When a period is explained, then every step that rests on an article names it', () => {
    const { steps } = only('EU-GDPR', 'access', { ...berlin, pauses, target: { value: 28, unit: 'day' } });
    const bare = steps.filter(({ article }) => article === undefined).map(({ en }) => en.split(' ')[0]);
    // The target is the controller's own, and the result repeats what the steps before it say.
    expect(bare).toEqual(['The', 'The']);
  });

  test('When an event starts a clock in another zone, then the first step gives the time on its wall', () => {
    const reading = computeClock({
      regime: findRegime(builtInRules, 'EU-GDPR'),
      right: 'access',
      rule: findRegime(builtInRules, 'EU-GDPR').clocks[0]!,
      facts: { receivedAt: '2026-03-28T23:30:00Z' },
      calendar: builtInRules.calendars.get('DE-BE')!,
      zone: 'Europe/Berlin',
    });
    expect(reading.steps[0]).toMatchObject({
      en: 'The request was received on Sunday 2026-03-29 at 00:30 in Europe/Berlin. That day does not count; the next day is the first.',
      zh: '收到请求：2026-03-29（周日）00:30（Europe/Berlin当地时间）。当日不计入期限，自次日起算。',
    });
  });
});
