import { ClockError, computeClocks, earliest, RuleError } from '../../../domain/clock';
import type { ClockFacts } from '../../../domain/clock';
import type { ClockErrorCode } from '../../../domain/clock-error';
import type { RegimeId } from '../../../domain/regime';
import { findRegime } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';

const received = '2026-03-02T10:15:00+08:00';

describe('what cannot be counted', () => {
  const good: ClockFacts = { receivedAt: received };
  const pause = { from: '2026-05-12T10:00:00Z', to: '2026-05-06T10:00:00Z', reason: 'identity' };
  const asked = { from: '2026-05-06T10:00:00Z', to: '2026-05-12T10:00:00Z', reason: 'identity' };
  const cases: readonly [ClockErrorCode, RegimeId, string, ClockFacts][] = [
    ['DSR_REGIME_UNKNOWN', 'XX-NOWHERE', 'access', good],
    ['DSR_REGIME_NOT_IN_FORCE', 'EU-GDPR', 'access', { receivedAt: '2018-05-24T12:00:00Z' }],
    ['DSR_RIGHT_UNKNOWN', 'EU-GDPR', 'forgetting', good],
    ['DSR_RIGHT_UNKNOWN', 'EU-GDPR', 'constructor', good],
    ['DSR_ZONE_UNKNOWN', 'EU-GDPR', 'access', { ...good, zone: 'Europe/Nowhere' }],
    ['DSR_ZONE_UNKNOWN', 'EU-GDPR', 'access', { ...good, zone: '+08:00' }],
    ['DSR_CALENDAR_UNKNOWN', 'EU-GDPR', 'access', { ...good, calendar: 'XX' }],
    ['DSR_CALENDAR_UNKNOWN', 'EU-GDPR', 'access', { ...good, places: { 'EU-GDPR': { calendar: 'CN' } } }],
    ['DSR_INSTANT_WITHOUT_OFFSET', 'EU-GDPR', 'access', { receivedAt: '2026-03-02T10:15:00' }],
    ['DSR_INSTANT_WITHOUT_OFFSET', 'EU-GDPR', 'access', { receivedAt: '2026-03-02' }],
    ['DSR_INSTANT_WITHOUT_OFFSET', 'CN-GBT35273', 'access', { ...good, verifiedAt: '2026-03-02T10:15' }],
    ['DSR_INSTANT_INVALID', 'EU-GDPR', 'access', { receivedAt: '2026-02-30T10:15:00Z' }],
    ['DSR_INSTANT_INVALID', 'EU-GDPR', 'access', { receivedAt: 'yesterday' }],
    ['DSR_INSTANT_INVALID', 'EU-GDPR', 'access', { receivedAt: '9999-12-31T00:00:00Z' }],
    ['DSR_INSTANT_INVALID', 'EU-GDPR', 'access', { ...good, feePaidAt: 'soon' }],
    ['DSR_INSTANT_INVALID', 'EU-GDPR', 'access', { ...good, authorityProvenAt: '2026-13-01T00:00Z' }],
    ['DSR_PAUSE_INVALID', 'EU-GDPR', 'access', { ...good, pauses: [pause] }],
    ['DSR_PAUSE_INVALID', 'CN-APP-2019', 'access', { ...good, pauses: [pause] }],
    [
      'DSR_PAUSE_OVERLAPS',
      'EU-GDPR',
      'access',
      { ...good, pauses: [asked, { ...asked, to: '2026-05-20T10:00:00Z' }] },
    ],
    ['DSR_PAUSE_OVERLAPS', 'CN-APP-2019', 'access', { ...good, pauses: [asked, asked] }],
    ['DSR_PROMISE_INVALID', 'CN-APP-2019', 'deletion', { ...good, promise: { value: 0, unit: 'day' } }],
    ['DSR_TARGET_INVALID', 'EU-GDPR', 'access', { ...good, target: { value: 1.5, unit: 'day' } }],
    ['DSR_TARGET_INVALID', 'EU-GDPR', 'access', { ...good, target: { value: 28, unit: 'hour' as 'day' } }],
    ['DSR_EXTENSION_NOT_ALLOWED', 'CN-APP-2019', 'deletion', { ...good, extended: true }],
    ['DSR_EXTENSION_NOT_ALLOWED', 'EU-GDPR', 'complaint', { ...good, extended: true }],
  ];

  test.each(cases)(
    'When the question is wrong, then %s is thrown (%s %s %j)',
    (code, regime, right, facts) => {
      expect(() => computeClocks([regime], right, facts)).toThrow(expect.objectContaining({ code }) as Error);
    },
  );

  test('When there is no clock, then the earliest of none is an error', () => {
    expect(() => earliest([])).toThrow(expect.objectContaining({ code: 'DSR_CLOCK_NONE' }) as Error);
  });

  test('When a regime is unknown, then the error is a rule error that names it', () => {
    expect(() => findRegime(builtInRules, 'XX-NOWHERE')).toThrow(RuleError);
    expect(() => findRegime(builtInRules, 'XX-NOWHERE')).toThrow(ClockError);
    expect(() => findRegime(builtInRules, 'XX-NOWHERE')).toThrow(/XX-NOWHERE is not loaded/);
  });
});

describe('from when to when rules hold', () => {
  const at = (receivedAt: string) => () => computeClocks(['IN-DPDP'], 'complaint', { receivedAt });

  test('When a regime is not in force on the local day of receipt, then the error says from when it is', () => {
    // One second before midnight in India, and the midnight itself.
    expect(at('2027-05-12T18:29:59Z')).toThrow(/in force from 2027-05-13; 2027-05-12 in Asia\/Kolkata/);
    expect(at('2027-05-12T18:30:00Z')).not.toThrow();
  });

  test('When a regime has ended, then its last day still counts and the next does not', () => {
    const ended = { ...findRegime(builtInRules, 'EU-GDPR'), effectiveTo: '2026-03-02' };
    const book = { ...builtInRules, regimes: new Map([['EU-GDPR', ended]]) };
    const read = (receivedAt: string) => () => computeClocks(['EU-GDPR'], 'access', { receivedAt }, book);
    expect(read('2026-03-02T22:59:59Z')).not.toThrow();
    expect(read('2026-03-02T23:00:00Z')).toThrow(/in force until 2026-03-02/);
  });

  test('When a single clock begins later than its regime, then it runs for requests from that day on', () => {
    const kinds = (receivedAt: string) =>
      computeClocks(['UK-GDPR'], 'complaint', { receivedAt }).map(({ clock }) => clock);
    expect(kinds('2026-06-18T22:59:59Z')).not.toContain('acknowledge');
    expect(kinds('2026-06-18T23:00:00Z')).toContain('acknowledge');
  });

  test('When a book of other rules is given, then it answers and the loaded one does not', () => {
    const regime = findRegime(builtInRules, 'EU-GDPR');
    const clocks = regime.clocks.map((rule) => (rule.kind === 'respond' ? { ...rule, value: 2 } : rule));
    const book = { ...builtInRules, regimes: new Map([['EU-GDPR', { ...regime, clocks }]]) };
    const [longer] = computeClocks(['EU-GDPR'], 'access', { receivedAt: received }, book);
    expect([longer?.date, computeClocks(['EU-GDPR'], 'access', { receivedAt: received })[0]?.date]).toEqual([
      '2026-05-04',
      '2026-04-02',
    ]);
  });
});
