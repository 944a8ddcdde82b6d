import type { ClockRight, Regime } from '../../../domain/regime';
import { goalOfClock, refusalGroundsFor } from '../../../domain/regime';
import { builtInRules } from '../../../domain/rules';

const regimes = [...builtInRules.regimes.values()];
/** Instruments about one thing only; a request stands under them beside another regime. */
const single = ['CN-MIIT24', 'CN-CREDIT', 'CN-AUTO-2021', 'CN-CONTRACT', 'CN-CYBER-INCIDENT'];
const requests: readonly ClockRight[] = [
  'access',
  'correction',
  'deletion',
  'restriction',
  'objection',
  'portability',
  'withdrawal',
  'cancellation',
  'explanation',
  'complaint',
];
const general = regimes.filter(({ id }) => !single.includes(id));
const answering = regimes.filter(({ clocks }) => clocks.some(({ kind }) => kind === 'respond'));
const answeredRights = ({ clocks }: Regime): ClockRight[] => [
  ...new Set(clocks.filter(({ kind }) => kind === 'respond').flatMap(({ rights }) => rights)),
];

/** Every object inside a rule set, with its path. */
function* objectsIn(value: unknown, path: string): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) yield* objectsIn(inner, `${path}.${key}`);
}

test('When the rule sets are listed, then they are those of this release, China first', () => {
  const ids = regimes.map(({ id }) => id);
  expect(ids.filter((id) => id.startsWith('CN-'))).toEqual([
    'CN-APP-2019',
    'CN-AUTO-2021',
    'CN-CONTRACT',
    'CN-CREDIT',
    'CN-CYBER-INCIDENT',
    'CN-GBT35273',
    'CN-MIIT24',
  ]);
  expect(ids).toHaveLength(41);
});

describe('no request without a clock', () => {
  test.each(general)('When anything is asked under $id, then a clock runs for the answer', (regime) => {
    expect(requests.filter((right) => !answeredRights(regime).includes(right))).toEqual([]);
  });

  test.each([
    ['CN-MIIT24', 'complaint', '15 day received full'],
    ['CN-CREDIT', 'correction', '20 day received full'],
    ['CN-AUTO-2021', 'deletion', '10 workday received none'],
    ['CN-CONTRACT', 'incident', '24 hour discovered none'],
    ['CN-CYBER-INCIDENT', 'incident', '4 hour discovered none'],
    ['EU-GDPR', 'incident', '72 hour discovered none'],
  ] as const)('When %s is asked about %s, then its one clock is %s', (id, right, expected) => {
    const clocks = builtInRules.regimes
      .get(id)!
      .clocks.filter(({ rights, profile }) => rights.includes(right) && profile === null);
    expect(clocks.map((c) => `${c.value} ${c.unit} ${c.startEvent} ${c.roll}`)).toEqual([expected]);
  });

  test('When an operator is a central body or runs critical infrastructure, then it reports sooner', () => {
    const { clocks } = builtInRules.regimes.get('CN-CYBER-INCIDENT')!;
    expect(clocks.map(({ profile, value, addressees }) => [profile, value, addressees.length])).toEqual([
      [null, 4, 1],
      ['central-body', 2, 1],
      ['critical-infrastructure', 1, 2],
    ]);
  });

  test.each(regimes)('When $id counts by a calendar, then that calendar is loaded', ({ calendars }) => {
    expect(calendars.filter((id) => !builtInRules.calendars.has(id))).toEqual([]);
  });
});

describe('extensions', () => {
  test.each(regimes)(
    'When $id extends a period, then the whole is longer and the notice is in time',
    (regime) => {
      for (const { rights, replaces, clock, noticeClock, grounds } of regime.extensions) {
        expect(grounds).not.toEqual([]);
        for (const right of rights) {
          const [first, whole, notice] = [replaces, clock, noticeClock].map((kind) =>
            regime.clocks.find((rule) => rule.kind === kind && rule.rights.includes(right) && !rule.profile),
          );
          expect(whole?.unit).toBe(first?.unit);
          expect(whole!.value).toBeGreaterThan(first!.value);
          expect([notice?.value, notice?.unit]).toEqual([first?.value, first?.unit]);
        }
      }
    },
  );

  test('When the extension of GDPR is read, then it is two months, once, on one of two grounds', () => {
    const { extensions } = builtInRules.regimes.get('EU-GDPR')!;
    expect(extensions).toMatchObject([
      { value: 2, unit: 'month', times: 1, replaces: 'respond', noticeClock: 'extensionNotice' },
    ]);
    expect(extensions[0]?.grounds.map(({ code }) => code)).toEqual(['complexity', 'number-of-requests']);
  });
});

describe('refusals', () => {
  test.each(regimes)(
    'When $id refuses, then a remedy is named, and where to find each authority',
    (regime) => {
      expect(regime.remedies).not.toEqual([]);
      const lost = regime.remedies.filter(({ kind, address }) => kind === 'authority' && address === null);
      expect(lost).toEqual([]);
      expect(new Set(regime.remedies.map(({ code }) => code)).size).toBe(regime.remedies.length);
    },
  );

  test.each(general)(
    'When $id is asked for one of the five rights, then it knows grounds of refusal',
    (regime) => {
      for (const right of ['access', 'correction', 'deletion'] as const)
        expect(refusalGroundsFor(regime, right)).not.toEqual([]);
    },
  );

  test('When two regimes list a ground by one code, then it is the same ground', () => {
    const byCode = new Map<string, unknown>();
    for (const { refusalGrounds } of regimes)
      for (const ground of refusalGrounds) {
        expect(byCode.get(ground.code) ?? ground).toEqual(ground);
        byCode.set(ground.code, ground);
      }
  });

  test('When a European objection is to direct marketing, then every ground says that it does not serve', () => {
    const overriding = refusalGroundsFor(builtInRules.regimes.get('EU-GDPR')!, 'objection').filter(
      ({ article }) => article === 'GDPR art. 21(1)',
    );
    expect(overriding).toHaveLength(2);
    for (const { text } of overriding) {
      expect(text.en).toContain('never for direct marketing');
      expect(text['zh-CN']).toContain('不适用于直接营销');
    }
  });
});

/** Requests that a regime answers and `covered` does not hold; complaints and appeals have outcome letters of their own. */
function missing(regime: Regime, covered: readonly ClockRight[]): ClockRight[] {
  return answeredRights(regime).filter(
    (right) => !['complaint', 'appeal'].includes(right) && !covered.includes(right),
  );
}

describe('letters', () => {
  test.each(answering)('When $id has a clock, then the letters that it leads to have a content', (regime) => {
    const wanted = ['acknowledgement', 'refusal', 'completion'];
    if (regime.extensions.length > 0) wanted.push('extension');
    if (regime.fee.grounds.length > 0) wanted.push('fee');
    const known = regime.notices.filter(({ blocks }) => blocks.length > 0).map(({ notice }) => notice);
    expect(wanted.filter((notice) => !known.includes(notice as never))).toEqual([]);
  });

  test.each(answering)('When $id answers a request, then acknowledgement and refusal cover it', (regime) => {
    for (const notice of ['acknowledgement', 'refusal'] as const) {
      const covered = regime.notices.filter((rule) => rule.notice === notice).flatMap(({ rights }) => rights);
      expect(missing(regime, covered)).toEqual([]);
    }
  });

  test.each(regimes)('When a person reads a text of $id, then it is there in both languages', (regime) => {
    const texts = [...objectsIn(regime, regime.id)].filter(([, object]) => 'zh-CN' in object);
    const wrong = texts.filter(
      ([, { 'zh-CN': zh, en }]) => !/\p{Script=Han}/u.test(String(zh)) || /\p{Script=Han}/u.test(String(en)),
    );
    expect(texts.length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });

  test.each(regimes)('When $id names its sources, then none is left to complete or internal', (regime) => {
    const strings = [...objectsIn(regime, regime.id)].flatMap(([path, object]) =>
      Object.entries(object).flatMap(([key, value]) =>
        typeof value === 'string' ? [`${path}.${key}: ${value}`] : [],
      ),
    );
    expect(strings.filter((text) => /: to complete\.?$|待补充|law\.md|vector/i.test(text))).toEqual([]);
  });
});

test('When a report is due, then it names who must be told, in every regime', () => {
  const reports = regimes.flatMap(({ clocks }) =>
    clocks.filter(({ kind }) => goalOfClock[kind] === 'report'),
  );
  expect(reports.length).toBeGreaterThan(5);
  expect(reports.filter(({ addressees }) => addressees.length === 0)).toEqual([]);
});
