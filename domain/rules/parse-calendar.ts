import { RuleError } from '../clock-error';
import { calendarStatuses } from '../calendar';
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
    status: file.word('status', calendarStatuses),
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

/**
 * Everything that the days must hold together.
 * @throws {@link RuleError} DSR_RULE_CONTRADICTION with the path of the entry that is wrong, e.g. `off[3]`.
 */
function checkDates(file: CalendarYear): void {
  checkDaysOff(file);
  if (!file.makeUpDays && file.work.length > 0)
    throw contradiction('work', 'make-up days are listed but makeUpDays is false.');
  checkMakeUpDays(file);
}

/** Two blocks that share a day: one of them was typed wrong, and nobody can tell which. */
function checkDaysOff({ year, off }: CalendarYear): void {
  off.forEach(({ from, to }, i) => {
    checkDate(from, year, `off[${i}].from`);
    checkDate(to, year, `off[${i}].to`);
    if (to < from) throw contradiction(`off[${i}]`, `the block of days off ends (${to}) before it begins.`);
    const twice = off.slice(0, i).findIndex((other) => other.from <= to && from <= other.to);
    if (twice >= 0)
      throw contradiction(`off[${i}]`, `${from} to ${to} overlaps off[${twice}]: name each day off once.`);
  });
}

function checkMakeUpDays({ year, off, work }: CalendarYear): void {
  work.forEach(({ date }, i) => {
    checkDate(date, year, `work[${i}].date`);
    if (work.slice(0, i).some((other) => other.date === date))
      throw contradiction(`work[${i}]`, `${date} came twice: name each make-up day once.`);
    if (off.some(({ from, to }) => from <= date && date <= to))
      throw contradiction(`work[${i}]`, `the make-up day ${date} is also a day off.`);
  });
}

function checkDate(date: string, year: number, path: string): void {
  if (!date.startsWith(`${year}-`)) throw contradiction(path, `${date} is not in ${year}.`);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (date.endsWith('-02-29') && !isLeap) throw contradiction(path, `${date} does not exist.`);
}

const contradiction = (path: string, what: string): RuleError =>
  new RuleError('DSR_RULE_CONTRADICTION', what, path);
