import { findCalendar } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import { daysOfAct, europeanActs, länder, yearLists } from './holiday-lists';
import type { Act } from './holiday-lists';
import { everyDate, isRest, patterns } from './second-opinion';
import vectors from '../../fixtures/deadline-vectors.json';

const dates = everyDate('2024-01-01', '2028-12-31');
const holidaysIn = (id: string, period = ''): string[] => {
  const calendar = findCalendar(builtInRules, id);
  return dates.filter((date) => date.startsWith(period) && calendar.dayOf(date).kind === 'holiday');
};
const acts = Object.entries<Act>({ ...länder, ...europeanActs });
const years = Object.entries(yearLists).flatMap(([id, lists]) =>
  Object.entries(lists).map(([year, days]) => ({ id, year, days })),
);

test.each(acts)(
  'When the holidays of %s are compared with its act, then every day of five years agrees',
  (id, act) => {
    expect(holidaysIn(id)).toEqual(daysOfAct(act));
  },
);

test.each(years)(
  'When the holidays of $id in $year are compared with the published list, then every day agrees',
  ({ id, year, days }) => {
    expect(holidaysIn(id, year)).toEqual(days.split(' ').map((day) => `${year}-${day}`));
  },
);

test('When the loaded calendars are listed, then each was compared with a second list for 2026', () => {
  const compared = new Set([
    'CN',
    ...Object.keys(patterns),
    ...acts.map(([id]) => id),
    ...years.filter(({ year }) => year === '2026').map(({ id }) => id),
  ]);
  expect([...builtInRules.calendars.keys()].filter((id) => !compared.has(id))).toEqual([]);
});

test('When a regime names a calendar, then it is loaded with the present year', () => {
  for (const { id, calendar, calendars } of builtInRules.regimes.values())
    for (const name of [calendar, ...calendars])
      expect([id, name, builtInRules.calendars.get(name)?.years.has(2026)]).toEqual([id, name, true]);
});

test('When days follow the moon or a notice that is still to come, then the year is not guessed', () => {
  const lastYear = (id: string) => Math.max(...findCalendar(builtInRules, id).years.keys());
  expect(['CN', 'IN', 'TR', 'HK', 'SG', 'KR', 'JP'].map(lastYear)).toEqual([
    2026, 2026, 2026, 2027, 2027, 2027, 2027,
  ]);
  expect(findCalendar(builtInRules, 'SG').dayOf('2028-01-26')).toMatchObject({
    known: false,
    settled: false,
  });
});

test('When holidays come from the library and nobody compared them with an official list, then they still count', () => {
  const austria = findCalendar(builtInRules, 'AT');
  expect(austria.years.get(2026)?.status).toBe('library');
  expect(austria.dayOf('2026-10-26')).toMatchObject({ kind: 'holiday', known: true, settled: true });
});

test('When a calendar is not the Chinese one, then Saturday and Sunday are its weekend and no make-up day is known', () => {
  for (const { id, years: loaded } of builtInRules.calendars.values())
    for (const { weekend, makeUpDays, work } of loaded.values())
      expect([id, weekend, makeUpDays, id === 'CN' || work.length === 0]).toEqual([
        id,
        [6, 7],
        id === 'CN',
        true,
      ]);
});

test('When a checked example says that a day is no working day, then its calendar says so too', () => {
  const examples = vectors as readonly { calendar?: string; restDaysSkipped?: readonly string[] }[];
  for (const { calendar: id, restDaysSkipped = [] } of examples)
    for (const date of id === undefined || id === 'CN' ? [] : restDaysSkipped) {
      const holidays = new Set(holidaysIn(id!, date));
      expect([id, date, isRest(date, holidays)]).toEqual([id, date, true]);
    }
});
