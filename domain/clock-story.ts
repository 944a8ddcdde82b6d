import type { Count } from './clock-count';
import type { ClockQuestion } from './clock';
import type { Paused } from './clock-pauses';
import type { CountedPeriod } from './clock-period';
import { isOutsidePlace, mayPause } from './clock-scope';
import type { ClockStart } from './clock-start';
import * as say from './clock-steps';
import type { ClockStep } from './clock-steps';
import { localTimeOf } from './local-time';
import { extensionFor } from './regime';

/** What a count of days or months came to on its way. */
export interface CountFound {
  readonly start: ClockStart;
  readonly startDate: string;
  readonly counted: CountedPeriod;
  readonly paused: Paused;
  readonly rolled: Count;
  readonly deadlineAt: string;
  readonly targetDate: string;
}

/** The count in words, in the order in which it was done. */
export function explain(question: ClockQuestion, found: CountFound): ClockStep[] {
  const { regime, right, rule, facts, calendar, zone } = question;
  const { start, startDate, counted, paused, rolled } = found;
  const steps = placeSteps(question);
  if (rule.profile !== null) steps.push(say.profileStep(rule.profile, rule));
  const time = localTimeOf(start.instant, zone);
  steps.push(say.startStep(rule, start, time, zone, calendar.dayOf(startDate), regime.counting.dayZero));
  if (start.status === 'notStarted') steps.push(say.notStartedStep(rule));
  if (facts.extended === true) steps.push(say.extensionStep(extensionFor(regime, right), rule));
  if (facts.promise !== undefined)
    steps.push(say.promiseStep(facts.promise.value, facts.promise.unit, counted.isPromise, rule));
  const strict = calendar.dayOf(counted.end.date);
  steps.push(say.countStep(counted.value, counted.unit, strict, counted.end, rule.legalBasis));
  if (counted.unit === 'month' && counted.end.date.slice(8) !== startDate.slice(8))
    steps.push(say.monthEndStep(regime.counting.month));
  steps.push(...pauseSteps(question, paused));
  const end = calendar.dayOf(rolled.date);
  if (rolled.restDays.length > 0) steps.push(say.rollStep(rolled.restDays, end, regime.counting.roll));
  if (counted.end.provisional || rolled.provisional) steps.push(say.provisionalStep(counted.end.hasBuffer));
  steps.push(...targetSteps(question, found));
  const before = { time: localTimeOf(found.deadlineAt, zone), zone, instant: found.deadlineAt };
  steps.push(say.resultStep(end, before, strict));
  return steps;
}

/** The count of a clock of hours in words. */
export function explainHours(question: ClockQuestion, start: ClockStart, deadlineAt: string): ClockStep[] {
  const { rule, zone } = question;
  const steps = placeSteps(question);
  if (rule.profile !== null) steps.push(say.profileStep(rule.profile, rule));
  const from = { time: localTimeOf(start.instant, zone), zone, instant: start.instant };
  const to = { time: localTimeOf(deadlineAt, zone), zone, instant: deadlineAt };
  steps.push(say.hourStep(rule, start, from, to));
  return steps;
}

function placeSteps({ regime, facts, calendar, zone }: ClockQuestion): ClockStep[] {
  return facts.calendar !== undefined && isOutsidePlace(regime, facts)
    ? [say.placeStep(facts.calendar, calendar, zone)]
    : [];
}

function pauseSteps({ regime, right, facts, calendar }: ClockQuestion, paused: Paused): ClockStep[] {
  const others = new Set(
    (facts.pauses ?? []).map(({ reason }) => reason).filter((reason) => !mayPause(regime, right, reason)),
  );
  return [
    ...[...others].map((reason) => say.otherReasonStep(reason, regime)),
    ...paused.counted.map((pause) => say.pauseStep(pause, calendar.dayOf(paused.date), regime)),
    ...paused.tooLate.map((pause) => say.latePauseStep(pause, regime)),
  ];
}

function targetSteps({ facts, calendar }: ClockQuestion, { counted, targetDate }: CountFound): ClockStep[] {
  const { target } = facts;
  if (target === undefined) return [];
  return [
    say.targetStep(target.value, target.unit, calendar.dayOf(targetDate), targetDate < counted.end.date),
  ];
}
