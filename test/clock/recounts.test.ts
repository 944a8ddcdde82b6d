import { engine } from '../../domain/actor';
import { buildCalendar } from '../../domain/calendar';
import type { CalendarYear } from '../../domain/calendar';
import { compareInstants } from '../../domain/clock-state';
import { makeRuleBook } from '../../domain/rule-book';
import { builtInRules } from '../../domain/rules';
import { useClockLab } from '../support/clock-lab';
import { officer, operator, refusalCode } from '../support/workflow-lab';
import { alertIds, answerClock, dueAts, waiting } from './timed';

const begin = useClockLab();

const thisYear = new Date().getUTCFullYear();

/** A year of China's calendar without holidays, as its notice might have it. */
function plainYear(year: number): CalendarYear {
  const known = [...builtInRules.calendars.get('CN')!.years.values()][0]!;
  return { ...known, year, status: 'official', unsettledFrom: null, off: [], work: [] };
}

/** The rules with these years of China's calendar and no others. */
function withChina(years: readonly number[]) {
  return makeRuleBook(
    [...builtInRules.regimes.values()],
    [
      ...[...builtInRules.calendars.values()].filter(({ id }) => id !== 'CN'),
      buildCalendar(years.map(plainYear)),
    ],
  );
}

test('When a calendar is missing, then that is alerted once, and its notice moves the clocks of open requests on record', async () => {
  const request = await waiting(await begin('CN-APP-2019', {}, { law: { rules: withChina([2000]) } }));
  const before = await answerClock(request, 'CN-APP-2019');
  expect(before).toMatchObject({ provisional: true });
  expect(alertIds(request, 'calendarMissing')).toContain(`calendarMissing/CN-${before.date.slice(0, 4)}`);
  const alerts = request.alerts().length;

  request.changeLaw({ rules: withChina([thisYear, thisYear + 1, thisYear + 2]) });
  await request.command({ name: 'recomputeClocks', cause: 'calendar' }, engine);
  const after = await answerClock(request, 'CN-APP-2019');
  expect(after.provisional).toBe(false);
  expect(compareInstants(after.deadlineAt, before.deadlineAt)).toBeGreaterThan(0);
  expect(request.recorded('clocksRecomputed')).toMatchObject([{ facts: { cause: 'calendar' } }]);
  const counts = (await request.books.evidence.read(request.requestId)).filter(
    ({ type }) => type === 'clocksComputed',
  );
  expect(counts.at(-1)!.facts).toMatchObject({
    before: [{ date: before.date, calendarVersion: before.calendarVersion }],
    clocks: [{ date: after.date, calendarVersion: after.calendarVersion }],
  });
  expect(request.alerts()).toHaveLength(alerts);
  expect(await request.lines()).toMatchObject([{ deadlineAt: after.deadlineAt }]);
});

test('When a recount brings a deadline forward, then that is alerted, and the new one is kept', async () => {
  const request = await waiting(await begin('CN-APP-2019'));
  const before = await answerClock(request, 'CN-APP-2019');
  request.changeLaw({ promise: { value: 5, unit: 'workday' } });
  await request.command({ name: 'recomputeClocks', cause: 'rules' }, officer);
  const after = await answerClock(request, 'CN-APP-2019');
  expect(compareInstants(after.deadlineAt, before.deadlineAt)).toBeLessThan(0);
  expect(request.alerts().filter(({ kind }) => kind === 'deadlineMovedEarlier')).toMatchObject([
    { regime: 'CN-APP-2019', deadlineAt: after.deadlineAt, about: before.deadlineAt },
  ]);
  await request.untilDay(20);
  expect(dueAts(request, 'clockBreached')).toEqual([after.deadlineAt]);
});

test('When the controller promised a shorter period than the law, then its end is the deadline', async () => {
  const law = { promise: { value: 5, unit: 'workday' as const } };
  const request = await waiting(await begin(['CN-APP-2019', 'EU-GDPR'], {}, { law }));
  const promised = await answerClock(request, 'CN-APP-2019');
  await request.untilDay(15);
  expect(dueAts(request, 'clockBreached')).toEqual([promised.deadlineAt]);
  expect((await answerClock(request, 'EU-GDPR')).status).toBe('running');
});

test('When other regimes apply, then theirs are counted, the dropped ones stay on record, and what fired has fired', async () => {
  const request = await waiting(await begin(['CN-APP-2019', 'EU-GDPR']));
  const kept = await answerClock(request, 'EU-GDPR');
  await request.untilDay(16);
  const reminded = dueAts(request, 'reminderDue').length;
  const change = { name: 'changeRegimes', ground: 'residence' } as const;
  expect(await refusalCode(request.command({ ...change, regimes: ['EU-GDPR', 'EU-GDPR'] }, officer))).toBe(
    'DSR_REGIME_UNKNOWN',
  );
  expect(await refusalCode(request.command({ ...change, regimes: ['KR-PIPA'] }, operator))).toBe(
    'DSR_ROLE_NOT_ALLOWED',
  );

  await request.command({ ...change, regimes: ['EU-GDPR', 'US-CA-CCPA'] }, officer);
  const { regimes, clocks } = await request.state();
  expect(regimes).toEqual(['EU-GDPR', 'US-CA-CCPA']);
  expect([...new Set(clocks.map(({ regime }) => regime))]).toEqual(regimes);
  expect(clocks.find(({ clock }) => clock === 'acknowledge')?.status).toBe('satisfied');
  expect(await answerClock(request, 'EU-GDPR')).toMatchObject({
    deadlineAt: kept.deadlineAt,
    thresholds: [{ fired: true }, { fired: false }, { fired: false }],
  });
  expect((await request.books.requests.find(request.requestId))?.regimes).toEqual(regimes);
  expect((await request.lines()).map(({ regime }) => regime)).not.toContain('CN-APP-2019');
  expect(request.recorded('regimesChanged')).toMatchObject([{ facts: { ground: 'residence' } }]);
  expect(alertIds(request, 'deadlineMovedEarlier')).toEqual([]);
  await request.untilDay(18);
  expect(dueAts(request, 'reminderDue')).toHaveLength(reminded);
});

test('When an added regime leaves less time than people worked to, then that is alerted', async () => {
  const request = await waiting(await begin('EU-GDPR'));
  const change = { name: 'changeRegimes', ground: 'residence' } as const;
  await request.command({ ...change, regimes: ['EU-GDPR', 'KR-PIPA'] }, officer);
  expect(request.alerts().filter(({ kind }) => kind === 'deadlineMovedEarlier')).toMatchObject([
    { regime: 'KR-PIPA', clock: 'respond' },
  ]);
});
