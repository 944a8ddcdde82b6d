import { Temporal } from 'temporal-polyfill';
import type { Calendar } from './calendar';
import { addPauses, countForward, rollForward } from './clock-count';
import type { Count, Paused } from './clock-count';
import { ClockError } from './clock-error';
import { checkExtension, isOutsidePlace, placeOf, rulesFor } from './clock-scope';
import * as say from './clock-steps';
import type { ClockStep } from './clock-steps';
import { checkZone, endOfDay, laterInstant, localDateOf, parseInstant, wholeSecond } from './local-time';
import { parseClockRight } from './regime';
import type { ClockKind, ClockRight, ClockRule, ClockUnit, Confidence, Regime, RegimeId } from './regime';
import { findRegime } from './rule-book';
import type { RuleBook } from './rule-book';
import { builtInRules } from './rules';
import { extensionFor } from './regime';

export { ClockError, RuleError } from './clock-error';

/** What happened, as far as a clock asks. Instants name their offset: `2026-03-02T10:15:00+08:00`. */
export interface ClockFacts {
  /** When the request reached the organisation by any channel, also on a day off; for incidents, when it was discovered. */
  readonly receivedAt: string;
  /** When identity was proven; absent while it is not. */
  readonly verifiedAt?: string;
  /** When a fee that was asked for was paid; acts where the clock starts with the latest. */
  readonly feePaidAt?: string;
  /** When the authority of an agent was proven; acts where the clock starts with the latest. */
  readonly authorityProvenAt?: string;
  /** What kind of controller it is where a regime asks, e.g. `small-agent`. */
  readonly profiles?: readonly string[];
  /** The controller's own aim, counted from the start; it ends at the strict date at the latest. */
  readonly target?: { readonly value: number; readonly unit: 'day' | 'workday' };
  /** IANA zone of the establishment that answers; default: that of the calendar. */
  readonly zone?: string;
  /** Calendar of that place; default: the regime's. A regime that cannot use it is counted by its own default place. */
  readonly calendar?: string;
  /** Answered questions that may have stopped the clock: from asking to answer. */
  readonly pauses?: readonly ClockPause[];
  /** True once an extension was declared in time; acts in the regimes that know one. */
  readonly extended?: boolean;
  /** Period that the controller published. Only a shorter one changes anything, where the rule takes promises. */
  readonly promise?: { readonly value: number; readonly unit: 'day' | 'workday' };
  /** Other places for single regimes, before `zone` and `calendar`. */
  readonly places?: Readonly<
    Partial<Record<RegimeId, { readonly zone?: string; readonly calendar?: string }>>
  >;
}

/** See {@link ClockFacts.pauses}. `reason` is one of the regime's, e.g. `identity`; any other has no effect. */
export interface ClockPause {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** One clock of one regime, read. Plain JSON. */
export interface ClockReading {
  readonly regime: RegimeId;
  readonly clock: ClockKind;
  /** `notStarted`: the event that starts it has not happened; the date is then the safe early one. */
  readonly status: 'running' | 'notStarted';
  /** Local day zero; absent while not started. */
  readonly startDate?: string;
  /** Last local day, `YYYY-MM-DD`, with the lawful pauses and roll-forward. */
  readonly date: string;
  /** First instant after it, UTC, whole seconds. In time means strictly before it. */
  readonly deadlineAt: string;
  /** Last local day without roll-forward and pauses: what to operate to. */
  readonly strictDate: string;
  readonly strictAt: string;
  /** First instant after the last day that we mean to use: the strict one, or an earlier aim of the controller. */
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
 * and its notice; otherwise both the answer and the extension notice are given where the regime knows an extension.
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
  checkExtension(found, canonical, facts);
  return found.flatMap((regime) => {
    const place = placeOf(book, regime, facts);
    checkZone(place.zone);
    const receivedOn = localDateOf(facts.receivedAt, place.zone, 'receivedAt');
    return rulesFor(regime, canonical, facts, receivedOn).map((rule) =>
      computeClock({ regime, right: canonical, rule, facts, ...place }),
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
 * Reads one clock: law.md 3.1, step by step. Pure: no clock, no I/O.
 * @throws {@link ClockError} for facts that cannot be counted.
 */
export function computeClock(question: ClockQuestion): ClockReading {
  const { regime, rule, facts, calendar, zone } = question;
  checkZone(zone);
  const start = startOf(rule, facts);
  if (rule.unit === 'hour') return hourReading(question, start, rule.value);

  const startDate = localDateOf(start.instant, zone, 'start');
  const pauses = localPauses(facts, zone);
  const counted = countPeriod(rule, rule.unit, facts, startDate, calendar);
  const paused = addPauses(
    counted.date,
    pauses.filter(({ reason }) => mayPause(question, reason)),
    regime.pauses.arithmetic,
    { start: startDate, roll: rule.roll, calendar },
  );
  const rolled = rollForward(paused.date, rule.roll, calendar);
  const deadlineAt = endOfDay(rolled.date, zone);
  const strictAt = endOfDay(counted.date, zone);
  return {
    regime: regime.id,
    clock: rule.kind,
    status: start.status,
    ...(start.status === 'running' ? { startDate } : {}),
    date: rolled.date,
    deadlineAt,
    strictDate: counted.date,
    strictAt,
    targetAt: targetOf(facts, startDate, { date: counted.date, at: strictAt }, calendar, zone),
    provisional: counted.provisional || rolled.provisional,
    ruleVersion: regime.version,
    calendarVersion: calendar.versionBetween(startDate, rolled.date),
    legalBasis: rule.legalBasis,
    confidence: rule.confidence,
    restDaysSkipped: [...counted.restDays, ...rolled.restDays].map(({ date }) => date),
    steps: explain(question, start, { startDate, counted, paused, rolled, deadlineAt }),
  };
}

function mayPause({ regime, right }: ClockQuestion, reason: string): boolean {
  return regime.pauses.grounds.some((ground) => ground.reason === reason && ground.rights.includes(right));
}

/** The controller's own aim, where it ends before the strict date. */
function targetOf(
  { target }: ClockFacts,
  start: string,
  strict: { readonly date: string; readonly at: string },
  calendar: Calendar,
  zone: string,
): string {
  if (target === undefined) return strict.at;
  const aim = countForward(start, target.value, target.unit, calendar).date;
  return aim < strict.date ? endOfDay(aim, zone) : strict.at;
}

/** The period counted, and whether the promise or the rule gave it. */
interface CountedPeriod extends Count {
  readonly value: number;
  readonly unit: ClockUnit;
  readonly isPromise: boolean;
}

/** A promise binds when it ends earlier (app method art. 6); a longer one is no ground for more time. */
function countPeriod(
  rule: ClockRule,
  unit: Exclude<ClockUnit, 'hour'>,
  { promise }: ClockFacts,
  start: string,
  calendar: Calendar,
): CountedPeriod {
  const own = {
    ...countForward(start, rule.value, unit, calendar),
    value: rule.value,
    unit,
    isPromise: false,
  };
  if (promise === undefined) return own;
  if (!Number.isSafeInteger(promise.value) || promise.value < 1)
    throw new ClockError('DSR_PROMISE_INVALID', 'promise: expected a whole number of at least 1.');
  // Longer than any statutory period: no need to walk it.
  if (rule.promise === 'none' || promise.value > 400) return own;
  const promised = countForward(start, promise.value, promise.unit, calendar);
  return promised.date < own.date ? { ...promised, ...promise, isPromise: true } : own;
}

interface Start {
  readonly instant: string;
  readonly status: ClockReading['status'];
}

function startOf(rule: ClockRule, facts: ClockFacts): Start {
  const { receivedAt, verifiedAt, feePaidAt, authorityProvenAt } = facts;
  parseInstant(receivedAt, 'receivedAt');
  const proven = Object.entries({ verifiedAt, authorityProvenAt, feePaidAt }).flatMap(([name, at]) =>
    at === undefined ? [] : [[name, at] as const],
  );
  for (const [name, at] of proven) parseInstant(at, name);
  switch (rule.startEvent) {
    case 'received':
    case 'discovered':
      return { instant: receivedAt, status: 'running' };
    case 'latest':
      return {
        instant: proven.reduce((latest, [, at]) => laterInstant(latest, at), receivedAt),
        status: 'running',
      };
    case 'verified':
      // A person known from an earlier session does not set the clock going before they ask.
      return verifiedAt === undefined
        ? { instant: receivedAt, status: 'notStarted' }
        : { instant: laterInstant(receivedAt, verifiedAt), status: 'running' };
  }
}

function localPauses({ pauses = [] }: ClockFacts, zone: string): ClockPause[] {
  return pauses.map((pause, i) => {
    const from = parseInstant(pause.from, `pauses[${i}].from`);
    const to = parseInstant(pause.to, `pauses[${i}].to`);
    if (Temporal.Instant.compare(to, from) < 0)
      throw new ClockError(
        'DSR_PAUSE_INVALID',
        `pauses[${i}]: it ends at ${pause.to}, before it begins at ${pause.from}.`,
      );
    return {
      from: localDateOf(pause.from, zone, `pauses[${i}].from`),
      to: localDateOf(pause.to, zone, `pauses[${i}].to`),
      reason: pause.reason,
    };
  });
}

/** Exact elapsed time: no roll, no pause (law.md 3.1 step 2; Civil Code art. 201(2)). */
function hourReading({ regime, rule, zone }: ClockQuestion, start: Start, hours: number): ClockReading {
  const deadlineAt = wholeSecond(parseInstant(start.instant, 'start').add({ hours }));
  const date = localDateOf(deadlineAt, zone, 'deadline');
  return {
    regime: regime.id,
    clock: rule.kind,
    status: start.status,
    ...(start.status === 'running' ? { startDate: localDateOf(start.instant, zone, 'start') } : {}),
    date,
    deadlineAt,
    strictDate: date,
    strictAt: deadlineAt,
    targetAt: deadlineAt,
    provisional: false,
    ruleVersion: regime.version,
    calendarVersion: 'none',
    legalBasis: rule.legalBasis,
    confidence: rule.confidence,
    restDaysSkipped: [],
    steps: [say.hourStep(rule, start.instant, deadlineAt)],
  };
}

/** The count in words, in the order in which it was done. */
function explain(
  question: ClockQuestion,
  start: Start,
  found: { startDate: string; counted: CountedPeriod; paused: Paused; rolled: Count; deadlineAt: string },
): ClockStep[] {
  const { regime, right, rule, facts, calendar, zone } = question;
  const { startDate, counted, paused, rolled, deadlineAt } = found;
  const { dayZero, month, roll } = regime.counting;
  const end = calendar.dayOf(rolled.date);
  const steps: ClockStep[] = [];
  if (facts.calendar !== undefined && isOutsidePlace(regime, facts))
    steps.push(say.placeStep(facts.calendar, calendar, zone));
  steps.push(say.startStep(rule, start.instant, calendar.dayOf(startDate), zone, dayZero));
  if (start.status === 'notStarted') steps.push(say.notStartedStep(rule));
  if (facts.extended === true) steps.push(say.extensionStep(extensionFor(regime, right), rule));
  if (facts.promise !== undefined)
    steps.push(say.promiseStep(facts.promise.value, facts.promise.unit, counted.isPromise, rule));
  steps.push(
    say.countStep(counted.value, counted.unit, calendar.dayOf(counted.date), counted, rule.legalBasis),
  );
  if (counted.unit === 'month' && counted.date.slice(8) !== startDate.slice(8))
    steps.push(say.monthEndStep(month));
  for (const { reason } of facts.pauses ?? [])
    if (!mayPause(question, reason)) steps.push(say.ignoredPauseStep(reason, false, regime));
  for (const { from, to, days } of paused.counted)
    steps.push(say.pauseStep(from, to, days, calendar.dayOf(paused.date), regime));
  for (const _ of paused.tooLate) steps.push(say.ignoredPauseStep('', true, regime));
  if (rolled.restDays.length > 0) steps.push(say.rollStep(rolled.restDays, end, roll));
  if (counted.provisional || rolled.provisional) steps.push(say.provisionalStep(counted.hasBuffer));
  steps.push(say.resultStep(end, deadlineAt, counted.date));
  return steps;
}
