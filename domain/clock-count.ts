import { Temporal } from 'temporal-polyfill';
import { isWorking } from './calendar';
import type { Calendar, CalendarDay } from './calendar';
import type { ClockUnit, RollPolicy } from './regime';

/** Where a count ended and what it met. */
export interface Count {
  /** Last local day, `YYYY-MM-DD`. */
  readonly date: string;
  /** Rest days passed over. */
  readonly restDays: readonly CalendarDay[];
  /** Make-up days that counted as working days. */
  readonly makeUpDays: readonly CalendarDay[];
  /** True when a day was met that no published calendar settles. */
  readonly provisional: boolean;
  /** True when the date lies two working days early for that reason. */
  readonly hasBuffer: boolean;
}

/** Working days kept in hand where make-up weekends of an unpublished year could pull the true date earlier. */
const provisionalBuffer = 2;

/**
 * Adds a period to the day of the event, which is day zero also when it is a rest day.
 * Months are added in one step from the start: 31 January + 3 months is 30 April, not 28 February + 2 months.
 */
export function countForward(
  start: string,
  value: number,
  unit: Exclude<ClockUnit, 'hour'>,
  calendar: Calendar,
): Count {
  switch (unit) {
    case 'day':
    case 'month': {
      const added = Temporal.PlainDate.from(start).add(unit === 'day' ? { days: value } : { months: value });
      return { date: added.toString(), restDays: [], makeUpDays: [], provisional: false, hasBuffer: false };
    }
    case 'workday':
    case 'businessDay':
      return countWorkingDays(start, value, calendar);
  }
}

function countWorkingDays(start: string, value: number, calendar: Calendar): Count {
  const restDays: CalendarDay[] = [];
  const makeUpDays: CalendarDay[] = [];
  let firstUnknown: CalendarDay | undefined;
  let provisional = false;
  let day = calendar.dayOf(start);
  for (let left = value; left > 0;) {
    day = calendar.dayAfter(day);
    if (!day.known) firstUnknown ??= day;
    provisional ||= !day.settled;
    if (!isWorking(day)) restDays.push(day);
    else left -= 1;
    if (day.kind === 'makeUp') makeUpDays.push(day);
  }
  const unsafe = calendar.makeUpDays ? firstUnknown : undefined;
  const { date } = unsafe === undefined ? day : keepBuffer(day, unsafe, calendar);
  const isPassed = (other: CalendarDay): boolean => other.date < date;
  return {
    date,
    restDays: restDays.filter(isPassed),
    makeUpDays,
    provisional,
    hasBuffer: unsafe !== undefined,
  };
}

/**
 * The safe early date of a count that ran into an unpublished year. Never before the first unknown day: all days
 * before it are published and were used up, so the true date cannot lie there.
 */
function keepBuffer(counted: CalendarDay, firstUnknown: CalendarDay, calendar: Calendar): CalendarDay {
  let day = counted;
  for (let left = provisionalBuffer; left > 0 && day.date > firstUnknown.date;) {
    day = calendar.dayBefore(day);
    if (isWorking(day)) left -= 1;
  }
  return day;
}

/**
 * Moves a last day that is a rest day to the next day that is none. In a year that is not
 * loaded the last day stays where it is, which can only be too early; except that weekends are certain where nobody
 * declares them to be working days.
 */
export function rollForward(date: string, roll: RollPolicy, calendar: Calendar): Count {
  const restDays: CalendarDay[] = [];
  if (roll === 'none') return { date, restDays, makeUpDays: [], provisional: false, hasBuffer: false };
  let day = calendar.dayOf(date);
  let provisional = !day.settled;
  while (isRestDay(day, roll) && (day.known || !calendar.makeUpDays)) {
    restDays.push(day);
    day = calendar.dayAfter(day);
    provisional ||= !day.settled;
  }
  return { date: day.date, restDays, makeUpDays: [], provisional, hasBuffer: false };
}

/** True on a day that a last day of this policy moves away from; a make-up Saturday is a working day (Civil Code art. 203). */
export function isRestDay(day: CalendarDay, roll: RollPolicy): boolean {
  switch (roll) {
    case 'none':
      return false;
    case 'sunHol':
      return day.kind === 'holiday' || (day.kind === 'weekend' && day.weekday === 7);
    case 'full':
      return day.kind === 'holiday' || day.kind === 'weekend';
  }
}
