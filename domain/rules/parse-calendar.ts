import { RuleError } from '../clock-error';
import type { CalendarYear } from '../calendar';
import { openFields } from './field-reader';
import { readVersion } from './read-parts';

const yearFields = [
  'calendar',
  'year',
  'version',
  'name',
  'zone',
  'status',
  'source',
  'retrieved',
  'weekend',
  'makeUpDays',
  'unsettledFrom',
  'off',
  'work',
];

/**
 * Turns one file of `rules/calendars/` into a calendar year, refusing whatever the schema does not know.
 * @throws {@link RuleError} with the path of the first field that is wrong.
 */
export function parseCalendarYear(raw: unknown): CalendarYear {
  const file = openFields(raw, '', yearFields);
  const year: CalendarYear = {
    calendar: file.text('calendar'),
    year: file.count('year'),
    version: readVersion(file),
    name: file.localText('name'),
    zone: file.text('zone'),
    status: file.word('status', ['official', 'statute', 'provisional']),
    source: file.text('source'),
    retrieved: file.date('retrieved'),
    weekend: readWeekend(file.raw('weekend')),
    makeUpDays: file.flag('makeUpDays'),
    unsettledFrom: file.raw('unsettledFrom') === null ? null : file.date('unsettledFrom'),
    off: file.list('off', ['from', 'to', 'name'], (item) => ({
      from: item.date('from'),
      to: item.date('to'),
      name: item.localText('name'),
    })),
    work: file.list('work', ['date', 'name'], (item) => ({
      date: item.date('date'),
      name: item.localText('name'),
    })),
  };
  checkDates(year);
  return year;
}

function readWeekend(raw: unknown): number[] {
  const days = Array.isArray(raw) ? (raw as unknown[]) : [undefined];
  return days.map((day) => {
    if (typeof day !== 'number' || !Number.isInteger(day) || day < 1 || day > 7)
      throw new RuleError('DSR_RULE_VALUE_INVALID', 'expected a list of weekdays 1 to 7.', 'weekend');
    return day;
  });
}

function checkDates({ year, off, work, makeUpDays }: CalendarYear): void {
  const dates = [...off.flatMap(({ from, to }) => [from, to]), ...work.map(({ date }) => date)];
  const stray = dates.find((date) => !date.startsWith(`${year}-`));
  if (stray !== undefined)
    throw new RuleError('DSR_RULE_CONTRADICTION', `${stray} is not in ${year}.`, 'off');
  if (off.some(({ from, to }) => to < from))
    throw new RuleError('DSR_RULE_CONTRADICTION', 'a block of days off ends before it begins.', 'off');
  if (!makeUpDays && work.length > 0)
    throw new RuleError('DSR_RULE_CONTRADICTION', 'make-up days are listed but makeUpDays is false.', 'work');
  if (work.some(({ date }) => off.some(({ from, to }) => from <= date && date <= to)))
    throw new RuleError('DSR_RULE_CONTRADICTION', 'a make-up day is also a day off.', 'work');
}
