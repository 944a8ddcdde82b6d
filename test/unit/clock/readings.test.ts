import { computeClocks, earliest } from '../../../domain/clock';
import { findRegime } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import type { ClockFacts, ClockReading } from '../../../domain/clock';
import type { RegimeId } from '../../../domain/regime';

const received = '2026-03-02T10:15:00+08:00';
const only = (regime: RegimeId, right: string, facts: ClockFacts): ClockReading =>
  computeClocks([regime], right, facts)[0]!;

describe('which clocks', () => {
  test('When a GDPR request is not extended, then the answer and the extension notice both run', () => {
    const kinds = computeClocks(['EU-GDPR'], 'access', { receivedAt: received }).map(({ clock }) => clock);
    expect(kinds).toEqual(['respond', 'extensionNotice']);
  });

  test('When it is extended, then one clock of three months from receipt stands in for both', () => {
    const readings = computeClocks(['EU-GDPR'], 'access', {
      receivedAt: '2026-01-31T12:00:00+01:00',
      calendar: 'DE-BE',
      extended: true,
    });
    expect(readings.map(({ clock, date }) => [clock, date])).toEqual([['respondExtended', '2026-04-30']]);
  });

  test('When one of two regimes knows an extension, then the other keeps its period', () => {
    const readings = computeClocks(['CN-APP-2019', 'EU-GDPR'], 'deletion', {
      receivedAt: received,
      extended: true,
    });
    expect(readings.map(({ regime, clock }) => `${regime} ${clock}`)).toEqual([
      'CN-APP-2019 respond',
      'EU-GDPR respondExtended',
    ]);
    expect(readings[0]?.date).toBe('2026-03-23');
  });

  test('When a Chinese deletion falls under two rule sets, then both run and the earlier is to be scheduled on', () => {
    const readings = computeClocks(['CN-GBT35273', 'CN-APP-2019'], 'deletion', {
      receivedAt: received,
      verifiedAt: received,
    });
    expect(readings.map(({ date }) => date)).toEqual(['2026-04-01', '2026-03-23']);
    expect(earliest(readings).regime).toBe('CN-APP-2019');
  });

  test('When two clocks end together, then the first is the earliest', () => {
    expect(earliest(computeClocks(['EU-GDPR'], 'access', { receivedAt: received })).clock).toBe('respond');
  });

  test.each([
    ['accountCancellation', 'cancellation'],
    ['admExplanation', 'explanation'],
  ])('When a right is called %s, then it is counted as %s', (alias, canonical) => {
    const facts = { receivedAt: received };
    expect(computeClocks(['CN-APP-2019'], alias, facts)).toEqual(
      computeClocks(['CN-APP-2019'], canonical, facts),
    );
  });
});

describe('what moves a clock', () => {
  test('When identity is not verified, then the GB/T clock is not started and shows the date as if it had been at once', () => {
    const waiting = only('CN-GBT35273', 'access', { receivedAt: received });
    const verified = only('CN-GBT35273', 'access', { receivedAt: received, verifiedAt: received });
    expect(waiting).toMatchObject({ status: 'notStarted', date: verified.date });
    expect(waiting.startDate).toBeUndefined();
    expect(verified).toMatchObject({ status: 'running', startDate: '2026-03-02' });
  });

  test('When identity was proven before the request came, then the clock starts with the request', () => {
    const facts = { receivedAt: received, verifiedAt: '2026-01-01T00:00:00Z' };
    expect(only('CN-GBT35273', 'access', facts).startDate).toBe('2026-03-02');
  });

  test('When verification is late, then the app-method clock does not wait for it', () => {
    const facts = { receivedAt: received, verifiedAt: '2026-03-20T10:00:00+08:00' };
    expect(only('CN-APP-2019', 'deletion', facts).date).toBe('2026-03-23');
  });

  test.each([
    [{ value: 7, unit: 'workday' }, '2026-03-11'],
    [{ value: 7, unit: 'day' }, '2026-03-09'],
    [{ value: 20, unit: 'workday' }, '2026-03-23'],
    [{ value: 999999999, unit: 'workday' }, '2026-03-23'],
  ] as const)('When the controller promised %j, then the last day is %s', (promise, date) => {
    expect(only('CN-APP-2019', 'deletion', { receivedAt: received, promise }).date).toBe(date);
  });

  test('When a rule takes no promise, then a promise changes nothing', () => {
    const facts = { receivedAt: received, promise: { value: 1, unit: 'day' } } as const;
    expect(only('EU-GDPR', 'access', facts).date).toBe('2026-04-02');
  });

  test('When pauses overlap, then their days count once; the strict date knows none', () => {
    const facts = {
      receivedAt: '2026-05-05T09:00:00+02:00',
      calendar: 'DE-BE',
      pauses: [
        { from: '2026-05-06T10:00:00+02:00', to: '2026-05-12T18:00:00+02:00', reason: 'identity' },
        { from: '2026-05-10T10:00:00+02:00', to: '2026-05-14T18:00:00+02:00', reason: 'scope' },
      ],
    };
    // 5 June + 8 days = Saturday 13 June, so Monday the 15th.
    expect(only('EU-GDPR', 'access', facts)).toMatchObject({ date: '2026-06-15', strictDate: '2026-06-05' });
  });

  test.each([
    ['for a reason that the law does not know', 'EU-GDPR', '2026-05-06', 'holidays of staff'],
    ['after the period has ended', 'EU-GDPR', '2026-06-08', 'identity'],
    ['in a regime without pauses', 'CN-APP-2019', '2026-05-06', 'identity'],
  ] as const)(
    'When a question is asked %s, then no day is added and the steps say so',
    (_, regime, day, reason) => {
      const pauses = [{ from: `${day}T10:00:00+02:00`, to: '2026-06-20T18:00:00+02:00', reason }];
      const plain = { receivedAt: '2026-05-05T09:00:00+02:00' };
      const paused = only(regime, 'access', { ...plain, pauses });
      expect(paused.date).toBe(only(regime, 'access', plain).date);
      expect(paused.steps.some(({ en }) => /suspen/.test(en) && /no days|nothing/.test(en))).toBe(true);
    },
  );

  test('When a question was asked before the request, then only days after its receipt count', () => {
    const facts = {
      receivedAt: '2026-05-05T09:00:00+02:00',
      calendar: 'DE-BE',
      pauses: [{ from: '2026-04-01T09:00:00+02:00', to: '2026-05-07T09:00:00+02:00', reason: 'identity' }],
    };
    expect(only('EU-GDPR', 'access', facts)).toMatchObject({ strictDate: '2026-06-05', date: '2026-06-08' });
  });
});

describe('where it is counted', () => {
  test('When a calendar is named, then its zone counts unless another is named', () => {
    const facts = { receivedAt: '2026-03-05T23:30:00Z' };
    expect(only('EU-GDPR', 'access', { ...facts, calendar: 'PT' }).startDate).toBe('2026-03-05');
    expect(only('EU-GDPR', 'access', { ...facts, calendar: 'DE-BE' }).startDate).toBe('2026-03-06');
    expect(only('EU-GDPR', 'access', { ...facts, calendar: 'DE-BE', zone: 'Europe/Lisbon' }).startDate).toBe(
      '2026-03-05',
    );
  });

  test('When a calendar does not fit a regime, then that regime keeps its own place and says so', () => {
    const facts = { receivedAt: received, calendar: 'CN', zone: 'Asia/Shanghai' };
    const [chinese, european] = computeClocks(['CN-APP-2019', 'EU-GDPR'], 'deletion', facts);
    expect(chinese?.calendarVersion).toMatch(/^CN-2026@/);
    expect(european?.calendarVersion).toMatch(/^EU-2026@/);
    expect(european?.steps[0]?.en).toContain('Calendar CN does not fit');
  });

  test('When a regime has a place of its own, then that one counts', () => {
    const facts = { receivedAt: received, calendar: 'CN', places: { 'EU-GDPR': { calendar: 'DE-BY' } } };
    expect(
      computeClocks(['CN-APP-2019', 'EU-GDPR'], 'access', facts).map((r) => r.calendarVersion.slice(0, 5)),
    ).toEqual(['CN-20', 'DE-BY', 'DE-BY']);
  });
});

describe('what a reading carries', () => {
  test('When a clock is read, then rules, calendar years, article and steps in both languages come with it', () => {
    const reading = only('CN-APP-2019', 'correction', { receivedAt: '2026-02-14T10:00:00+08:00' });
    expect(reading.ruleVersion).toBe(findRegime(builtInRules, 'CN-APP-2019').version);
    expect(reading.legalBasis).toBe('App determination method art. 6');
    expect(reading.steps.map(({ article }) => article)).toContain('Civil Code art. 201');
    const en = reading.steps.map((step) => step.en).join('\n');
    const zh = reading.steps.map((step) => step.zh).join('\n');
    expect(en).toContain('2026-02-15 to 2026-02-23 (Spring Festival)');
    expect(en).toContain('work is done on them: 2026-02-28 (make-up working day for Spring Festival)');
    expect(zh).toContain('2026-02-15至2026-02-23（春节）');
    expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
  });
});

describe('what the controller aims at', () => {
  const berlin = { receivedAt: '2026-01-31T12:00:00+01:00', calendar: 'DE-BE' };

  test.each([
    ['20 days', { value: 20, unit: 'day' }, '2026-02-20', '2026-02-20T23:00:00Z'],
    ['5 working days', { value: 5, unit: 'workday' }, '2026-02-06', '2026-02-06T23:00:00Z'],
    ['28 days, which is the strict day', { value: 28, unit: 'day' }, '2026-02-28', '2026-02-28T23:00:00Z'],
    ['longer than the law', { value: 60, unit: 'day' }, '2026-02-28', '2026-02-28T23:00:00Z'],
    ['a number without sense', { value: 999_999_999, unit: 'workday' }, '2026-02-28', '2026-02-28T23:00:00Z'],
  ] as const)(
    'When the target is %s, then it is never after the strict day and moves no date',
    (_, target, date, at) => {
      const plain = only('EU-GDPR', 'access', berlin);
      const aimed = only('EU-GDPR', 'access', { ...berlin, target });
      expect([aimed.targetDate, aimed.targetAt]).toEqual([date, at]);
      expect([aimed.date, aimed.strictDate]).toEqual([plain.date, plain.strictDate]);
      expect(
        aimed.steps.some(({ en, zh }) => en.includes('internal target') && zh.includes('内部目标')),
      ).toBe(true);
    },
  );
});

describe('a clock that starts with the latest event', () => {
  const facts = { receivedAt: '2026-03-02T10:00:00Z' };

  test.each([
    ['identity is proven', { verifiedAt: '2026-03-16T17:00:00Z' }, '2026-03-16', 'Identity was proven'],
    [
      'authority is proven',
      { authorityProvenAt: '2026-03-17T09:00:00Z' },
      '2026-03-17',
      'authority of the agent',
    ],
    ['the fee is paid', { feePaidAt: '2026-03-18T23:30:00Z' }, '2026-03-18', 'The fee was paid'],
    ['nothing was asked for', {}, '2026-03-02', 'The request was received'],
    [
      'all was proven before',
      { verifiedAt: '2026-01-01T00:00:00Z' },
      '2026-03-02',
      'The request was received',
    ],
  ] as const)(
    'When %s, then that day is day zero and the first step names it',
    (_, proven, startDate, words) => {
      const reading = only('UK-GDPR', 'access', { ...facts, ...proven });
      expect(reading.startDate).toBe(startDate);
      expect(reading.steps[0]?.en).toContain(words);
    },
  );

  test('When three things were asked for, then the last of them starts the clock, whatever their order', () => {
    const all = {
      ...facts,
      feePaidAt: '2026-03-10T09:00:00Z',
      verifiedAt: '2026-03-12T09:00:00Z',
      authorityProvenAt: '2026-03-05T09:00:00Z',
    };
    expect(only('UK-GDPR', 'access', all)).toMatchObject({
      startDate: '2026-03-12',
      strictDate: '2026-04-12',
    });
  });
});

describe('pauses side by side', () => {
  const receivedAt = '2026-05-05T09:00:00+02:00';
  const pause = (from: string, to: string, reason: string) => ({
    from: `2026-05-${from}T10:00:00+02:00`,
    to: `2026-05-${to}T10:00:00+02:00`,
    reason,
  });
  const strict = '2026-06-05';
  const added = (...pauses: ReturnType<typeof pause>[]) => {
    const { date, strictDate } = only('EU-GDPR', 'access', { receivedAt, calendar: 'DE-BE', pauses });
    expect(strictDate).toBe(strict);
    return date;
  };

  test('When a second question for the same reason follows in the instant of the answer, then it does not overlap', () => {
    // 5 June + 6 days is Thursday the 11th; the day in the middle counts once.
    expect(added(pause('06', '09', 'identity'), pause('09', '12', 'identity'))).toBe('2026-06-11');
  });

  test('When one of two reasons lies within the other, then it adds nothing', () => {
    expect(added(pause('06', '12', 'identity'), pause('08', '10', 'scope'))).toBe('2026-06-11');
  });

  test('When an overlapping reason is none of the regime, then only the other counts', () => {
    expect(added(pause('06', '12', 'identity'), pause('10', '20', 'holidays of staff'))).toBe('2026-06-11');
  });
});
