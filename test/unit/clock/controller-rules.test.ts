import { computeClocks } from '../../../domain/clock';
import { RuleError } from '../../../domain/clock-error';
import { builtInRules } from '../../../domain/rules';
import {
  ownPeriodsFor,
  parseControllerRules,
  withControllerRules,
} from '../../../domain/rules/controller-rules';
import { findLengthening } from '../../../domain/rules/lengthening';
import { parseRegime } from '../../../domain/rules/parse-regime';
import calendarYear from '../../../domain/rules/calendars/cn-2026.json';
import appMethod from '../../../domain/rules/regimes/cn-app-2019.json';
import incidents from '../../../domain/rules/regimes/cn-cyber-incident.json';
import european from '../../../domain/rules/regimes/eu-gdpr.json';
import standard from '../../../domain/rules/regimes/cn-gbt35273.json';

type Json = Record<string, unknown>;
const version = '2026.11.21+0123456789ab';
const nothing = { version, regimes: [], promises: [], targets: [], calendars: [] };
const edited = (regime: object, edit: (regime: Json, clocks: Json[]) => void): Json => {
  const copy = structuredClone(regime) as Json;
  edit(copy, copy['clocks'] as Json[]);
  return copy;
};
const apply = (own: Json) => withControllerRules(builtInRules, parseControllerRules({ ...nothing, ...own }));
function refusal(own: Json): { code: string; path: string } {
  try {
    apply(own);
  } catch (error) {
    if (error instanceof RuleError) return { code: error.code, path: error.path };
    throw error;
  }
  throw new Error('The rules were accepted.');
}
const promise = { rights: ['deletion'], value: 7, unit: 'workday', source: 'Privacy policy, chapter 5' };

describe('what a controller may not write', () => {
  const { source: _source, ...unfounded } = promise;
  test.each<[string, Json, string, string]>([
    ['a field of its own', { colour: 'blue' }, 'DSR_RULE_FIELD_UNKNOWN', 'colour'],
    ['a version that seals nothing', { version: '3' }, 'DSR_RULE_VALUE_INVALID', 'version'],
    ['a list that is none', { regimes: 'all' }, 'DSR_RULE_VALUE_INVALID', 'regimes'],
    ['a promise without source', { promises: [unfounded] }, 'DSR_RULE_SOURCE_MISSING', 'promises[0].source'],
    [
      'a promise in months',
      { promises: [{ ...promise, unit: 'month' }] },
      'DSR_RULE_UNIT_UNKNOWN',
      'promises[0].unit',
    ],
    [
      'a promise of no day',
      { promises: [{ ...promise, value: 0 }] },
      'DSR_RULE_VALUE_INVALID',
      'promises[0].value',
    ],
    ['two promises for one right', { promises: [promise, promise] }, 'DSR_RULE_CONTRADICTION', 'promises[1]'],
    ['two targets for one right', { targets: [promise, promise] }, 'DSR_RULE_CONTRADICTION', 'targets[1]'],
    ['a year twice', { calendars: [calendarYear, calendarYear] }, 'DSR_RULE_CONTRADICTION', 'calendars[1]'],
    ['a regime twice', { regimes: [european, european] }, 'DSR_RULE_CONTRADICTION', 'regimes[1]'],
    [
      'a regime with an unknown unit',
      { regimes: [appMethod, edited(european, (_, [clock]) => (clock!['unit'] = 'week'))] },
      'DSR_RULE_UNIT_UNKNOWN',
      'regimes[1].clocks[0].unit',
    ],
    [
      'a calendar whose make-up day is of another year',
      { calendars: [{ ...calendarYear, year: 2027 }] },
      'DSR_RULE_CONTRADICTION',
      'calendars[0].off[0].from',
    ],
    [
      'an id that is neither ours nor begins with X-',
      { regimes: [{ ...european, id: 'EU-MOON' }] },
      'DSR_REGIME_UNKNOWN',
      'regimes[0].id',
    ],
    [
      'a regime of its own with a calendar that nobody loaded',
      { regimes: [{ ...european, id: 'X-MOON', calendar: 'MOON', calendars: ['MOON'] }] },
      'DSR_CALENDAR_UNKNOWN',
      'regimes[0].calendar',
    ],
    [
      'a year that moves its calendar to another zone',
      { calendars: [{ ...calendarYear, zone: 'Asia/Tokyo' }] },
      'DSR_RULE_CONTRADICTION',
      'calendars[0]',
    ],
  ])('When there is %s, then it is refused', (_, own, code, path) => {
    expect(refusal(own)).toEqual({ code, path });
  });
});

type Edit = (regime: Json, clocks: Json[]) => unknown;
/** Changes the first clock. */
const first =
  (fields: Json): Edit =>
  (_, [clock]) =>
    Object.assign(clock!, fields);
const part = (regime: Json, field: string): Json =>
  (Array.isArray(regime[field]) ? (regime[field] as unknown[])[0] : regime[field]) as Json;

describe('what takes more time than the law', () => {
  const cases: readonly [string, object, Edit, string][] = [
    ['more working days', appMethod, first({ value: 16 }), 'clocks[0]'],
    ['calendar days that may be more', appMethod, first({ value: 16, unit: 'day' }), 'clocks[0]'],
    [
      'working days for calendar days',
      standard,
      first({ value: 15, unit: 'workday', roll: 'none' }),
      'clocks[0]',
    ],
    ['30 days for what may be a February', european, first({ value: 30, unit: 'day' }), 'clocks[0]'],
    ['a start with verified identity', european, first({ startEvent: 'verified' }), 'clocks[0]'],
    ['a promise that does not bind', appMethod, first({ promise: 'none' }), 'clocks[0]'],
    ['a day for the hours of a report', incidents, first({ value: 1, unit: 'day' }), 'clocks[0]'],
    ['no extension notice in time', european, (_, clocks) => (clocks[1]!['value'] = 2), 'clocks[1]'],
    ['a right less', appMethod, first({ rights: ['correction'] }), 'clocks'],
    ['a clock that ends', appMethod, first({ effectiveTo: '2026-12-31' }), 'clocks'],
    ['a stricter profile less', incidents, (_, clocks) => clocks.pop(), 'clocks'],
    [
      'a slower profile of its own',
      appMethod,
      (_, clocks) => clocks.push({ ...clocks[0], profile: 'small', value: 30 }),
      'clocks[2]',
    ],
    [
      'a longer period that the law does not know',
      standard,
      (_, clocks) => clocks.push({ ...clocks[0], kind: 'respondExtended', value: 60 }),
      'clocks[4]',
    ],
    [
      'a pause that the law does not know',
      standard,
      (regime) => Object.assign(part(regime, 'pauses'), { arithmetic: 'excludeAskingDay' }),
      'pauses.arithmetic',
    ],
    [
      'a pause on a ground of its own',
      european,
      (regime) => Object.assign(part(part(regime, 'pauses'), 'grounds'), { reason: 'holiday' }),
      'pauses.grounds[0]',
    ],
    [
      'a pause for another right',
      european,
      (regime) => Object.assign(part(part(regime, 'pauses'), 'grounds'), { rights: ['optOut'] }),
      'pauses.grounds[0]',
    ],
    ['two extensions', european, (regime) => (part(regime, 'extensions')['times'] = 2), 'extensions[0]'],
    [
      'an extension on a ground of its own',
      european,
      (regime) => Object.assign(part(part(regime, 'extensions'), 'grounds'), { code: 'holiday' }),
      'extensions[0].grounds',
    ],
    [
      'an extension for another right',
      european,
      (regime, clocks) => {
        for (const clock of clocks.slice(0, 3)) (clock['rights'] as string[]).push('limitUse');
        (part(regime, 'extensions')['rights'] as string[]).push('limitUse');
      },
      'clocks[2]',
    ],
    [
      'a clock that waits for a fee',
      european,
      (regime) => (part(regime, 'fee')['clock'] = 'startsWithPayment'),
      'fee.clock',
    ],
    ['other holidays', european, (regime) => (regime['calendar'] = 'IE'), 'calendar'],
    ['holidays more', european, (regime) => (regime['calendars'] = ['EU', 'CN']), 'calendars'],
    ['another zone', european, (regime) => (regime['zone'] = 'America/New_York'), 'zone'],
    ['fewer people', european, (regime) => (regime['territories'] = ['FR']), 'territories'],
    [
      'a later entry into force',
      european,
      (regime) => (regime['effectiveFrom'] = '2027-01-01'),
      'effectiveFrom',
    ],
    ['an end', european, (regime) => (regime['effectiveTo'] = '2027-01-01'), 'effectiveTo'],
  ];
  test.each(cases)('When a replacement holds %s, then it is refused', (_, regime, edit, path) => {
    expect(refusal({ regimes: [edited(regime, edit)] })).toEqual({
      code: 'DSR_RULE_LENGTHENED',
      path: `regimes[0].${path}`,
    });
  });

  test('When the last day of the law stays where it is, then a replacement may not let it roll', () => {
    const fixed = edited(standard, (_, clocks) => clocks.forEach((clock) => (clock['roll'] = 'none')));
    const found = findLengthening(parseRegime(standard), parseRegime(fixed));
    expect(found?.path).toBe('clocks[0]');
    expect(found?.problem).toContain('moves (full)');
    expect(findLengthening(parseRegime(fixed), parseRegime(standard))).toBeUndefined();
  });
});

describe('what is stricter than the law', () => {
  const cases: readonly [string, object, Edit][] = [
    ['nothing else', european, () => undefined],
    ['fewer working days', appMethod, first({ value: 10 })],
    ['as many calendar days as working days', appMethod, first({ value: 15, unit: 'day', roll: 'full' })],
    ['the days of the shortest month', european, first({ value: 28, unit: 'day' })],
    ['hours for days', standard, first({ value: 720, unit: 'hour', roll: 'none' })],
    ['a start with receipt', standard, first({ startEvent: 'received' })],
    ['one hour for all operators', incidents, first({ value: 1 })],
    ['no extension', european, (regime) => (regime['extensions'] = [])],
    ['a duty more', appMethod, (_, clocks) => clocks.push({ ...clocks[0], kind: 'acknowledge', value: 3 })],
  ];
  test.each(cases)('When a replacement holds %s, then it is taken', (_, regime, edit) => {
    const own = edited(regime, edit);
    const book = apply({ regimes: [own] });
    expect(book.regimes.get(own['id'] as string)).toEqual(parseRegime(own));
    expect(book.regimes.size).toBe(builtInRules.regimes.size);
  });

  test('When a replacement is taken, then its clocks count and the loaded book stays as it was', () => {
    const facts = { receivedAt: '2026-03-02T10:15:00+08:00' };
    const before = computeClocks(['CN-APP-2019'], 'deletion', facts);
    const book = apply({ regimes: [edited(appMethod, first({ value: 10 }))] });
    const [reading] = computeClocks(['CN-APP-2019'], 'deletion', facts, book);
    expect([before[0]?.date, reading?.date]).toEqual(['2026-03-23', '2026-03-16']);
    expect(computeClocks(['CN-APP-2019'], 'deletion', facts)).toEqual(before);
  });
});

describe('what a controller adds', () => {
  test('When a rule set of its own is loaded, then it stands beside the law, whatever it allows itself', () => {
    const own = edited(incidents, (regime, clocks) => {
      regime['id'] = 'X-SHOP';
      clocks[0]!['value'] = 12;
    });
    const book = apply({ regimes: [own] });
    const facts = { receivedAt: '2026-02-16T09:00:00+08:00' };
    const readings = computeClocks(['X-SHOP', 'CN-CYBER-INCIDENT'], 'incident', facts, book);
    expect(readings.map(({ regime, deadlineAt }) => [regime, deadlineAt])).toEqual([
      ['X-SHOP', '2026-02-16T13:00:00Z'],
      ['CN-CYBER-INCIDENT', '2026-02-16T05:00:00Z'],
    ]);
  });

  test('When a year is loaded that was unknown, then counts into it are no longer provisional', () => {
    const own = { ...calendarYear, year: 2031, off: [], work: [], unsettledFrom: null };
    const facts = { receivedAt: '2031-03-03T10:00:00+08:00' };
    const [before] = computeClocks(['CN-APP-2019'], 'deletion', facts);
    const [after] = computeClocks(['CN-APP-2019'], 'deletion', facts, apply({ calendars: [own] }));
    expect([before?.provisional, after?.provisional]).toEqual([true, false]);
    expect(after?.date).toBe('2031-03-24');
    expect(after?.calendarVersion).toBe(`CN-2031@${calendarYear.version}`);
  });

  test('When a loaded year is given again with one more day off, then that year alone is replaced', () => {
    const oneOff = { from: '2026-03-05', to: '2026-03-05', name: { 'zh-CN': '临时放假', en: 'One-off' } };
    const own = { ...calendarYear, version, off: [...calendarYear.off, oneOff] };
    const book = apply({ calendars: [own] });
    const facts = { receivedAt: '2026-03-02T10:15:00+08:00' };
    expect(computeClocks(['CN-APP-2019'], 'deletion', facts, book)[0]?.date).toBe('2026-03-24');
    expect([...book.calendars.get('CN')!.years.keys()]).toEqual([
      ...builtInRules.calendars.get('CN')!.years.keys(),
    ]);
  });

  test('When a promise and a target are set for a right, then they stand in its facts and in no other', () => {
    const rules = parseControllerRules({
      ...nothing,
      promises: [promise],
      targets: [{ ...promise, rights: ['deletion', 'access'], value: 5, unit: 'day' }],
    });
    expect(ownPeriodsFor(rules, 'deletion')).toEqual({
      promise: { value: 7, unit: 'workday' },
      target: { value: 5, unit: 'day' },
    });
    expect(ownPeriodsFor(rules, 'access')).toEqual({ target: { value: 5, unit: 'day' } });
    expect(ownPeriodsFor(rules, 'correction')).toEqual({});
  });

  test('When there is nothing in it, then the book is what it was', () => {
    const book = apply({});
    expect([...book.regimes.keys()]).toEqual([...builtInRules.regimes.keys()]);
    expect([...book.calendars.values()]).toEqual([...builtInRules.calendars.values()]);
  });
});
