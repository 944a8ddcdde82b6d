import type { Calendar, CalendarDay } from './calendar';
import { rollForward } from './clock-count';
import { ClockError } from './clock-error';
import { checkFacts } from './clock-facts';
import type { ClockFacts } from './clock-facts';
import { addPauses, localPauses } from './clock-pauses';
import { countPeriod, targetOf } from './clock-period';
import { checkExtension, checkInForce, mayPause, placeOf, rulesFor } from './clock-scope';
import { startOf } from './clock-start';
import type { ClockStart } from './clock-start';
import type { ClockStep } from './clock-steps';
import { explain, explainHours } from './clock-story';
import { checkZone, endOfDay, localDateOf, parseInstant, wholeSecond } from './local-time';
import { parseClockRight } from './regime';
import type {
  ClockKind,
  ClockRight,
  ClockRule,
  ClockUnit,
  Confidence,
  Regime,
  RegimeId,
  StartEvent,
} from './regime';
import { findRegime } from './rule-book';
import type { RuleBook } from './rule-book';
import { builtInRules } from './rules';

export { ClockError, RuleError } from './clock-error';
export type { ClockFacts, ClockPause, DayPeriod } from './clock-facts';

/** One clock of one regime, read. Plain JSON. */
export interface ClockReading {
  readonly regime: RegimeId;
  readonly clock: ClockKind;
  /** The period of the rule as it stands in the law; a promise may have taken its place in the count. */
  readonly period: { readonly value: number; readonly unit: ClockUnit };
  readonly startEvent: StartEvent;
  /** `notStarted`: the event that starts it has not happened; the date is then the safe early one. */
  readonly status: 'running' | 'notStarted';
  /** Local day zero; absent while not started. */
  readonly startDate?: string;
  /** IANA zone in which the days were counted. */
  readonly zone: string;
  /** Last local day, `YYYY-MM-DD`, with the lawful pauses and roll-forward. */
  readonly date: string;
  /** First instant after it, UTC, whole seconds. In time means strictly before it. */
  readonly deadlineAt: string;
  /** Last local day without roll-forward and pauses: what to operate to. */
  readonly strictDate: string;
  readonly strictAt: string;
  /** The last day that we mean to use: the strict one, or an earlier aim of the controller. */
  readonly targetDate: string;
  /** First instant after it. */
  readonly targetAt: string;
  /** True while a calendar year it needs is not published; recompute on load. */
  readonly provisional: boolean;
  readonly ruleVersion: string;
  /** Versions of the calendar years touched, e.g. `CN-2026@… CN-2027@none`; `none` for hour clocks. */
  readonly calendarVersion: string;
  /** Of the host's zone data. The domain cannot know it: whoever calls from outside may add it. */
  readonly tzdataVersion?: string;
  readonly legalBasis: string;
  readonly confidence: Confidence;
  /** Where the rule was read. */
  readonly source: string;
  /** Non-working days that the answer depended on. */
  readonly restDaysSkipped: readonly string[];
  readonly steps: readonly ClockStep[];
}

/** A rule with the place it is counted in. */
export interface ClockQuestion {
  readonly regime: Regime;
  readonly right: ClockRight;
  readonly rule: ClockRule;
  readonly facts: ClockFacts;
  readonly calendar: Calendar;
  /** IANA zone. */
  readonly zone: string;
}

/**
 * Every clock of every regime for one request, in the order of `regimes`. An extended period replaces the ordinary one
 * and its notice; otherwise both the answer and the extension notice are given where the regime knows an extension. A
 * regime that has no clock for this kind of request gives none.
 * @throws {@link ClockError} for facts that cannot be counted; see {@link clockErrorCodes}.
 */
export function computeClocks(
  regimes: readonly RegimeId[],
  right: string,
  facts: ClockFacts,
  book: RuleBook = builtInRules,
): ClockReading[] {
  const canonical = parseClockRight(right);
  if (canonical === undefined)
    throw new ClockError('DSR_RIGHT_UNKNOWN', `No clock is known for the right ${right}.`);
  const found = regimes.map((id) => findRegime(book, id));
  checkFacts(facts);
  checkExtension(found, canonical, facts);
  return found.flatMap((regime) => {
    const place = placeOf(book, regime, facts);
    checkZone(place.zone);
    const receivedOn = localDateOf(facts.receivedAt, place.zone, 'receivedAt');
    checkInForce(regime, receivedOn, place.zone);
    return rulesFor(regime, canonical, facts, receivedOn).map((rule) =>
      readClock({ regime, right: canonical, rule, facts, ...place }),
    );
  });
}

/**
 * The reading to schedule on: the earliest deadline, the first of equals.
 * @throws {@link ClockError} DSR_CLOCK_NONE when there is none.
 */
export function earliest(readings: readonly ClockReading[]): ClockReading {
  const [first, ...others] = readings;
  if (first === undefined) throw new ClockError('DSR_CLOCK_NONE', 'No regime gave a clock for this request.');
  return others.reduce((best, reading) => (reading.deadlineAt < best.deadlineAt ? reading : best), first);
}

/**
 * Reads one clock of a rule, in force or not. Pure: no clock, no I/O.
 * @throws {@link ClockError} for facts that cannot be counted.
 */
export function computeClock(question: ClockQuestion): ClockReading {
  checkZone(question.zone);
  checkFacts(question.facts);
  return readClock(question);
}

function readClock(question: ClockQuestion): ClockReading {
  const { rule, facts } = question;
  const start = startOf(rule.startEvent, facts);
  return rule.unit === 'hour' ? readHours(question, start) : readDays(question, start, rule.unit);
}

/** From the local day of the start over the period, the pauses and the roll to the first instant after the last day. */
function readDays(
  question: ClockQuestion,
  start: ClockStart,
  unit: Exclude<ClockUnit, 'hour'>,
): ClockReading {
  const { regime, right, rule, facts, calendar, zone } = question;
  const startDate = localDateOf(start.instant, zone, 'start');
  const pauses = (facts.pauses ?? []).filter(({ reason }) => mayPause(regime, right, reason));
  const counted = countPeriod(rule, unit, facts, startDate, calendar);
  const paused = addPauses(counted.end.date, localPauses(pauses, zone), regime.pauses.arithmetic, {
    start: startDate,
    roll: rule.roll,
    calendar,
  });
  const rolled = rollForward(paused.date, rule.roll, calendar);
  const targetDate = targetOf(facts, startDate, counted.end.date, calendar);
  const deadlineAt = endOfDay(rolled.date, zone);
  return readingOf(question, start, startDate, {
    date: rolled.date,
    deadlineAt,
    strictDate: counted.end.date,
    strictAt: endOfDay(counted.end.date, zone),
    targetDate,
    targetAt: endOfDay(targetDate, zone),
    provisional: counted.end.provisional || rolled.provisional,
    calendarVersion: calendar.versionBetween(startDate, rolled.date),
    restDays: [...counted.end.restDays, ...rolled.restDays],
    steps: explain(question, { start, startDate, counted, paused, rolled, deadlineAt, targetDate }),
  });
}

/** Exact elapsed time: no roll, no pause, no target. */
function readHours(question: ClockQuestion, start: ClockStart): ClockReading {
  const { rule, zone } = question;
  const deadlineAt = wholeSecond(parseInstant(start.instant, 'start').add({ hours: rule.value }));
  const date = localDateOf(deadlineAt, zone, 'deadline');
  return readingOf(question, start, localDateOf(start.instant, zone, 'start'), {
    date,
    deadlineAt,
    strictDate: date,
    strictAt: deadlineAt,
    targetDate: date,
    targetAt: deadlineAt,
    provisional: false,
    calendarVersion: 'none',
    restDays: [],
    steps: explainHours(question, start, deadlineAt),
  });
}

/** What a count came to. */
interface Found extends Pick<
  ClockReading,
  | 'date'
  | 'deadlineAt'
  | 'strictDate'
  | 'strictAt'
  | 'targetDate'
  | 'targetAt'
  | 'provisional'
  | 'calendarVersion'
  | 'steps'
> {
  readonly restDays: readonly CalendarDay[];
}

/** Written out member by member: to spread objects into one takes as long as the whole count. */
function readingOf(
  { regime, rule, zone }: ClockQuestion,
  { status }: ClockStart,
  startDate: string,
  found: Found,
): ClockReading {
  const reading = {
    regime: regime.id,
    clock: rule.kind,
    period: { value: rule.value, unit: rule.unit },
    startEvent: rule.startEvent,
    status,
    startDate,
    zone,
    date: found.date,
    deadlineAt: found.deadlineAt,
    strictDate: found.strictDate,
    strictAt: found.strictAt,
    targetDate: found.targetDate,
    targetAt: found.targetAt,
    provisional: found.provisional,
    ruleVersion: regime.version,
    calendarVersion: found.calendarVersion,
    legalBasis: rule.legalBasis,
    confidence: rule.confidence,
    source: rule.source,
    restDaysSkipped: found.restDays.map(({ date }) => date),
    steps: found.steps,
  };
  if (status === 'running') return reading;
  const { startDate: _notYet, ...notStarted } = reading;
  return notStarted;
}
