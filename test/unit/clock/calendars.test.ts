import { isWorking } from '../../../domain/calendar';
import { findCalendar } from '../../../domain/rule-book';
import { builtInRules } from '../../../domain/rules';
import { chineseDaysOff, everyDate, holidaysOf, isChineseRest, patterns } from './second-opinion';

const loadedYears = [2024, 2025, 2026, 2027, 2028];

test.each(Object.keys(patterns))(
  'When the holidays of %s are compared with a second list, then every day agrees',
  (id) => {
    const calendar = findCalendar(builtInRules, id);
    const expected = holidaysOf(patterns[id]!, loadedYears);
    const found = everyDate('2024-01-01', '2028-12-31').filter(
      (date) => calendar.dayOf(date).kind === 'holiday',
    );
    expect(found).toEqual([...expected].sort());
    expect([...calendar.years.values()].map(({ status }) => status)).toEqual(
      loadedYears.map(() => 'statute'),
    );
  },
);

test.each([2025, 2026])(
  'When Chinese days of %i are compared with the notice, then all agree and 248 are working days',
  (year) => {
    const calendar = findCalendar(builtInRules, 'CN');
    const dates = everyDate(`${year}-01-01`, `${year}-12-31`);
    expect(dates.filter((date) => isWorking(calendar.dayOf(date)) === isChineseRest(date))).toEqual([]);
    expect(dates.filter((date) => isWorking(calendar.dayOf(date)))).toHaveLength(248);
    expect(dates.filter((date) => calendar.dayOf(date).kind === 'holiday')).toEqual(
      [...chineseDaysOff].filter((date) => date.startsWith(String(year))),
    );
  },
);

test('When a calendar is walked day by day, then it goes through year ends and leap days in order, both ways', () => {
  const calendar = findCalendar(builtInRules, 'CN');
  const dates = everyDate('2023-12-25', '2029-01-10');
  let day = calendar.dayOf(dates[0]!);
  for (const [i, date] of dates.entries()) {
    const weekday = ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
    const back = i === 0 || calendar.dayBefore(day).date === dates[i - 1];
    if (day.date !== date || day.weekday !== weekday || !back)
      expect([day, back]).toEqual([date, weekday, true]);
    day = calendar.dayAfter(day);
  }
});

test('When very many unknown years are asked for, then the answers stay right', () => {
  const calendar = findCalendar(builtInRules, 'FR');
  for (let year = 2030; year < 2085; year++)
    expect(calendar.dayOf(`${year}-12-31`).date).toBe(`${year}-12-31`);
  expect(calendar.dayOf('2026-05-14').kind).toBe('holiday');
});
