import type { AlertLevel } from './alert';
import { breachThreshold } from './alert';
import type { ClockGoal } from './regime-words';
import { standsStill } from './standing';
import type { Standing } from './standing';
import type { Threshold } from './threshold';

/** One clock of a request as the workflow keeps it: instants computed elsewhere from pinned rules, never dates to count. */
export interface ClockState {
  readonly regime: string;
  /** E.g. `acknowledge`, `respond`, `respondExtended`. */
  readonly clock: string;
  /** What stops it for good. */
  readonly goal: ClockGoal;
  /** Last local day, `YYYY-MM-DD`. */
  readonly date: string;
  /** First instant after the last day, UTC. In time means strictly before it. */
  readonly deadlineAt: string;
  /** The same without roll-forward and pauses. */
  readonly strictAt: string;
  /** What we operate to: at or before {@link strictAt}. */
  readonly targetAt: string;
  /** True while a calendar year it needs is not published. */
  readonly provisional: boolean;
  readonly ruleVersion: string;
  readonly calendarVersion: string;
  readonly status: 'running' | 'satisfied' | 'breached';
  /** Instants at which staff are reminded; each fires once. */
  readonly thresholds: readonly Threshold[];
  /** Grounds on which the regime lets this clock be extended now; empty when it does not. */
  readonly extensionGrounds: readonly string[];
  /** Last instant at which the extension may still be declared; absent when none is possible. */
  readonly extendBefore?: string;
  readonly extended: boolean;
  /** Reasons for which the regime lets this clock pause. */
  readonly pauseReasons: readonly string[];
  /** True when an unpaid fee keeps it from starting: it starts (anew) with the payment. */
  readonly startsWithFee?: true;
}

/** The next thing that a clock demands. */
export interface DueEvent {
  readonly kind: 'reminder' | 'breach';
  readonly regime: string;
  readonly clock: string;
  /** Code of the threshold; {@link breachThreshold} for a breach. */
  readonly threshold: string;
  readonly level: AlertLevel;
  readonly at: string;
}

/** All that running clocks still demand, soonest first. */
export function dueEvents(clocks: readonly ClockState[]): DueEvent[] {
  return clocks
    .filter((clock) => clock.status === 'running')
    .flatMap(eventsOf)
    .sort((a, b) => compareInstants(a.at, b.at));
}

function eventsOf({ regime, clock, thresholds, deadlineAt }: ClockState): DueEvent[] {
  const reminders = thresholds
    .filter(({ fired }) => !fired)
    .map(({ code, level, at }) => ({
      kind: 'reminder' as const,
      regime,
      clock,
      threshold: code,
      level,
      at,
    }));
  const breach = { threshold: breachThreshold, level: 'privacyOfficer', at: deadlineAt } as const;
  return [...reminders, { kind: 'breach', regime, clock, ...breach }];
}

/** The clocks after a due event has fired: its threshold is used up, or its clock is breached. */
export function withFired(clocks: readonly ClockState[], event: DueEvent): ClockState[] {
  return clocks.map((clock) => {
    if (clock.regime !== event.regime || clock.clock !== event.clock) return clock;
    if (event.kind === 'breach') return { ...clock, status: 'breached' };
    const thresholds = clock.thresholds.map((threshold) =>
      threshold.code === event.threshold ? { ...threshold, fired: true } : threshold,
    );
    return { ...clock, thresholds };
  });
}

/**
 * Clocks computed anew, with what has already happened to them carried over: satisfied stays satisfied, and a reminder
 * fires once. An extended clock stands in for the ordinary one of the same goal, with reminders of its own: those of the
 * first period say nothing about the end of the second.
 */
export function carryOver(before: readonly ClockState[], after: readonly ClockState[]): ClockState[] {
  return after.map((clock) => {
    const old = predecessor(before, after, clock);
    if (old === undefined) return clock;
    const moved = old.deadlineAt !== clock.deadlineAt;
    const status = moved && old.status === 'breached' ? 'running' : old.status;
    if (old.clock !== clock.clock) return { ...clock, status };
    const hasFired = (code: string) => old.thresholds.some((known) => known.code === code && known.fired);
    const thresholds = clock.thresholds.map((threshold) => ({
      ...threshold,
      fired: hasFired(threshold.code),
    }));
    return { ...clock, thresholds, status };
  });
}

/** The same clock as it stood, or else the one that it stands in for: of its regime and goal, and there no more. */
function predecessor(
  before: readonly ClockState[],
  after: readonly ClockState[],
  wanted: ClockState,
): ClockState | undefined {
  const ofRegime = before.filter(({ regime }) => regime === wanted.regime);
  const isGone = ({ clock }: ClockState) =>
    !after.some((other) => other.regime === wanted.regime && other.clock === clock);
  return (
    ofRegime.find(({ clock }) => clock === wanted.clock) ??
    ofRegime.find((old) => old.goal === wanted.goal && isGone(old))
  );
}

/**
 * The clocks once their goals were reached at an instant: in time is satisfied, else breached. The instant alone decides,
 * so that late news of it change nothing. A clock that stands still cannot be late.
 */
export function reached(
  clocks: readonly ClockState[],
  goals: readonly ClockGoal[],
  at: string,
  standing: Standing = {},
): ClockState[] {
  return clocks.map((clock) => {
    if (clock.status === 'satisfied' || !goals.includes(clock.goal)) return clock;
    const inTime = standsStill(clock, standing) || compareInstants(at, clock.deadlineAt) < 0;
    return { ...clock, status: inTime ? 'satisfied' : 'breached' };
  });
}

/** The clocks of regimes that were added after the acknowledgement: it serves them too. One that was missed falls due. */
export function alreadyAcknowledged(clocks: readonly ClockState[], at: string): ClockState[] {
  return clocks.map((clock) =>
    clock.goal === 'acknowledgement' && compareInstants(at, clock.deadlineAt) < 0
      ? { ...clock, status: 'satisfied' }
      : clock,
  );
}

/** A deadline that a recount brought forward. */
export interface EarlierDeadline {
  readonly clock: ClockState;
  /** The deadline that stood before for the same goal, UTC. */
  readonly was: string;
}

/**
 * The deadlines that lie earlier than before. A clock of a regime that was not counted before is compared with the
 * earliest of its goal: that is what people worked to.
 */
export function movedEarlier(before: readonly ClockState[], after: readonly ClockState[]): EarlierDeadline[] {
  return after.flatMap((clock) => {
    const earliest = before
      .filter(({ goal }) => goal === clock.goal)
      .map(({ deadlineAt }) => deadlineAt)
      .sort(compareInstants)[0];
    const was = predecessor(before, after, clock)?.deadlineAt ?? earliest;
    return was !== undefined && clock.status === 'running' && compareInstants(clock.deadlineAt, was) < 0
      ? [{ clock, was }]
      : [];
  });
}

/** The earliest running clock of a goal; without one that runs, the earliest of the goal at all. */
export function earliestClock(clocks: readonly ClockState[], goal: ClockGoal): ClockState | undefined {
  const wanted = clocks.filter((clock) => clock.goal === goal);
  const running = wanted.filter(({ status }) => status === 'running');
  return (running.length > 0 ? running : wanted).sort((a, b) =>
    compareInstants(a.deadlineAt, b.deadlineAt),
  )[0];
}

/** Order of two UTC instants in the ISO form `2026-03-23T16:00:00Z`, with or without fractions of a second. */
export function compareInstants(a: string, b: string): number {
  // `Z` sorts after `.`, so an instant without fraction would sort after one with: compare without the letter.
  const left = a.replace(/(\.0+)?Z$/, '');
  const right = b.replace(/(\.0+)?Z$/, '');
  return left < right ? -1 : left > right ? 1 : 0;
}
